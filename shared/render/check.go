package render

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// The largest that a slice may be: far more than any plan makes, so that a hostile document ends as a failure and not as a
// graph that takes all memory.
const (
	largestSide = 8192
	fastest     = 240
	// longest is two hours at 60 frames a second.
	longest             = 2 * 60 * 60 * 60
	mostShots, mostCues = 1000, 10_000
)

// check refuses a slice that is none: a failure of code InvalidInput.
func check(s timeline.Slice) error {
	bad := func(format string, args ...any) error {
		return failure.New(failure.InvalidInput, "the segment "+fmt.Sprintf(format, args...), failure.Hint("make the video again; if it fails again, report it with the timeline"))
	}
	switch {
	case len(s.Shots) == 0:
		return bad("has no shot")
	case len(s.Shots) > mostShots:
		return bad("has %d shots", len(s.Shots))
	case s.Width < 2 || s.Height < 2 || s.Width > largestSide || s.Height > largestSide:
		return bad("has a picture of %d×%d", s.Width, s.Height)
	case s.FPS < 1 || s.FPS > fastest:
		return bad("has %d frames a second", s.FPS)
	case s.Frames < 1 || s.Frames > longest:
		return bad("has %d frames", s.Frames)
	}
	shots := s.Shots
	if s.Next != nil {
		shots = append(shots[:len(shots):len(shots)], *s.Next)
	}
	for i, shot := range shots {
		// The one after the slice shows its handle only, and may have no length.
		if shot.Frames < 0 || shot.Frames == 0 && i < len(s.Shots) || shot.Frames > longest || shot.Handle < 0 || shot.Handle > longest {
			return bad("has a shot of %d frames with %d before it", shot.Frames, shot.Handle)
		}
		if t := shot.Transition; t.Frames < 0 || t.Frames > shot.Frames {
			return bad("has a transition of %d frames in a shot of %d", t.Frames, shot.Frames)
		}
	}
	if s.Captions == nil {
		return nil
	}
	cues := 0
	for _, scene := range s.Captions.Scenes {
		cues += len(scene.Cues)
	}
	if cues > mostCues || len(s.Captions.Fonts) == 0 {
		return bad("has %d captions in %d fonts", cues, len(s.Captions.Fonts))
	}
	return nil
}
