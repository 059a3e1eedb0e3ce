package backdrop

import (
	"fmt"
	"math"

	"github.com/moneyprinter/moneyprinter/shared/caption/ass"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// document is the ASS script of a shot under construction, timed from the shot's frame 0.
type document struct {
	stage  *stage
	script ass.Script
}

// The styles of a document: vector drawings, and type.
const (
	shapeStyle = "Shape"
	typeStyle  = "Type"
)

// newDocument begins a script. libass draws no shape in a style whose font it cannot find, so shapes name the type's.
func newDocument(s *stage, first *font.Face) *document {
	white := ass.Paint{Color: "#FFFFFF"}
	return &document{stage: s, script: ass.Script{
		Width: s.width, Height: s.height, FPS: s.fps,
		Styles: []ass.Style{{Name: shapeStyle, Font: first.Family, Size: 20, Weight: first.Weight, Fill: white, Outline: white, Shadow: white, Alignment: 7}},
	}}
}

// span is a stretch of time in frames, the end excluded.
type span struct{ start, end int }

// whole is the shot's whole length.
func (s *stage) whole() span { return span{0, s.frames} }

// event adds a text or a drawing for a stretch of time, of which what is outside the shot is cut off.
func (d *document) event(layer int, at span, style, text string) {
	at.start, at.end = max(at.start, 0), min(at.end, d.stage.frames)
	if at.start < at.end {
		d.script.Events = append(d.script.Events, ass.Event{Layer: layer, Start: at.start, End: at.end, Style: style, Text: text})
	}
}

// shape draws a path with override tags for a stretch of time.
func (d *document) shape(layer int, at span, tags string, p path) {
	d.event(layer, at, shapeStyle, "{"+tags+`\p1}`+string(p)+`{\p0}`)
}

// fill returns the tags of a colour and an opacity from 0 to 1.
func fill(c rgb, opacity float64) string {
	return fmt.Sprintf(`\1c&H%s&\1a&H%02X&\bord0\shad0`, bgr(c), alpha(opacity))
}

// stroke returns the tags of an outline without a filling, its width in pixels.
func stroke(c rgb, opacity, width float64) string {
	return fmt.Sprintf(`\1a&HFF&\3c&H%s&\3a&H%02X&\bord%.2f\shad0`, bgr(c), alpha(opacity), width)
}

func alpha(opacity float64) int { return int(math.Round(255 * (1 - min(max(opacity, 0), 1)))) }

// bgr writes a colour as ASS does.
func bgr(c rgb) string { return fmt.Sprintf("%02X%02X%02X", channel(c.b), channel(c.g), channel(c.r)) }

// hex writes a colour as #RRGGBB.
func hex(c rgb) video.Color {
	return video.Color(fmt.Sprintf("#%02X%02X%02X", channel(c.r), channel(c.g), channel(c.b)))
}

func channel(x float64) int { return int(math.Round(255 * min(max(x, 0), 1))) }
