package render

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

var update = flag.Bool("update", false, "write the golden files")

// Every testdata/*.json, a slice, gives the arguments in the .txt beside it, one a line. Adding a file adds a case.
func TestCompile(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("no golden slices", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			var slice timeline.Slice
			if err := json.Unmarshal(read(t, path), &slice); err != nil {
				t.Fatal(err)
			}
			job, err := Compile(slice)
			if err != nil {
				t.Fatal(err)
			}
			// A chain a line reads better.
			got := strings.ReplaceAll(strings.Join(job.Args, "\n"), ";", ";\n    ") + "\n"
			want := strings.TrimSuffix(path, ".json") + ".txt"
			if *update {
				if err := os.WriteFile(want, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(read(t, want)), got); diff != "" {
				t.Errorf("arguments (-want +got):\n%s", diff)
			}
		})
	}
}
