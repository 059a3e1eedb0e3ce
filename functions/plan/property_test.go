package plan

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// drawInput draws any input that a request can lead to.
func drawInput(t *rapid.T) steps.PlanInput {
	fps := rapid.SampledFrom([]int{24, 25, 30, 50, 60}).Draw(t, "fps")
	in := steps.PlanInput{
		Look: steps.Look{
			Aspect: video.Portrait, ShortSide: 360, FPS: fps, Fit: video.Cover,
			Concat:      rapid.SampledFrom([]video.ConcatMode{video.Random, video.Sequential}).Draw(t, "concat"),
			Transition:  rapid.SampledFrom(append(video.Transitions(), video.Cut)).Draw(t, "transition"),
			ClipSeconds: rapid.IntRange(1, 8).Draw(t, "clip seconds"),
			Speed:       rapid.SampledFrom([]float64{0.5, 1, 1.3, 2}).Draw(t, "speed"),
		},
		Seed: rapid.Int64().Draw(t, "seed"), Cut: rapid.IntRange(0, 3).Draw(t, "cut"),
	}
	terms := []string{"sea", "wood", "town"}
	for i := range rapid.IntRange(1, 8).Draw(t, "scenes") {
		frames := rapid.IntRange(1, 20*fps/timeline.Grid(fps)).Draw(t, "frames") * timeline.Grid(fps)
		in.Scenes = append(in.Scenes, steps.PlanScene{ID: fmt.Sprint("scene", i), Frames: frames, Terms: []string{rapid.SampledFrom(terms).Draw(t, "wanted")}})
	}
	for i := range rapid.IntRange(1, 8).Draw(t, "clips") {
		clip := steps.Clip{ID: fmt.Sprint("clip", i), Term: rapid.SampledFrom(append(terms, "")).Draw(t, "term"),
			Kind: rapid.SampledFrom([]steps.MediaKind{steps.VideoClip, steps.VideoClip, steps.Picture, steps.Generated}).Draw(t, "kind")}
		if clip.Kind == steps.VideoClip {
			clip.Milliseconds = rapid.Int64Range(300, 30_000).Draw(t, "length")
		}
		in.Clips = append(in.Clips, clip)
	}
	return in
}

func compile(t *rapid.T, in steps.PlanInput, base *timeline.Timeline) *timeline.Timeline {
	tl, err := Compile(in, base)
	if err != nil {
		t.Fatal(err)
	}
	return tl
}

// used is the footage of a shot, its handle included, in milliseconds of its source.
func used(p pace, s timeline.Shot) (from, to int64) {
	return max(s.In-p.source(s.Handle), 0), s.In + p.source(s.Frames)
}

// Shots fill every scene without gap or overlap, lie inside their sources, and segments add up to the whole.
func TestTimelineIsWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		tl := compile(t, in, nil)
		p := newPace(in.Look)
		at := 0
		for i, s := range tl.Shots {
			if s.Start != at || s.Frames <= 0 || s.Frames > p.most {
				t.Fatalf("shot %d is %d +%d, want it at %d and at most %d long", i, s.Start, s.Frames, at, p.most)
			}
			if scene := tl.SceneAt(s.Start); scene.ID != s.Scene || s.Start+s.Frames > scene.Start+scene.Frames {
				t.Fatalf("shot %d of scene %s reaches beyond it", i, s.Scene)
			}
			// A source may be short of the last frame by its rounding.
			if _, to := used(p, s); s.Clip.Kind == steps.VideoClip && (s.In < 0 || to > s.Clip.Milliseconds+1) {
				t.Fatalf("shot %d shows %d ms to %d ms of a clip of %d ms", i, s.In, to, s.Clip.Milliseconds)
			}
			if tr := s.Transition; tr.Frames > s.Frames || tr.Kind == video.Shuffle {
				t.Fatalf("shot %d of %d frames has the transition %+v", i, s.Frames, tr)
			} else if tr.Kind == video.CrossFade && (i+1 == len(tl.Shots) || tl.Shots[i+1].Handle < tr.Frames) {
				t.Fatalf("shot %d fades over %d frames into a shot without them", i, tr.Frames)
			}
			at += s.Frames
		}
		if at != tl.Frames {
			t.Fatalf("the shots have %d frames, the timeline %d", at, tl.Frames)
		}
		at = 0
		for _, s := range tl.Segments() {
			if s.Start != at || tl.SceneAt(s.Start).ID != tl.SceneAt(s.End()-1).ID {
				t.Fatalf("segment %+v begins at %d, or spans scenes", s, at)
			}
			at = s.End()
		}
		if at != tl.Frames {
			t.Fatalf("the segments have %d frames, the timeline %d", at, tl.Frames)
		}
	})
}

