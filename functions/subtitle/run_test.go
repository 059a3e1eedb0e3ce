package subtitle_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/subtitle"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden makes the files of every testdata/<name>.json and compares them with the files beside it.
func TestGolden(t *testing.T) {
	t.Parallel()
	inputs, err := filepath.Glob("testdata/*.json")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, input := range inputs {
		if strings.HasSuffix(input, ".words.json") {
			continue
		}
		t.Run(filepath.Base(input), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(input)
			if err != nil {
				t.Fatal(err)
			}
			var in steps.SubtitleInput
			if err := json.Unmarshal(b, &in); err != nil {
				t.Fatal(err)
			}
			out, read := run(t, in)
			base := strings.TrimSuffix(input, ".json")
			golden(t, base+".srt", read(out.SRT))
			golden(t, base+".vtt", read(out.VTT))
			golden(t, base+".words.json", read(out.Words))
			check(t, in, out)
		})
	}
}

func TestInvalid(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]steps.SubtitleInput{
		"no frame rate":   {LineWidth: 13},
		"odd frame rate":  {LineWidth: 13, FPS: 29},
		"no room":         {LineWidth: 0, FPS: 30},
		"room for no one": {LineWidth: 0.5, FPS: 30},
	} {
		_, err := subtitle.Run(t.Context(), &step.Work{}, in)
		if !errors.Is(err, &failure.Failure{Code: failure.InvalidInput}) {
			t.Errorf("%s: error %v, want %s", name, err, failure.InvalidInput)
		}
	}
}

// FuzzRun checks the invariants of check for any text and any times.
func FuzzRun(f *testing.F) {
	f.Add("One, two. Three!", 13.0, int64(96_000), 4, 100)
	f.Add("今天1,000年，「好」。\u200b\u202e{\\N}", 3.0, int64(1), 0, 0)
	f.Add(strings.Repeat("wordwithoutend", 30), 1.0, int64(48_000), 0, -5)
	f.Add("ก็เธอ😀👩‍💻 ）））））））））））））））））））））））））", 5.0, int64(0), 1, 99999)
	store, err := folder.New(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, width float64, samples int64, offset, at int) {
		if !(width >= 1 && width < 100) || samples < 0 || samples > 1<<40 || len(text) > 2000 {
			t.SkipNow()
		}
		text = strings.ToValidUTF8(text, "")
		in := steps.SubtitleInput{FPS: 30, LineWidth: width, Scenes: []steps.SpokenScene{{ID: "a", Text: text, Samples: samples}, {ID: "b", Text: text, Samples: samples}}}
		if offset >= 0 && offset <= len(text) {
			in.Scenes[0].Words = []steps.Word{{Text: text[offset:], Start: at, End: at + 100, Offset: offset}, {Text: text, Start: at, End: at, Offset: offset}}
		}
		out, err := subtitle.Run(t.Context(), &step.Work{Blobs: store}, in)
		if err != nil {
			t.Fatal(err)
		}
		check(t, in, out)
	})
}

// check holds captions against what every scene's must be: all of its text once and in order, at most two lines a cue,
// lines that are their words, times that are monotone and within the scene, scenes end to end.
func check(t *testing.T, in steps.SubtitleInput, out steps.SubtitleOutput) {
	t.Helper()
	start := 0
	for i, s := range out.Scenes {
		if s.ID != in.Scenes[i].ID || s.Start != start || s.Frames <= 0 {
			t.Errorf("scene %d is %q at %d with %d frames, want %q at %d", i, s.ID, s.Start, s.Frames, in.Scenes[i].ID, start)
		}
		start += s.Frames
		end := s.Frames * 1000 / in.FPS
		var lines, words strings.Builder
		cueFloor, wordFloor, offset := 0, 0, 0
		for _, c := range s.Cues {
			if c.Start < cueFloor || c.End < c.Start || c.End > end {
				t.Errorf("cue %d to %d after %d in a scene of %d ms", c.Start, c.End, cueFloor, end)
			}
			cueFloor = c.End
			if len(c.Lines) < 1 || len(c.Lines) > 2 {
				t.Errorf("a cue has %d lines: %v", len(c.Lines), c.Lines)
			}
			for _, l := range c.Lines {
				lines.WriteString(l.Text)
				for _, w := range l.Words {
					words.WriteString(w.Text)
					if w.Start < wordFloor || w.End < w.Start || w.End > end || w.Offset < offset {
						t.Errorf("word %+v after %d ms, %d bytes, in a scene of %d ms", w, wordFloor, offset, end)
					}
					wordFloor, offset = w.Start, w.Offset+1
				}
			}
		}
		want := solid(in.Scenes[i].Text)
		if diff := cmp.Diff(want, solid(lines.String())); diff != "" {
			t.Errorf("the lines' text (-script +captions):\n%s", diff)
		}
		if diff := cmp.Diff(want, solid(words.String())); diff != "" {
			t.Errorf("the words' text (-script +captions):\n%s", diff)
		}
	}
}

// solid returns a text without its white space.
func solid(text string) string { return strings.Join(strings.Fields(text), "") }

// run runs the step and returns its output and a reader of its blobs.
func run(t *testing.T, in steps.SubtitleInput) (steps.SubtitleOutput, func(blob.Ref) []byte) {
	t.Helper()
	store, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	out, err := subtitle.Run(t.Context(), &step.Work{Blobs: store}, in)
	if err != nil {
		t.Fatal(err)
	}
	return out, func(ref blob.Ref) []byte {
		r, err := store.Open(context.Background(), ref.Digest)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
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
	if !bytes.Equal(want, got) {
		t.Errorf("%s (-want +got):\n%s", path, cmp.Diff(string(want), string(got)))
	}
}
