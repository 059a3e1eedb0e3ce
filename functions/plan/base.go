package plan

import (
	"slices"

	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// keep takes the shots of every scene that the base has with the same id and length, and sets the footage of its other
// scenes free for the scenes that replace them. A base with another look sets all of its footage free.
func (d *director) keep(base *timeline.Timeline) {
	d.kept = map[string][]timeline.Shot{}
	if base == nil {
		return
	}
	if shots(base.Look) != shots(d.in.Look) {
		d.freed = slices.Clone(base.Shots)
		return
	}
	length := map[string]int{}
	for _, s := range d.t.Scenes {
		length[s.ID] = s.Frames
	}
	old := map[string][]timeline.Shot{}
	for _, shot := range base.Shots {
		old[shot.Scene] = append(old[shot.Scene], shot)
	}
	for _, scene := range base.Scenes {
		shots := old[scene.ID]
		if length[scene.ID] == scene.Frames && !slices.ContainsFunc(shots, func(s timeline.Shot) bool { return !d.has(s.Clip) }) {
			d.kept[scene.ID] = shots
			for _, s := range shots {
				d.pool.remove(s.Clip.ID, d.begin(s), d.end(s))
			}
		} else {
			d.freed = append(d.freed, shots...)
		}
	}
}

// shots is a look without what does not change the shots.
func shots(l steps.Look) steps.Look {
	return steps.Look{FPS: l.FPS, Fit: l.Fit, Transition: l.Transition, ClipSeconds: l.ClipSeconds, Speed: l.Speed}
}

// has tells whether the asset is still there, unchanged. Generated footage is drawn, so it always is.
func (d *director) has(clip steps.Clip) bool {
	return clip.Kind == steps.Generated || slices.ContainsFunc(d.pool.clips, func(c steps.Clip) bool {
		return c.ID == clip.ID && c.Kind == clip.Kind && c.Blob.Digest == clip.Blob.Digest
	})
}

// begin is where a shot's footage begins in its source, the handle included, in milliseconds.
func (d *director) begin(s timeline.Shot) int64 {
	if s.Clip.Kind != steps.VideoClip {
		return 0
	}
	return max(s.In-d.source(s.Handle), 0)
}

// end is where a shot's footage ends in its source.
func (d *director) end(s timeline.Shot) int64 {
	if s.Clip.Kind != steps.VideoClip {
		return d.window()
	}
	return s.In + d.source(s.Frames)
}
