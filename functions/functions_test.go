// Package functions_test holds what is true of every function.
package functions_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// project is the part of func.yaml that every function must have.
type project struct {
	SpecVersion string `json:"specVersion"`
	Name        string `json:"name"`
	Runtime     string `json:"runtime"`
	Namespace   string `json:"namespace"`
	Invoke      string `json:"invoke"`
	Deploy      struct {
		HealthEndpoints struct{ Liveness, Readiness string }
		Options         struct {
			Scale     struct{ Min, Max, Target int }
			Resources struct {
				Requests, Limits struct {
					CPU, Memory string
					Concurrency int
				}
			}
		}
	}
}

// Every function is a func project: New without arguments, so that func's middleware finds it, and a func.yaml of its name.
func TestFunctions(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("*/func.yaml")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, e := range entries {
		if e.IsDir() {
			count++
		}
	}
	if len(folders) != count {
		t.Errorf("%d of %d functions have a func.yaml", len(folders), count)
	}
	for _, path := range folders {
		name := filepath.Dir(path)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var p project
			if err := yaml.Unmarshal(b, &p); err != nil {
				t.Fatal(err)
			}
			o := p.Deploy.Options
			if p.SpecVersion == "" || p.Name != name || p.Runtime != "go" || p.Namespace != "moneyprinter" || p.Invoke != "http" {
				t.Errorf("head: %+v", p)
			}
			if p.Deploy.HealthEndpoints.Readiness == "" || p.Deploy.HealthEndpoints.Liveness == "" {
				t.Errorf("no health endpoints")
			}
			if o.Scale.Min != 0 || o.Scale.Max < 1 || o.Scale.Target < 1 || o.Resources.Limits.Memory == "" || o.Resources.Requests.CPU == "" || o.Resources.Limits.Concurrency < o.Scale.Target {
				t.Errorf("scale and resources: %+v", o)
			}
			if !hasNew(t, name) {
				t.Errorf("there is no func New() without parameters")
			}
		})
	}
}

// hasNew finds New the way func does: a function without a receiver in the folder's own files.
func hasNew(t *testing.T, dir string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "New" && f.Type.Params.NumFields() == 0 {
				found++
			}
		}
	}
	return found == 1
}
