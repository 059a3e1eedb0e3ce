package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestDeliveredFilesNeverReplaceAnotherVideos(t *testing.T) {
	t.Parallel()
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	made := func(text string) orchestration.Video {
		var o []steps.AssembleOutput
		for _, cut := range []string{"", "-2"} {
			ref, err := blobs.Put(t.Context(), strings.NewReader(text+cut), "")
			if err != nil {
				t.Fatal(err)
			}
			o = append(o, steps.AssembleOutput{Files: []steps.File{{Role: "video", Name: "sea" + cut + ".mp4", Blob: ref}, {Role: "words", Name: "sea" + cut + ".words.json", Blob: ref}}})
		}
		return orchestration.Video{Output: o}
	}
	out := filepath.Join(t.TempDir(), "made", "here")
	for _, c := range []struct {
		text, name string
		want       []string
	}{
		{"one", "", []string{"sea.mp4", "sea.words.json", "sea-2.mp4", "sea-2.words.json"}},
		{"one", "", []string{"sea.mp4", "sea.words.json", "sea-2.mp4", "sea-2.words.json"}},
		{"two", "", []string{"sea-3.mp4", "sea-3.words.json", "sea-3-2.mp4", "sea-3-2.words.json"}}, // sea-2.mp4 is a cut of the first
		{"two", "talk", []string{"talk.mp4", "talk.words.json", "talk-2.mp4", "talk-2.words.json"}},
	} {
		list, err := deliver(t.Context(), blobs, made(c.text), out, c.name)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, d := range list {
			names = append(names, filepath.Base(d.Path))
		}
		if diff := cmp.Diff(c.want, names); diff != "" {
			t.Fatal(diff)
		}
		if b, err := os.ReadFile(list[2].Path); err != nil || string(b) != c.text+"-2" {
			t.Fatalf("%q, %v", b, err)
		}
	}
	entries, err := os.ReadDir(out)
	if err != nil || slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") }) {
		t.Fatalf("left behind: %v, %v", entries, err)
	}
}

func TestRanges(t *testing.T) {
	t.Parallel()
	for want, indices := range map[string][]int{"": nil, "1": {0}, "1-3": {0, 1, 2}, "2-4, 7": {6, 1, 3, 2}} {
		if got := ranges(indices); got != want {
			t.Errorf("%v: %q, want %q", indices, got, want)
		}
	}
}

func TestWhatWasReusedIsNamed(t *testing.T) {
	t.Parallel()
	r := result{Steps: []stepResult{
		{Name: steps.Script, Tasks: 1}, {Name: steps.Fetch, Tasks: 3, Reused: []int{0, 1, 2}},
		{Name: steps.Speech, Tasks: 4, Reused: []int{1, 2, 3}}, {Name: steps.Segment, Tasks: 6, Reused: []int{1, 2, 5}},
	}}
	if got, want := r.kept(), "fetch, 3 of 4 speech, 3 of 6 segments (2-3, 6)"; got != want {
		t.Fatalf("%q, want %q", got, want)
	}
}
