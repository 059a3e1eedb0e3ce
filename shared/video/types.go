package video

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Aspect is the picture's shape, width:height.
type Aspect string

// The aspects.
const (
	Portrait  Aspect = "9:16"
	Landscape Aspect = "16:9"
	Square    Aspect = "1:1"
	Feed      Aspect = "4:5"
)

// Size returns the picture's width and height in pixels, both even, for a short side in pixels.
func (a Aspect) Size(shortSide int) (width, height int) {
	long := func(num, den int) int { return (shortSide*num/den + 1) / 2 * 2 }
	switch a {
	case Landscape:
		return long(16, 9), shortSide
	case Square:
		return shortSide, shortSide
	case Feed:
		return shortSide, long(5, 4)
	}
	return shortSide, long(16, 9)
}

// ConcatMode is the order in which footage is used.
type ConcatMode string

// The concat modes.
const (
	// Random shuffles every piece of every clip.
	Random ConcatMode = "random"
	// Sequential takes the clips in their order, one piece of each.
	Sequential ConcatMode = "sequential"
)

// Fit is how footage of another shape fills the picture.
type Fit string

// The fits.
const (
	Cover   Fit = "cover"
	Blur    Fit = "blur"
	Contain Fit = "contain"
)

// Transition is how one shot gives way to the next.
type Transition string

// The transitions: the original's, and the cross-fade.
const (
	Cut       Transition = ""
	Shuffle   Transition = "Shuffle"
	FadeIn    Transition = "FadeIn"
	FadeOut   Transition = "FadeOut"
	SlideIn   Transition = "SlideIn"
	SlideOut  Transition = "SlideOut"
	ZoomIn    Transition = "ZoomIn"
	ZoomOut   Transition = "ZoomOut"
	CrossFade Transition = "CrossFade"
)

// Transitions lists every transition but the plain cut.
func Transitions() []Transition {
	return []Transition{Shuffle, FadeIn, FadeOut, SlideIn, SlideOut, ZoomIn, ZoomOut, CrossFade}
}

// UnmarshalJSON accepts null and "None" for a plain cut, and any case.
func (t *Transition) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*t = Cut
	if s == nil || *s == "" || strings.EqualFold(*s, "none") {
		return nil
	}
	*t = Transition(*s)
	for _, known := range Transitions() {
		if strings.EqualFold(*s, string(known)) {
			*t = known
		}
	}
	return nil
}

// HardwareEncoders lists the H.264 encoders of graphics processors that a request may name, in ffmpeg's names and in the
// order in which they are offered. Whether one works is a matter of the machine that renders.
func HardwareEncoders() []string {
	return []string{"h264_nvenc", "h264_qsv", "h264_videotoolbox", "h264_amf", "h264_vaapi"}
}

// Terms are footage search terms.
type Terms []string

// UnmarshalJSON accepts a list, or one string split at commas as the original does (also the full-width comma).
func (t *Terms) UnmarshalJSON(b []byte) error {
	*t = nil
	var list []string
	if err := json.Unmarshal(b, &list); err != nil {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return fmt.Errorf("video_terms is neither a string nor a list of strings")
		}
		list = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '，' })
	}
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			*t = append(*t, s)
		}
	}
	return nil
}

// Color is "#RRGGBB".
type Color string

var colorForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// Valid tells whether c has the form #RRGGBB.
func (c Color) Valid() bool { return colorForm.MatchString(string(c)) }

// RGB returns the three components, 0 to 255; those of an invalid colour are 0.
func (c Color) RGB() (r, g, b uint8) {
	if c.Valid() {
		fmt.Sscanf(string(c[1:]), "%02x%02x%02x", &r, &g, &b)
	}
	return r, g, b
}

// Background is a caption's box: empty for none, or its colour. In JSON it is a boolean or "#RRGGBB".
type Background Color

// UnmarshalJSON accepts false, true (black), null and a colour.
func (c *Background) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "false", "null", `""`:
		*c = ""
		return nil
	case "true":
		*c = "#000000"
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("text_background_color is neither a boolean nor a colour")
	}
	*c = Background(s)
	return nil
}

// MarshalJSON writes no box as false, as the original does.
func (c Background) MarshalJSON() ([]byte, error) {
	if c == "" {
		return []byte("false"), nil
	}
	return json.Marshal(string(c))
}
