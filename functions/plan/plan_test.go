package plan

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

var update = flag.Bool("update", false, "write the golden files")

// golden is a timeline in short: a line a shot, then a line a segment.
func golden(t *timeline.Timeline) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%dx%d %d fps %d frames\n", t.Width, t.Height, t.FPS, t.Frames)
	for _, s := range t.Shots {
		fmt.Fprintf(&b, "%5d +%4d  %-8s %-10s in %5d ms  handle %2d", s.Start, s.Frames, s.Scene, s.Clip.ID, s.In, s.Handle)
		if s.Transition.Kind != video.Cut {
			fmt.Fprintf(&b, "  %s %d %s", s.Transition.Kind, s.Transition.Frames, s.Transition.Side)
		}
		if s.Motion != nil {
			fmt.Fprintf(&b, "  %v to %v", s.Motion.From, s.Motion.To)
		}
		b.WriteString("\n")
	}
	for _, s := range t.Segments() {
		fmt.Fprintf(&b, "segment %d +%d\n", s.Start, s.Frames)
	}
	return b.String()
}

// Every folder's input.json gives its timeline.txt. Adding a file adds a case.
func TestGolden(t *testing.T) {
	t.Parallel()
	inputs, err := filepath.Glob("testdata/*.json")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no golden inputs", err)
	}
	for _, path := range inputs {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var in steps.PlanInput
			if err := json.Unmarshal(b, &in); err != nil {
				t.Fatal(err)
			}
			compiled, err := Compile(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.TrimSuffix(path, ".json") + ".txt"
			if *update {
				if err := os.WriteFile(want, []byte(golden(compiled)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			text, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(text), golden(compiled)); diff != "" {
				t.Errorf("timeline (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunStoresSlices(t *testing.T) {
	t.Parallel()
	store, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in := steps.PlanInput{
		Look: steps.Look{Aspect: video.Portrait, ShortSide: 360, FPS: 30, Fit: video.Cover, ClipSeconds: 3, Speed: 1,
			Captions: &steps.CaptionStyle{Position: "bottom", Size: 60, Color: "#FFFFFF", StrokeColor: "#000000"}},
		Scenes: []steps.PlanScene{
			{ID: "one", Frames: 90, Cues: []steps.Cue{{Start: 0, End: 900, Lines: []steps.Line{{Text: "one", Words: []steps.Word{{Text: "one", End: 900}}}}}}},
			{ID: "two", Frames: 120},
		},
		Clips: []steps.Clip{{ID: "clip", Kind: steps.VideoClip, Milliseconds: 20_000}},
	}
	out, err := Run(t.Context(), &step.Work{Blobs: store, Log: slog.New(slog.DiscardHandler)}, in)
	if err != nil {
		t.Fatal(err)
	}
	var tl timeline.Timeline
	if err := blob.ReadJSON(t.Context(), store, out.Timeline.Digest, &tl); err != nil {
		t.Fatal(err)
	}
	if out.Frames != 210 || tl.Frames != 210 || out.FPS != 30 || out.ASS.IsZero() {
		t.Errorf("plan = %+v", out)
	}
	var scenes []string
	for _, s := range out.Segments {
		var slice timeline.Slice
		if err := blob.ReadJSON(t.Context(), store, s.Slice.Digest, &slice); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tl.Slice(timeline.Span{Start: s.Start, Frames: s.Frames}), slice); diff != "" {
			t.Errorf("slice at %d (-timeline's +stored):\n%s", s.Start, diff)
		}
		scenes = append(scenes, s.Scene)
	}
	if diff := cmp.Diff([]string{"one", "two"}, scenes); diff != "" {
		t.Error(diff)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	scene := []steps.PlanScene{{ID: "one", Frames: 90}}
	look := steps.Look{Aspect: video.Portrait, ShortSide: 360, FPS: 30, ClipSeconds: 3, Speed: 1}
	for name, in := range map[string]steps.PlanInput{
		"no scene":         {Look: look, Clips: []steps.Clip{{ID: "clip", Kind: steps.VideoClip, Milliseconds: 2000}}},
		"empty scene":      {Look: look, Scenes: []steps.PlanScene{{ID: "one"}}, Clips: []steps.Clip{{ID: "clip", Kind: steps.VideoClip, Milliseconds: 2000}}},
		"no footage":       {Look: look, Scenes: scene},
		"empty footage":    {Look: look, Scenes: scene, Clips: []steps.Clip{{ID: "clip", Kind: steps.VideoClip}}},
		"footage is music": {Look: look, Scenes: scene, Clips: []steps.Clip{{ID: "clip", Kind: steps.Sound, Milliseconds: 2000}}},
	} {
		_, err := Compile(in, nil)
		var f *failure.Failure
		if !errors.As(err, &f) || f.Code != failure.InvalidInput || f.Hint == "" {
			t.Errorf("%s: %v, want a failure of code %s with a hint", name, err, failure.InvalidInput)
		}
	}
}
