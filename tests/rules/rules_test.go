// Package rules tests the rules of this repository that no compiler checks.
package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/moneyprinter/moneyprinter/"
)

// file is a Go file of the repository; path is relative to its root.
type file struct {
	path string
	*ast.File
}

// files parses every Go file, those of tests included.
func files(t *testing.T) []file {
	t.Helper()
	var list []file
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "build" || d.Name() == "testdata" || (strings.HasPrefix(d.Name(), ".") && path != root)):
			return filepath.SkipDir
		case filepath.Ext(path) != ".go":
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		path, err = filepath.Rel(root, path)
		list = append(list, file{filepath.ToSlash(path), parsed})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 100 {
		t.Fatalf("only %d Go files: this is not the repository", len(list))
	}
	return list
}

func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

func (f file) imports(path string) bool {
	return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return strings.Trim(i.Path.Value, `"`) == path })
}

// calls lists the calls of the form a.B as "a.B", but for sleeps of minutes and more: those are processes that hang until
// the test kills them.
func (f file) calls() []string {
	var names []string
	ast.Inspect(f.File, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if s, ok := c.Fun.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && !hangs(c) {
					names = append(names, x.Name+"."+s.Sel.Name)
				}
			}
		}
		return true
	})
	return names
}

func hangs(c *ast.CallExpr) bool {
	long := false
	ast.Inspect(c, func(n ast.Node) bool {
		if i, ok := n.(*ast.Ident); ok && (i.Name == "Minute" || i.Name == "Hour") {
			long = true
		}
		return true
	})
	return long
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, f := range files(t) {
		dir := filepath.Dir(f.path)
		documented[dir] = documented[dir] || f.Doc != nil
		if slices.Contains([]string{"utils", "util", "common", "helpers", "manager"}, f.Name.Name) {
			t.Errorf("%s: the name %s says nothing; name the package for what it holds", f.path, f.Name.Name)
		}
	}
	for dir, yes := range documented {
		if !yes {
			t.Errorf("%s: no file has a package comment", dir)
		}
	}
}

func TestTestsNeitherSleepNorSkip(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		if !f.isTest() {
			continue
		}
		calls := f.calls()
		for _, call := range calls {
			switch call {
			case "time.Sleep":
				if !f.imports("testing/synctest") {
					t.Errorf("%s: time.Sleep makes a test slow or wrong; wait for what is to happen, or use testing/synctest", f.path)
				}
			case "t.SkipNow":
				if !slices.Contains(calls, "f.Fuzz") { // that is how a fuzz test passes over an input
					t.Errorf("%s: a skipped test tests nothing", f.path)
				}
			case "t.Skip", "t.Skipf", "b.Skip", "b.Skipf", "b.SkipNow":
				t.Errorf("%s: a skipped test tests nothing", f.path)
			}
		}
	}
}

// dependencies lists what the packages of a pattern import, directly and through others, tests aside.
func dependencies(t *testing.T, pattern string) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, pattern)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s: %v", pattern, err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		all[fields[0]] = fields[1:]
	}
	if len(all) == 0 {
		t.Fatalf("%s matches no package", pattern)
	}
	return all
}

func TestFunctionsStaySmallAndApart(t *testing.T) {
	t.Parallel()
	for pkg, imports := range dependencies(t, "./functions/...") {
		own, _, _ := strings.Cut(strings.TrimPrefix(pkg, module+"functions/"), "/")
		for _, i := range imports {
			for _, banned := range []string{"k8s.io/", "knative.dev/eventing", "knative.dev/pkg", "knative.dev/serving", "modernc.org/sqlite", "github.com/nats-io/"} {
				if strings.HasPrefix(i, banned) {
					t.Errorf("%s imports %s: a function's image stays under 15 MB", pkg, i)
				}
			}
			if rest, ok := strings.CutPrefix(i, module+"functions/"); ok {
				if other, _, _ := strings.Cut(rest, "/"); other != own {
					t.Errorf("%s imports %s: a function knows no other", pkg, i)
				}
			}
		}
	}
}

func TestSharedPackagesKnowNoFunction(t *testing.T) {
	t.Parallel()
	for pkg, imports := range dependencies(t, "./shared/...") {
		for _, i := range imports {
			if strings.HasPrefix(i, module+"functions/") || strings.HasPrefix(i, module+"cmd/") {
				t.Errorf("%s imports %s", pkg, i)
			}
		}
	}
}
