package deployment

import (
	"os/exec"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// TestSecretsAreThoseThatAreMade holds the Secrets that are taken to be there against what infra/secrets makes.
func TestSecretsAreThoseThatAreMade(t *testing.T) {
	t.Parallel()
	made := exec.CommandContext(t.Context(), "go", "run", "./infra/secrets")
	made.Dir = "../../../.."
	out, err := made.Output()
	if err != nil {
		t.Fatal(err)
	}
	docs, problems := document.Split("secrets", out)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := map[string][]string{}
	for _, d := range docs {
		secret, _, ok := document.Decode(d, func() *corev1.Secret { return &corev1.Secret{} })
		if !ok {
			t.Fatalf("%s is no Secret", d)
		}
		keys := dataOf(secret)
		slices.Sort(keys)
		got[d.Namespace+"/"+d.Name] = keys
	}
	want := map[string][]string{}
	for name, keys := range secrets {
		want[name] = slices.Sorted(slices.Values(keys))
	}
	// Two functions read from a replica besides.
	for _, name := range []string{"moneyprinter/moneyprinter-gateway", "moneyprinter/moneyprinter-stream"} {
		want[name] = slices.Sorted(slices.Values(append(want[name], "DATABASE_READ_URL")))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Secrets (-taken to be there +made):\n%s", diff)
	}
}
