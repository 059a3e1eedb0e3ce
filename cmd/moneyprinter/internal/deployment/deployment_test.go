package deployment

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// TestBadDeployments lints each folder of testdata/bad and compares the problems with its file want.
func TestBadDeployments(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("testdata/bad/*")
	if err != nil || len(folders) == 0 {
		t.Fatal("no cases", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			var got strings.Builder
			for _, p := range Lint(folder).Problems {
				got.WriteString(strings.ReplaceAll(p.String(), folder+"/", "") + "\n")
			}
			golden := filepath.Join(folder, "want")
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" || got.Len() == 0 {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOurManifests: nothing is wrong with what we deploy, and every overlay and component was looked at.
func TestOurManifests(t *testing.T) {
	t.Parallel()
	eventing, infra := Lint("../../../../eventing"), Lint("../../../../infra")
	for _, p := range slices.Concat(eventing.Problems, infra.Problems) {
		t.Error(p)
	}
	overlays, err := filepath.Glob("../../../../infra/overlays/*/kustomization.yaml")
	if err != nil || len(infra.Together) != len(overlays) || len(overlays) < 4 {
		t.Errorf("looked at as a whole: %v of %v, %v", infra.Together, overlays, err)
	}
	if eventing.Objects < 40 || infra.Objects < 100 || len(infra.FormOnly) == 0 {
		t.Errorf("%d and %d objects, of third parties %v", eventing.Objects, infra.Objects, infra.FormOnly)
	}
}

// TestPoliciesAreApart: Knative refuses an EventPolicy where identities are off, as they are in a stock cluster, so only a
// component that is asked for has them.
func TestPoliciesAreApart(t *testing.T) {
	t.Parallel()
	l := newLinter()
	base, err := real("../../../../infra/base")
	if err != nil {
		t.Fatal(err)
	}
	objects, err := l.build([]string{base}, nil)
	if err != nil || len(objects) == 0 {
		t.Fatalf("%d objects, %v", len(objects), err)
	}
	for _, o := range objects {
		if o.doc.Kind == "EventPolicy" {
			t.Errorf("%s is in the base", o.doc.Title())
		}
	}
}
