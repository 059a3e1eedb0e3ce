package plan

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// director chooses the shots of every scene.
type director struct {
	pace
	in   steps.PlanInput
	t    *timeline.Timeline
	pool *pool
	// kept are the shots of scenes that the base has too, by scene id.
	kept map[string][]timeline.Shot
	// freed are the shots of the base's scenes that are gone: what replaces such a scene looks there first.
	freed []timeline.Shot
	// wanted counts, by term, the scenes that ask for it.
	wanted map[string]int
}

func newDirector(in steps.PlanInput, t *timeline.Timeline, base *timeline.Timeline) (*director, error) {
	d := &director{pace: newPace(in.Look), in: in, t: t, wanted: map[string]int{}}
	usable := slices.DeleteFunc(slices.Clone(in.Clips), func(c steps.Clip) bool {
		return c.Kind == steps.VideoClip && c.Milliseconds < d.source(1) || c.Kind == steps.Sound
	})
	// A clip shorter than the shortest shot is used only where nothing else is there.
	if long := slices.DeleteFunc(slices.Clone(usable), func(c steps.Clip) bool {
		return c.Kind == steps.VideoClip && c.Milliseconds < d.source(d.least)
	}); len(long) > 0 {
		usable = long
	}
	if len(usable) == 0 {
		return nil, failure.New(failure.InvalidInput, "there is no usable footage for the video",
			failure.Hint("add clips or pictures, use other search terms, or set video_source to generated"))
	}
	d.pool = newPool(usable, d.pace, in.Look.Concat, d.random("footage"))
	for _, s := range in.Scenes {
		for _, term := range s.Terms {
			d.wanted[fold(term)]++
		}
	}
	d.keep(base)
	return d, nil
}

// shots returns the shots of all scenes, in order.
func (d *director) shots() []timeline.Shot {
	var shots []timeline.Shot
	for i, scene := range d.t.Scenes {
		own, ok := d.kept[scene.ID]
		if !ok {
			own = d.film(d.in.Scenes[i], shots)
		}
		start := scene.Start
		for _, shot := range own {
			shot.Start = start
			start += shot.Frames
			shots = append(shots, shot)
		}
	}
	return d.join(shots)
}

// film chooses the shots of a scene: as few as the longest shot allows, of about the same length.
func (d *director) film(scene steps.PlanScene, before []timeline.Shot) []timeline.Shot {
	var shots []timeline.Shot
	for left := scene.Frames; left > 0; {
		var last *timeline.Shot
		if all := append(slices.Clone(before), shots...); len(all) > 0 {
			last = &all[len(all)-1]
		}
		chosen := d.choose(scene, left, last)
		frames := d.length(left, d.capacity(chosen))
		d.pool.use(chosen, frames)
		shots = append(shots, d.shot(scene, chosen, len(shots), frames))
		left -= frames
	}
	return shots
}

// length is how long a shot is when so many frames of its scene are left and its piece lasts for so many: an even
// share, unless that leaves a rest that is too short for a shot.
func (d *director) length(left, capacity int) int {
	count := (left + d.most - 1) / d.most
	frames := min((left+count-1)/count, capacity)
	if rest := left - frames; rest > 0 && rest < d.least && frames > d.least {
		frames = max(left-d.least, min(d.least, capacity))
	}
	return frames
}

// random is a source of choices that depends on the seed, the cut and what the choice is about.
func (d *director) random(about ...string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(strconv.FormatInt(d.in.Seed, 10) + "/" + strconv.Itoa(d.in.Cut) + "/" + strings.Join(about, "/")))
	return rand.New(rand.NewPCG(h.Sum64(), 0))
}

// shot makes the shot of a piece.
func (d *director) shot(scene steps.PlanScene, p piece, number, frames int) timeline.Shot {
	r := d.random(scene.ID, strconv.Itoa(number))
	shot := timeline.Shot{Scene: scene.ID, Frames: frames, Clip: p.clip, Fit: d.in.Look.Fit, Handle: d.fade}
	switch p.clip.Kind {
	case steps.VideoClip:
		shot.Speed = d.speed
		shot.In = p.from + d.handle(p)
		if d.handle(p) == 0 {
			shot.Handle = 0
		}
	case steps.Picture:
		shot.Motion = motion(r)
	case steps.Generated:
		// A word that no font draws is not shown; that is no reason to have no video.
		if choice, err := font.Choose(strings.Join(scene.Terms, " "), font.Query{Language: d.in.Language}); err == nil {
			shot.Words, shot.Fonts = scene.Terms, choice.Fonts
		}
		shot.Fit = ""
	}
	shot.Transition = transition(d.in.Look.Transition, r, frames, d.fps)
	return shot
}

// join settles what needs to know the shot that follows: a cross-fade needs its handle.
func (d *director) join(shots []timeline.Shot) []timeline.Shot {
	for i := range shots {
		tr := &shots[i].Transition
		if d.in.Look.Transition != video.CrossFade {
			continue
		}
		*tr = timeline.Transition{}
		if i+1 < len(shots) {
			if n := min(d.fade, shots[i+1].Handle, shots[i].Frames/2); n > 0 {
				*tr = timeline.Transition{Kind: video.CrossFade, Frames: n}
			}
		}
	}
	return shots
}
