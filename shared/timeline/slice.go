package timeline

import (
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// Slice is all that a segment's bytes depend on, and nothing else. Its frames count from 0 wherever it stands in the
// video.
type Slice struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	FPS    int    `json:"fps"`
	Frames int    `json:"frames"`
	Shots  []Shot `json:"shots"`
	// Next is the shot after the slice where the last shot fades into it: only its handle is shown.
	Next     *Shot     `json:"next,omitempty"`
	Captions *Captions `json:"captions,omitempty"`
	Encoder  Encoder   `json:"encoder"`
}

// Captions are the cues that a slice shows.
type Captions struct {
	Style steps.CaptionStyle `json:"style"`
	// Fonts draw the cues.
	Fonts  []font.Font `json:"fonts"`
	Scenes []CuedScene `json:"scenes"`
}

// CuedScene is a scene's cues. Start is the slice's frame at which the scene begins: negative where that is before it.
type CuedScene struct {
	Start  int         `json:"start"`
	Frames int         `json:"frames"`
	Cues   []steps.Cue `json:"cues"`
}

// Span is a run of frames of a timeline.
type Span struct {
	Start  int
	Frames int
}

// End is the first frame after the span.
func (s Span) End() int { return s.Start + s.Frames }

// Slice returns what the frames of span need. The span begins and ends between shots.
func (t *Timeline) Slice(span Span) Slice {
	s := Slice{Width: t.Width, Height: t.Height, FPS: t.FPS, Frames: span.Frames, Encoder: t.Encoder}
	for i, shot := range t.Shots {
		if shot.Start < span.Start || shot.Start >= span.End() {
			continue
		}
		shot.Start -= span.Start
		s.Shots = append(s.Shots, shot.essence())
		s.Next = nil
		if shot.Transition.Kind == video.CrossFade && i+1 < len(t.Shots) {
			next := t.Shots[i+1].preroll()
			s.Next = &next
		}
	}
	s.Captions = t.captions(span)
	return s
}

// captions returns the cues that are visible within span, nil where there are none.
func (t *Timeline) captions(span Span) *Captions {
	if t.Captions == nil {
		return nil
	}
	c := Captions{Style: *t.Captions, Fonts: t.Fonts}
	for _, scene := range t.Scenes {
		// A cue that ends before the slice or begins behind it does not change the slice's bytes.
		from, to := (span.Start-scene.Start)*1000/t.FPS, (span.End()-scene.Start)*1000/t.FPS+1
		var cues []steps.Cue
		for _, cue := range scene.Cues {
			if cue.End > max(from, 0) && cue.Start < min(to, scene.Frames*1000/t.FPS) {
				cues = append(cues, cue)
			}
		}
		if len(cues) > 0 {
			c.Scenes = append(c.Scenes, CuedScene{Start: scene.Start - span.Start, Frames: scene.Frames, Cues: cues})
		}
	}
	if len(c.Scenes) == 0 {
		return nil
	}
	return &c
}

// essence is the shot without what does not show in its picture.
func (s Shot) essence() Shot {
	c := s.Clip
	s.Scene = ""
	switch c.Kind {
	case steps.Generated:
		s.Clip = steps.Clip{ID: c.ID, Kind: c.Kind, Term: c.Term}
	default:
		s.Clip = steps.Clip{Kind: c.Kind, Blob: c.Blob, Width: c.Width, Height: c.Height, Rotation: c.Rotation, Color: c.Color, Demuxer: c.Demuxer}
	}
	if c.Kind == steps.VideoClip {
		s.Handle = 0
	}
	return s
}

// preroll is what the shot before needs of this one to fade into it. A picture's move and a generated shot's depend on
// the shot's length, a clip's frames do not.
func (s Shot) preroll() Shot {
	s = s.essence()
	s.Start, s.Transition = 0, Transition{}
	if s.Clip.Kind == steps.VideoClip {
		s.Frames = 0
	}
	return s
}
