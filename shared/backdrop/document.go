package backdrop

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// document is an ASS document under construction: vector drawings and type, timed from the shot's frame 0.
type document struct {
	stage *stage
	buf   bytes.Buffer
}

func newDocument(s *stage, font string) *document {
	d := &document{stage: s}
	fmt.Fprintf(&d.buf, `[Script Info]
ScriptType: v4.00+
PlayResX: %d
PlayResY: %d
WrapStyle: 2
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Shape,%s,20,&H00FFFFFF,&H00FFFFFF,&H00FFFFFF,&H00000000,0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1
Style: Type,%s,20,%s,&H00FFFFFF,&H00000000,&H00000000,-1,0,0,0,100,100,0,0,1,0,0,7,0,0,0,-1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`, s.width, s.height, font, font, "&H00"+bgr(s.look.ink))
	return d
}

func (d *document) bytes() []byte { return d.buf.Bytes() }

// span is a stretch of time in frames, the end excluded.
type span struct{ start, end int }

// whole is the shot's whole length.
func (s *stage) whole() span { return span{0, s.frames} }

// event writes a dialogue line. ASS counts centiseconds, so a line begins and ends half way between two frames: then
// rounding never moves it to another frame.
func (d *document) event(layer int, at span, style, text string) {
	at.start, at.end = max(at.start, 0), min(at.end, d.stage.frames)
	if at.start >= at.end {
		return
	}
	fmt.Fprintf(&d.buf, "Dialogue: %d,%s,%s,%s,,0,0,0,,%s\n", layer, d.time(at.start), d.time(at.end), style, text)
}

func (d *document) time(frame int) string {
	cs := int(math.Round((float64(frame) - 0.5) * 100 / float64(d.stage.fps)))
	if frame <= 0 {
		cs = 0
	}
	return fmt.Sprintf("%d:%02d:%02d.%02d", cs/360000, cs/6000%60, cs/100%60, cs%100)
}

// shape draws a path with override tags for a stretch of time.
func (d *document) shape(layer int, at span, tags string, p path) {
	d.event(layer, at, "Shape", "{"+tags+`\p1}`+string(p)+`{\p0}`)
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
func bgr(c rgb) string {
	b := func(x float64) int { return int(math.Round(255 * min(max(x, 0), 1))) }
	return fmt.Sprintf("%02X%02X%02X", b(c.b), b(c.g), b(c.r))
}

// escape makes text that ASS shows as it stands: no override block, no line break and no drawing command can begin in it.
func escape(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '{':
			return '｛'
		case r == '}':
			return '｝'
		case r == '\\':
			return '＼'
		case r < ' ' || r == 0x7f || r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}
