package deployment

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzLint checks a folder with any file: problems that say something, and no panic of the validation that is Kubernetes'
// and Knative's.
func FuzzLint(f *testing.F) {
	files, _ := filepath.Glob("testdata/bad/*/m.yaml")
	services, _ := filepath.Glob("../../../../infra/base/services/s*.yaml")
	for _, name := range append(files, services...) {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a, namespace: n}\nspec:\n  template:\n    spec:\n      containers: [null]\n"))
	f.Add([]byte("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a, namespace: n}\nspec: {}\n"))
	f.Add([]byte("apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a, namespace: n}\nspec:\n"))
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(filepath.Join(folder, "m.yaml"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		report := Lint(folder)
		if report.Files != 1 {
			t.Errorf("%d files", report.Files)
		}
		for _, p := range report.Problems {
			if p.Message == "" || p.Line < 0 {
				t.Errorf("a problem of %q says nothing: %#v", b, p)
			}
		}
	})
}
