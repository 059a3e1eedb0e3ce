package main

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// repository is a small module with all that staging must get right: embedded folders, files for other platforms and what
// only they import, tests, a package that the function does not need.
var repository = map[string]string{
	"go.mod":                      "module example.org/repository\n\ngo 1.26\n",
	"go.sum":                      "",
	"functions/greet/func.yaml":   "name: greet\nnamespace: home\ndeploy: {namespace: home}\nbuild:\n  baseImage: registry.example/media\nrun:\n  envs:\n  - value: \"{{ configMap:settings }}\"\n  - {name: KEY, value: \"{{ secret:keys:greet }}\"}\n  - {name: LANG, value: C}\n",
	"functions/greet/greet.go":    "package greet\n\nimport (\n\t_ \"embed\"\n\n\t_ \"example.org/repository/shared/words\"\n)\n\n//go:embed data\nvar data string\n\nfunc New() string { return data + extra }\n",
	"functions/greet/on_arm64.go": "package greet\n\nimport _ \"example.org/repository/shared/arm\"\n\nconst extra = \"arm\"\n",
	"functions/greet/other.go":    "//go:build !arm64\n\npackage greet\n\nconst extra = \"\"\n",
	"functions/greet/data":        "hello",
	"functions/greet/go_test.go":  "package greet\n",
	"functions/greet/README.md":   "no part of the build",
	"shared/words/words.go":       "package words\n\nimport \"embed\"\n\n//go:embed all:lists\nvar Lists embed.FS\n",
	"shared/words/lists/a/de.txt": "hallo",
	"shared/words/lists/_en.txt":  "hello",
	"shared/arm/arm.go":           "package arm\n",
	"shared/unused/unused.go":     "package unused\n",
}

// staged are the files of the function greet.
var staged = []string{
	".funcignore", "data", "func.yaml", "go.mod", "go.sum", "greet.go", "on_arm64.go", "other.go",
	"shared/arm/arm.go", "shared/words/lists/_en.txt", "shared/words/lists/a/de.txt", "shared/words/words.go",
}

// setup writes a repository and returns its folder.
func setup(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		put(t, filepath.Join(root, name), content)
	}
	return root
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// content lists the files of a folder.
func content(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

func TestAStagedFunctionHasWhatItNeedsAndNoMore(t *testing.T) {
	t.Parallel()
	root, out := setup(t, repository), t.TempDir()
	if err := stage(t.Context(), root, out, []string{"greet"}, options{}); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(out, "greet")
	if diff := cmp.Diff(staged, content(t, dir)); diff != "" {
		t.Error(diff)
	}
	for _, arch := range []string{"amd64", "arm64"} {
		if _, err := goCommand(t.Context(), dir, []string{"GOFLAGS=", "GOOS=linux", "CGO_ENABLED=0", "GOARCH=" + arch}, "list", "-deps", "./..."); err != nil {
			t.Errorf("%s: %v", arch, err)
		}
	}
}

func TestStagingAgainChangesOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	root, out := setup(t, repository), t.TempDir()
	dir := filepath.Join(out, "greet")
	again := func() {
		t.Helper()
		if err := stage(t.Context(), root, out, []string{"greet"}, options{}); err != nil {
			t.Fatal(err)
		}
	}
	again()
	long := time.Now().Add(-time.Hour).Truncate(time.Second)
	for _, name := range staged {
		if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(dir, ".func", "build", "main.go"), "package main\n")
	put(t, filepath.Join(dir, "shared", "gone", "gone.go"), "package gone\n")
	put(t, filepath.Join(root, "functions/greet/data"), "good morning")
	again()
	for _, name := range staged {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if changed := !info.ModTime().Equal(long); changed != (name == "data") {
			t.Errorf("%s: written anew %v", name, changed)
		}
	}
	if diff := cmp.Diff(append([]string{".func/build/main.go"}, staged...), content(t, dir)); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(filepath.Join(dir, "shared", "gone")); err == nil {
		t.Error("an empty folder is left")
	}
}

func TestFuncYAMLIsFitForWhereTheFunctionRuns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options   options
		has, lack []string
	}{
		"a cluster":   {options{registry: "registry.test/me"}, []string{"baseImage: registry.test/me/media", "{{ configMap:settings }}"}, []string{"registry.example"}},
		"a laptop":    {options{local: true}, []string{"LANG", "baseImage"}, []string{"{{", "KEY"}},
		"a namespace": {options{namespace: "elsewhere"}, []string{"\nnamespace: elsewhere", "\n  namespace: elsewhere", "{{ configMap:settings }}"}, []string{"namespace: home"}},
		"no options":  {options{}, []string{repository["functions/greet/func.yaml"]}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := t.TempDir()
			if err := stage(t.Context(), setup(t, repository), out, []string{"greet"}, c.options); err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(filepath.Join(out, "greet", "func.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range c.has {
				if !strings.Contains(string(b), s) {
					t.Errorf("no %q in:\n%s", s, b)
				}
			}
			for _, s := range c.lack {
				if strings.Contains(string(b), s) {
					t.Errorf("%q is in:\n%s", s, b)
				}
			}
		})
	}
}

func TestStagingRefuses(t *testing.T) {
	t.Parallel()
	change := func(more ...string) map[string]string {
		files := maps.Clone(repository)
		for i := 0; i < len(more); i += 2 {
			files[more[i]] = more[i+1]
		}
		return files
	}
	for name, c := range map[string]struct {
		files    map[string]string
		function string
		want     string
	}{
		"an unknown function":     {repository, "sing", "there is no function"},
		"a replace directive":     {change("go.mod", repository["go.mod"]+"\nreplace example.org/a => ../a\n"), "greet", "replace directive"},
		"a package that is wrong": {change("shared/words/words.go", "package words\n\nimport _ \"example.org/repository/shared/none\"\n"), "greet", "shared/none"},
		"two files of one name": {
			change("functions/greet/embed.go", "package greet\n\nimport \"embed\"\n\n//go:embed shared\nvar shared embed.FS\n", "functions/greet/shared/words/words.go", "another"), "greet", "two files want to be shared/words/words.go",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := stage(t.Context(), setup(t, c.files), t.TempDir(), []string{c.function}, options{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	t.Run("a folder of something else", func(t *testing.T) {
		t.Parallel()
		root := setup(t, repository)
		err := stage(t.Context(), root, filepath.Join(root, "functions"), []string{"greet"}, options{})
		if err == nil || !strings.Contains(err.Error(), "holds something else") {
			t.Error(err)
		}
		if _, err := os.Stat(filepath.Join(root, "functions/greet/go_test.go")); err != nil {
			t.Error(err)
		}
	})
}

// Every function of this repository can be staged, and nothing that it imports or embeds stays behind. One is built, the one
// with most of it: music, fonts, migrations.
func TestTheFunctionsOfThisRepository(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../../functions/*/func.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		names = append(names, filepath.Base(filepath.Dir(path)))
	}
	if len(names) < 10 {
		t.Fatalf("only %d functions: %v", len(names), names)
	}
	out := t.TempDir()
	if err := stage(t.Context(), "../..", out, names, options{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, err := goCommand(t.Context(), filepath.Join(out, name), nil, "list", "-deps", "./..."); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "./...")
	cmd.Dir = filepath.Join(out, "fetch")
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go build: %v\n%s", err, b)
	}
}
