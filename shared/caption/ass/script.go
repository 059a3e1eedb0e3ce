// Package ass writes Advanced SubStation Alpha scripts (version 4.00+) for libass.
//
// It knows the file format and nothing of captions: styles, events timed in whole frames, and the escaping that makes
// hostile text plain text. The format is described at
// https://github.com/libass/libass/wiki/ASS-File-Format-Guide.
package ass

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/video"
)

// Script is a script for a picture of a size and frame rate.
type Script struct {
	// Width and Height are the picture's in pixels: every length and position of the script counts in them.
	Width, Height int
	// FPS is the frame rate in which events count.
	FPS    int
	Styles []Style
	Events []Event
}

// Style is a named look of text.
type Style struct {
	Name string
	// Font is the family name, at most 31 characters for VSFilter, any length for libass.
	Font string
	// Size is ascent plus descent of the font in pixels, which is not the em: see font.Face.LineHeight.
	Size float64
	// Weight is the font weight, 400 regular, 700 bold.
	Weight int
	// Fill, Outline and Shadow are the colours of the glyphs, their border and their shadow.
	Fill, Outline, Shadow Paint
	// OutlineWidth and ShadowDepth are in pixels.
	OutlineWidth, ShadowDepth float64
	// Alignment is the numeric keypad's: 1 to 3 bottom, 4 to 6 middle, 7 to 9 top, from left to right.
	Alignment int
}

// Paint is a colour with its opacity.
type Paint struct {
	Color video.Color
	// Transparency is 0 for opaque to 255 for invisible.
	Transparency uint8
}

// String returns the paint as &HAABBGGRR.
func (p Paint) String() string {
	r, g, b := p.Color.RGB()
	return fmt.Sprintf("&H%02X%02X%02X%02X", p.Transparency, b, g, r)
}

// Event is a text on the picture from frame Start up to, not including, frame End.
type Event struct {
	// Layer orders events that overlap: a higher one is drawn over a lower one.
	Layer      int
	Start, End int
	Style      string
	// Text is ASS text: override blocks in braces, and what comes from outside through [Escape].
	Text string
}

// Encode returns the script as UTF-8 text. The same script gives the same bytes.
func (s Script) Encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "[Script Info]\nScriptType: v4.00+\nPlayResX: %d\nPlayResY: %d\nLayoutResX: %d\nLayoutResY: %d\n", s.Width, s.Height, s.Width, s.Height)
	// WrapStyle 2 breaks lines at \N only; YCbCr Matrix None keeps the colours as they are written.
	b.WriteString("WrapStyle: 2\nScaledBorderAndShadow: yes\nYCbCr Matrix: None\n\n[V4+ Styles]\n")
	b.WriteString("Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, " +
		"ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\n")
	for _, t := range s.Styles {
		// The last field, Encoding -1, has libass find each line's direction from its text.
		fmt.Fprintf(&b, "Style: %s,%s,%s,%s,%s,%s,%s,%d,0,0,0,100,100,0,0,1,%s,%s,%d,0,0,0,-1\n", t.Name, Name(t.Font), Number(t.Size),
			t.Fill, t.Fill, t.Outline, t.Shadow, t.Weight, Number(t.OutlineWidth), Number(t.ShadowDepth), t.Alignment)
	}
	b.WriteString("\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n")
	for _, e := range s.Events {
		if e.End > e.Start {
			fmt.Fprintf(&b, "Dialogue: %d,%s,%s,%s,,0,0,0,,%s\n", e.Layer, Time(e.Start, s.FPS), Time(e.End, s.FPS), e.Style, e.Text)
		}
	}
	return b.Bytes()
}

// Time returns the time h:mm:ss.cc from which a frame is shown: half a frame before its own, so that rounding to
// centiseconds never moves an event to a neighbouring frame (up to 60 frames a second half a frame is 8 ms).
func Time(frame, fps int) string {
	cs := max(0, (200*frame-100+fps)/(2*fps))
	return fmt.Sprintf("%d:%02d:%02d.%02d", cs/360_000, cs/6000%60, cs/100%60, cs%100)
}

// Number returns v with at most two decimals, the shortest way.
func Number(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
}

// Name returns a font's family name without the characters that would end a field or an override tag.
func Name(family string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`,\{}()`, r) || r < ' ' {
			return -1
		}
		return r
	}, family)
}
