package timeline

import (
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// Shot is an uninterrupted piece of one asset.
type Shot struct {
	// Scene is the id of the shot's scene; empty in a slice.
	Scene string `json:"scene,omitempty"`
	// Start is the shot's first frame, of the video or of the slice.
	Start  int        `json:"start"`
	Frames int        `json:"frames"`
	Clip   steps.Clip `json:"clip"`
	// In is the place in the source that the first frame shows, in milliseconds.
	In int64 `json:"in,omitempty"`
	// Speed is how fast the source plays: 2 is twice as fast.
	Speed float64   `json:"speed,omitempty"`
	Fit   video.Fit `json:"fit,omitempty"`
	// Motion moves a picture; nil where the source moves by itself.
	Motion *Motion `json:"motion,omitempty"`
	// Words are the key words that a generated shot shows as type.
	Words []string `json:"words,omitempty"`
	// Fonts draw the words.
	Fonts []font.Font `json:"fonts,omitempty"`
	// Handle is how many frames of the asset before In the shot before this one may show while it fades into this one.
	Handle     int        `json:"handle,omitempty"`
	Transition Transition `json:"transition,omitzero"`
}

// Transition is what happens at an end of a shot. All of it happens in the shot's own frames, so that a shot depends on
// no shot before it.
type Transition struct {
	// Kind is never video.Shuffle: the plan has resolved it.
	Kind video.Transition `json:"kind,omitempty"`
	// Frames is the transition's length; 0 for the zooms, which last the whole shot.
	Frames int `json:"frames,omitempty"`
	// Side is where a slide comes from or goes to: left, right, top or bottom.
	Side Side `json:"side,omitempty"`
}

// Side is a side of the picture.
type Side string

// The sides.
const (
	Left   Side = "left"
	Right  Side = "right"
	Top    Side = "top"
	Bottom Side = "bottom"
)

// Motion is a slow move over a picture: a window of the picture's covering size divided by the zoom, from one place
// to another. Places are 0 (left, top) to 1 (right, bottom) of what the window leaves free.
type Motion struct {
	From Window `json:"from"`
	To   Window `json:"to"`
}

// Window is a place of a motion's window.
type Window struct {
	Zoom float64 `json:"zoom"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
}
