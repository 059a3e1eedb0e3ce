package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const repository = "../.."

// copyOf copies the repository's files, those that git does not know yet too, into a temporary folder.
func copyOf(t *testing.T) string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	list.Dir = repository
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for name := range strings.SplitSeq(strings.Trim(string(out), "\x00"), "\x00") {
		b, err := os.ReadFile(filepath.Join(repository, name))
		if os.IsNotExist(err) {
			continue // removed, and git is not told yet
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// goAt runs the go command in a folder.
func goAt(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// The whole repository builds with a new step, and the tests that know of steps pass: the step's own, those of functions,
// events, manifests and Services.
func TestANewStep(t *testing.T) {
	t.Parallel()
	root := copyOf(t)
	t.Run("one command", func(t *testing.T) { goAt(t, root, "run", "./infra/newstep", "translate") })
	t.Run("builds", func(t *testing.T) { goAt(t, root, "build", "./...") })
	t.Run("passes its tests", func(t *testing.T) {
		goAt(t, root, "vet", "./functions/translate/...")
		goAt(t, root, "test", "./functions", "./functions/translate/...", "./eventing/...", "./infra/services", "./shared/pipeline", "./cmd/moneyprinter/internal/manifest")
	})
	t.Run("is formatted", func(t *testing.T) {
		out, err := exec.CommandContext(t.Context(), "gofmt", "-l", filepath.Join(root, "functions"), filepath.Join(root, "shared"), filepath.Join(root, "cmd"), filepath.Join(root, "eventing"), filepath.Join(root, "infra")).CombinedOutput()
		if err != nil || len(out) > 0 {
			t.Errorf("%v: %s", err, out)
		}
	})
	t.Run("is made once", func(t *testing.T) {
		n, err := parse("translate")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plan(root, n); err == nil || !strings.Contains(err.Error(), "is there already") {
			t.Error(err)
		}
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"translate": "Translate", "step2": "Step2",
		"": "", "Translate": "", "my-step": "", "2nd": "", "select": "", "../x": "",
	} {
		got, err := parse(in)
		if got.upper != want || (err == nil) != (want != "") {
			t.Errorf("%q: %+v, %v", in, got, err)
		}
	}
}

func TestInsertions(t *testing.T) {
	t.Parallel()
	n := name{"translate", "Translate"}
	for title, c := range map[string]struct {
		insertion  insertion
		file, want string
	}{
		"a line":   {line("two", "new"), "one\ntwo\nthree\n", "one\ntwo\nnew\nthree\n"},
		"a like":   {like(n, `"terms"`), "\"terms\": Terms\n\"other\"\n", "\"terms\": Terms\n\"translate\": Translate\n\"other\"\n"},
		"document": {documentLike(n, "name: terms"), "# head\n---\nname: terms\nlist:\n- a\n---\nname: b\n", "# head\n---\nname: terms\nlist:\n- a\n---\nname: translate\nlist:\n- a\n---\nname: b\n"},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			if err := os.WriteFile(filepath.Join(root, "file"), []byte(c.file), 0o644); err != nil {
				t.Fatal(err)
			}
			got, err := edit{"file", []insertion{c.insertion}}.apply(root)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.content); diff != "" {
				t.Error(diff)
			}
			if _, err := (edit{"file", []insertion{line("nothing of the kind", "")}}).apply(root); err == nil {
				t.Error("a place that is not there is no error")
			}
		})
	}
}
