package local

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
)

// The built-in manifests and the user's own are read together, folders of folders too, each file once.
func TestBoth(t *testing.T) {
	built := fstest.MapFS{"a.yaml": {Data: []byte("built a")}, "policies/p.yaml": {Data: []byte("built p")}}
	own := fstest.MapFS{"a.yaml": {Data: []byte("own a")}, "mine/deep/m.yaml": {Data: []byte("own m")}}
	var got []string
	err := fs.WalkDir(both(built, own), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(both(built, own), name)
		got = append(got, string(data))
		return err
	})
	slices.Sort(got)
	if want := []string{"built a", "built p", "own a", "own m"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("the files are %q, %v; want %q", got, err, want)
	}
}