// No footage is shown twice while some is left that makes a shot.
func TestNoRepeatWhileUnusedRemains(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		tl := compile(t, in, nil)
		p := newPace(in.Look)
		shown := map[string][]timeline.Shot{}
		for i, s := range tl.Shots {
			from, to := used(p, s)
			repeat := slices.ContainsFunc(shown[s.Clip.ID], func(o timeline.Shot) bool {
				oFrom, oTo := used(p, o)
				// Neighbouring pieces share the millisecond in which they meet.
				return s.Clip.Kind != steps.VideoClip || from+1 < oTo && oFrom+1 < to
			})
			if repeat {
				for _, c := range in.Clips {
					if len(shown[c.ID]) == 0 && (c.Kind != steps.VideoClip || c.Milliseconds >= p.source(p.least)) {
						t.Fatalf("shot %d shows %s again while %s was never shown", i, s.Clip.ID, c.ID)
					}
					if gap := longestGap(p, c, shown[c.ID]); gap > p.source(2*p.least+p.fade)+2 {
						t.Fatalf("shot %d shows %s again while %d ms of %s in one piece were never shown", i, s.Clip.ID, gap, c.ID)
					}
				}
			}
			shown[s.Clip.ID] = append(shown[s.Clip.ID], s)
		}
	})
}

// longestGap is the longest stretch of a clip that none of the shots shows, in milliseconds.
func longestGap(p pace, c steps.Clip, shots []timeline.Shot) (gap int64) {
	shots = slices.Clone(shots)
	slices.SortFunc(shots, func(a, b timeline.Shot) int { return int(a.In - b.In) })
	var at int64
	for _, s := range shots {
		from, to := used(p, s)
		gap, at = max(gap, from-at), max(at, to)
	}
	return max(gap, c.Milliseconds-at)
}

// An edit of one scene changes the slices of no other, but for the cross-fade into it.
func TestEditKeepsTheOthers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		base := compile(t, in, nil)
		edited := in
		edited.Scenes = slices.Clone(in.Scenes)
		i := rapid.IntRange(0, len(in.Scenes)-1).Draw(t, "edited")
		edited.Scenes[i].ID = "edited"
		edited.Scenes[i].Frames += rapid.IntRange(0, 100).Draw(t, "longer") * timeline.Grid(in.Look.FPS)
		got := compile(t, edited, base)

		slicesOf := func(tl *timeline.Timeline, scene string) (all []timeline.Slice) {
			for _, span := range tl.Segments() {
				if tl.SceneAt(span.Start).ID == scene {
					all = append(all, tl.Slice(span))
				}
			}
			return all
		}
		for j, s := range in.Scenes {
			if j == i {
				continue
			}
			before, after := slicesOf(base, s.ID), slicesOf(got, s.ID)
			if j == i-1 && in.Look.Transition == video.CrossFade {
				// The joint may have changed: the rest of the scene has not.
				before, after = before[:len(before)-1], after[:len(after)-1]
			}
			if !reflect.DeepEqual(before, after) {
				t.Fatalf("scene %s changed with scene %d", s.ID, i)
			}
		}
		if again := compile(t, edited, base); !reflect.DeepEqual(got, again) {
			t.Fatal("the same input gave another timeline")
		}
	})
}

// What replaces a scene begins with the footage that it had.
func TestEditKeepsItsFootage(t *testing.T) {
	t.Parallel()
	in := steps.PlanInput{
		Look:   steps.Look{Aspect: video.Portrait, ShortSide: 360, FPS: 30, ClipSeconds: 4, Speed: 1, Concat: video.Random, Transition: video.CrossFade},
		Scenes: []steps.PlanScene{{ID: "one", Frames: 90}, {ID: "two", Frames: 90}, {ID: "three", Frames: 90}},
		Clips: []steps.Clip{{ID: "a", Kind: steps.VideoClip, Milliseconds: 9000}, {ID: "b", Kind: steps.VideoClip, Milliseconds: 9000},
			{ID: "c", Kind: steps.VideoClip, Milliseconds: 9000}, {ID: "d", Kind: steps.VideoClip, Milliseconds: 9000}},
	}
	base, err := Compile(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	in.Scenes[1] = steps.PlanScene{ID: "longer", Frames: 150}
	got, err := Compile(in, base)
	if err != nil {
		t.Fatal(err)
	}
	if old, now := base.Shots[1], got.Shots[1]; old.Clip.ID != now.Clip.ID || old.In != now.In {
		t.Errorf("the edited scene begins with %s at %d ms, its predecessor with %s at %d ms", now.Clip.ID, now.In, old.Clip.ID, old.In)
	}
	if !reflect.DeepEqual(base.Slice(timeline.Span{Frames: 90}), got.Slice(timeline.Span{Frames: 90})) {
		t.Error("the scene before, which fades into the edited one, has to be rendered again")
	}
	in.Look.Fit = video.Blur
	restyled, err := Compile(in, got)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range restyled.Shots {
		if s.Fit != video.Blur || s.Clip.ID != got.Shots[i].Clip.ID || s.In != got.Shots[i].In {
			t.Errorf("with another fit, shot %d is %s at %d ms, fit %q; want %s at %d ms", i, s.Clip.ID, s.In, s.Fit, got.Shots[i].Clip.ID, got.Shots[i].In)
		}
	}
	if last := len(got.Shots) - 1; !reflect.DeepEqual(base.Slice(timeline.Span{Start: 180, Frames: 90}), got.Slice(timeline.Span{Start: got.Shots[last].Start, Frames: 90})) {
		t.Error("the scene after the edited one has to be rendered again")
	}
}
