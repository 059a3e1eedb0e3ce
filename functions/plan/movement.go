package plan

import (
	"math/rand/v2"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// sides are where a slide comes from.
var sides = []timeline.Side{timeline.Left, timeline.Right, timeline.Top, timeline.Bottom}

// single are the transitions that Shuffle chooses from, the original's.
var single = []video.Transition{video.FadeIn, video.FadeOut, video.SlideIn, video.SlideOut, video.ZoomIn, video.ZoomOut}

// transition settles what a look leaves open. A fade or slide lasts a second, half the shot at most.
func transition(kind video.Transition, r *rand.Rand, frames, fps int) timeline.Transition {
	if kind == video.Shuffle {
		kind = single[r.IntN(len(single))]
	}
	t := timeline.Transition{Kind: kind}
	switch kind {
	case video.SlideIn, video.SlideOut:
		t.Side = sides[r.IntN(len(sides))]
		t.Frames = min(fps, frames/2)
	case video.FadeIn, video.FadeOut:
		t.Frames = min(fps, frames/2)
	}
	return t
}

// motions are the moves over pictures: in, out, and across both ways.
var motions = []timeline.Motion{
	{From: timeline.Window{Zoom: 1, X: 0.5, Y: 0.5}, To: timeline.Window{Zoom: 1.18, X: 0.5, Y: 0.5}},
	{From: timeline.Window{Zoom: 1.18, X: 0.5, Y: 0.4}, To: timeline.Window{Zoom: 1, X: 0.5, Y: 0.5}},
	{From: timeline.Window{Zoom: 1.1, X: 0, Y: 0.5}, To: timeline.Window{Zoom: 1.1, X: 1, Y: 0.5}},
	{From: timeline.Window{Zoom: 1.1, X: 1, Y: 0.5}, To: timeline.Window{Zoom: 1.1, X: 0, Y: 0.5}},
	{From: timeline.Window{Zoom: 1.12, X: 0.5, Y: 1}, To: timeline.Window{Zoom: 1.12, X: 0.5, Y: 0}},
	{From: timeline.Window{Zoom: 1.05, X: 0.3, Y: 0.7}, To: timeline.Window{Zoom: 1.2, X: 0.6, Y: 0.3}},
}

// motion chooses a move.
func motion(r *rand.Rand) *timeline.Motion {
	m := motions[r.IntN(len(motions))]
	return &m
}
