package caption_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden writes every testdata/<name>.json, a picture with the changes of a style and cues, as testdata/<name>.ass.
func TestGolden(t *testing.T) {
	t.Parallel()
	inputs, err := filepath.Glob("testdata/*.json")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(input)
			if err != nil {
				t.Fatal(err)
			}
			in := struct {
				Width, Height, FPS, Frames, Start int
				Style                             steps.CaptionStyle
				Cues                              [][]string
			}{Style: style()}
			if err := json.Unmarshal(b, &in); err != nil {
				t.Fatal(err)
			}
			var cues []steps.Cue
			for _, lines := range in.Cues {
				cues = append(cues, cue(lines...))
			}
			d := document(t, in.Style, in.Width, in.Height, cues...)
			d.FPS, d.Frames = in.FPS, in.Frames
			got, err := d.ASS([]caption.Scene{{Start: in.Start, Frames: in.Frames, Cues: cues}})
			if err != nil {
				t.Fatal(err)
			}
			path := strings.TrimSuffix(input, ".json") + ".ass"
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		})
	}
}
