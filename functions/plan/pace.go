package plan

import (
	"math"

	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// pace is how long shots are and how much of their source they take.
type pace struct {
	fps   int
	speed float64
	// most and least are the longest and the shortest shot in frames. A scene shorter than least is one shot.
	most, least int
	// fade is the length of a cross-fade in frames, 0 without.
	fade int
}

// newPace reads a look. A shot lasts a second at least, a cross-fade half a second.
func newPace(look steps.Look) pace {
	p := pace{fps: look.FPS, speed: look.Speed, most: look.ClipSeconds * look.FPS, least: look.FPS}
	if p.speed == 0 {
		p.speed = 1
	}
	p.most = max(p.most, p.least)
	if look.Transition == video.CrossFade {
		p.fade = look.FPS / 2
	}
	return p
}

// source is how many milliseconds of a source so many frames take, rounded up.
func (p pace) source(frames int) int64 {
	return int64(math.Ceil(float64(frames) * 1000 * p.speed / float64(p.fps)))
}

// window is the source length in milliseconds of the longest shot with its handle.
func (p pace) window() int64 { return p.source(p.most + p.fade) }

// handle is how many milliseconds at a piece's start the shot before it fades in over: none where the piece would be
// too short for a shot without them.
func (p pace) handle(q piece) int64 {
	if q.clip.Kind != steps.VideoClip || q.to-q.from < p.source(p.fade+p.least) {
		return 0
	}
	return p.source(p.fade)
}

// capacity is how many frames a shot of the piece can last.
func (p pace) capacity(q piece) int {
	if q.clip.Kind != steps.VideoClip {
		if q.to <= q.from {
			return 0
		}
		return p.most
	}
	return int(float64(q.to-q.from-p.handle(q)) * float64(p.fps) / (1000 * p.speed))
}
