package render

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

func fontsFor(t *testing.T, text string) []font.Font {
	t.Helper()
	choice, err := font.Choose(text, font.Query{})
	if err != nil {
		t.Fatal(err)
	}
	return choice.Fonts
}

// perShot cuts a timeline at every shot: the most seams that it can have.
func perShot(tl *timeline.Timeline) []timeline.Span {
	var spans []timeline.Span
	for _, s := range tl.Shots {
		spans = append(spans, timeline.Span{Start: s.Start, Frames: s.Frames})
	}
	return spans
}

// Segmented and unsegmented renders are the same frame by frame, wherever the cuts are.
func TestSegmentedAgrees(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tl := b.everything(t, "ffv1")
	whole := hashes(t, b.render(t, tl.Slice(timeline.Span{Frames: tl.Frames})))
	if len(whole) != tl.Frames {
		t.Fatalf("the whole has %d frames, want %d", len(whole), tl.Frames)
	}
	if distinct := len(slices.Compact(slices.Clone(whole))); distinct < tl.Frames*9/10 {
		t.Errorf("only %d of %d frames differ from the one before: the test shows too little", distinct, tl.Frames)
	}
	for name, spans := range map[string][]timeline.Span{"scenes": tl.Segments(), "shots": perShot(tl)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, span := range spans {
				got := hashes(t, b.render(t, tl.Slice(span)))
				if diff := cmp.Diff(whole[span.Start:span.End()], got); diff != "" {
					t.Errorf("frames %d to %d (-unsegmented +segmented):\n%s", span.Start, span.End(), diff)
				}
			}
		})
	}
}

// The same slice gives the same bytes.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tl := b.everything(t, "libx264")
	for _, span := range tl.Segments() {
		slice := tl.Slice(span)
		first, second := read(t, b.render(t, slice)), read(t, b.render(t, slice))
		if !bytes.Equal(first, second) {
			t.Errorf("frames %d to %d: two renders of %d and %d bytes differ", span.Start, span.End(), len(first), len(second))
		}
	}
}
