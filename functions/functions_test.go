// Package functions_test holds what is true of every function.
package functions_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/yaml"
)

// project is what a func.yaml of ours may say.
type project struct {
	SpecVersion, Name, Runtime, Namespace, Invoke string
	Created                                       time.Time
	Build                                         struct{ Builder, BaseImage string }
	Run                                           struct {
		Envs    []struct{ Name, Value string }
		Volumes []struct {
			EmptyDir struct{ SizeLimit string }
			Path     string
		}
	}
	Deploy struct {
		Namespace, ServiceAccountName string
		Labels                        []struct{ Key, Value string }
		HealthEndpoints               struct{ Liveness, Readiness string }
		Options                       struct {
			Scale struct {
				Min, Max, Target, Utilization int
				Metric                        string
			}
			Resources struct {
				Requests struct{ CPU, Memory string }
				Limits   struct {
					CPU, Memory string
					Concurrency int
				}
			}
		}
	}
}

// public are the functions that answer from outside the cluster.
var public = []string{"gateway", "stream"}

// projects reads every func.yaml.
func projects(t *testing.T) map[string]project {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]project{}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(e.Name(), "func.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		var p project
		if err := yaml.UnmarshalStrict(b, &p); err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		all[e.Name()] = p
	}
	return all
}

// Every function is a func project: New without arguments, so that func's middleware finds it, and a func.yaml of its name.
// It has a main for ko, too.
func TestFunctions(t *testing.T) {
	t.Parallel()
	for name, p := range projects(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if p.SpecVersion == "" || p.Created.IsZero() || p.Name != name || p.Runtime != "go" || p.Namespace != "moneyprinter" || p.Invoke != "http" || p.Build.Builder != "host" {
				t.Errorf("head: %+v", p)
			}
			if p.Deploy.Namespace != p.Namespace || p.Deploy.ServiceAccountName != name {
				t.Errorf("namespace %q, service account %q", p.Deploy.Namespace, p.Deploy.ServiceAccountName)
			}
			if e := p.Deploy.HealthEndpoints; e.Readiness != "/health/readiness" || e.Liveness != "/health/liveness" {
				t.Errorf("health endpoints: %+v", e)
			}
			// A public function has no label that hides it.
			local := slices.ContainsFunc(p.Deploy.Labels, func(l struct{ Key, Value string }) bool {
				return l.Key == "networking.knative.dev/visibility" && l.Value == "cluster-local"
			})
			if local == slices.Contains(public, name) {
				t.Errorf("visible in the cluster alone: %v", local)
			}
			if !hasNew(t, name) {
				t.Errorf("there is no func New() without parameters")
			}
			if _, err := os.Stat(filepath.Join(name, "cmd", name, "main.go")); err != nil {
				t.Error(err)
			}
		})
	}
}

// A function scales to zero, bounds what one pod takes on, and says what a pod needs.
func TestScaleAndResources(t *testing.T) {
	t.Parallel()
	for name, p := range projects(t) {
		scale, resources := p.Deploy.Options.Scale, p.Deploy.Options.Resources
		if scale.Min != 0 || scale.Max < 1 || scale.Metric != "concurrency" || scale.Target < 1 || scale.Utilization < 1 || scale.Utilization > 100 {
			t.Errorf("%s: scale: %+v", name, scale)
		}
		if resources.Limits.Memory == "" || resources.Requests.Memory == "" || resources.Requests.CPU == "" || resources.Limits.Concurrency < scale.Target {
			t.Errorf("%s: resources: %+v", name, resources)
		}
	}
}

// A function gets the settings of all functions and its own Secret. Its root file system is read-only in a cluster: what is
// written goes to a folder of its own, which cannot fill the node.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	for name, p := range projects(t) {
		var values []string
		for _, e := range p.Run.Envs {
			values = append(values, e.Value)
		}
		for _, want := range []string{"{{ configMap:moneyprinter }}", "{{ secret:moneyprinter-" + name + " }}"} {
			if !slices.Contains(values, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		if len(p.Run.Volumes) != 1 || p.Run.Volumes[0].Path != "/tmp" || p.Run.Volumes[0].EmptyDir.SizeLimit == "" {
			t.Errorf("%s: volumes: %+v", name, p.Run.Volumes)
		}
	}
}

// ko and func put the same functions on the image with ffmpeg, ffprobe, espeak-ng and fonts.
func TestBaseImages(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../infra/images/media.functions")
	if err != nil {
		t.Fatal(err)
	}
	media := strings.Fields(string(b))
	for name, p := range projects(t) {
		want := ""
		if slices.Contains(media, name) {
			want = "registry.example/media"
		}
		if p.Build.BaseImage != want {
			t.Errorf("%s: func builds on %q, ko on %q", name, p.Build.BaseImage, want)
		}
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
