package document

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"
)

// object has what is hard to decode: types that read themselves, lists and maps.
type object struct {
	APIVersion string                       `json:"apiVersion"`
	Kind       string                       `json:"kind"`
	Metadata   map[string]any               `json:"metadata"`
	Spec       map[string]resource.Quantity `json:"spec"`
	List       []struct{ At time.Time }     `json:"list"`
}

// FuzzDecode splits and decodes any file: every problem has a line of the file and says something, and every value has a
// place.
func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob("../manifest/testdata/bad/*/m.yaml")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range []string{
		"spec: {cpu: 1x}\nlist: [{at: now}]\n", "a: &a [*a]\n", "a: &a {b: 1}\nc: *a\n", "<<: *x\n", "? [1]\n: 2\n", "1: 2\n", "a: 1\na: 2\n", "--- !!binary x\n---\n- a\n", "metadata: &m {name: *m}\n",
		"a: .nan\n", "a: !!float 1e999\n", "{metadata: {[a.b/c]: 1}}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		docs, problems := Split("m.yaml", b)
		for _, d := range docs {
			_, more, ok := Decode(d, func() *object { return &object{} })
			if !ok && len(more) == 0 {
				t.Errorf("%q is refused without a reason", b)
			}
			problems = append(problems, more...)
			d.Scalars(func(field, _ string) {
				if d.Line(field) < 0 {
					t.Errorf("%s of %q has no line", field, b)
				}
			})
			_ = d.Title() + d.String()
		}
		for _, p := range problems {
			if p.Message == "" || p.Line < 0 || p.File != "m.yaml" {
				t.Errorf("a problem of %q says nothing: %#v", b, p)
			}
		}
	})
}
