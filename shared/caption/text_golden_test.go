package caption_test

import (
	"image"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// TestHostileTextIsDrawnAsText holds hostile captions against their own letters: a caption is as wide as its characters are,
// each drawn apart, where nothing can be a command because no text is more than one character between two bars; and it
// is no higher than a line.
func TestHostileTextIsDrawnAsText(t *testing.T) {
	t.Parallel()
	hostile := []string{
		`{\fs200}HE`, `{\b1\i1\u1}HE`, `{\p1}m 0 0 l 99 0{\p0}`, `{\pos(0,0)}HE`, `%s%d%%{n}HE`, "'H' \"E\" `H` ’E’", `\N\n\h\\HE`, `}{HE}{`, "H\nE\r\nH\u2028E",
		`',drawtext=text=H:[0]null;`, "{=0}{*H}", "H\u200eE\u200f", "H\u202eE\u202c", `<b>H</b>&amp;`, `{`, `\`, `\{\}`,
	}
	const frame = "|{}[]\\|" // nothing is higher than these
	texts := []string{"||", frame}
	at := map[string]int{}
	breaks := strings.NewReplacer("\r\n", "  ", "\n", " ", "\u2028", " ")
	for _, text := range hostile {
		for _, r := range breaks.Replace(text) {
			if c := "|" + string(r) + "|"; at[c] == 0 {
				at[c] = len(texts)
				texts = append(texts, c)
			}
		}
	}
	first := len(texts)
	for _, text := range hostile {
		texts = append(texts, "|"+text+"|")
	}

	// Each text has a frame of its own.
	s := style()
	s.Highlight, s.StrokeWidth = false, 0
	var cues []steps.Cue
	for i, text := range texts {
		cues = append(cues, steps.Cue{Start: 100 * i, End: 100 * (i + 1), Lines: []steps.Line{{Text: text}}})
	}
	d := document(t, s, 960, 270, cues...)
	d.Frames = len(texts)
	b, err := d.ASS([]caption.Scene{{Frames: len(texts), Cues: cues}})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(b), "\nDialogue: "); n != len(texts) {
		t.Errorf("%d texts are %d events", len(texts), n)
	}
	var covers []image.Rectangle
	for _, f := range render(t, d, b, len(texts)) {
		covers = append(covers, ink(f, drawn))
	}
	bars, tallest := covers[0].Dx(), covers[1]
	for i, text := range hostile {
		got, width := covers[first+i], 0
		for _, r := range breaks.Replace(text) {
			width += covers[at["|"+string(r)+"|"]].Dx() - bars
		}
		if got.Min.Y < tallest.Min.Y-1 || got.Max.Y > tallest.Max.Y+1 {
			t.Errorf("%q covers %v, and a line of text %v", text, got, tallest)
		}
		// Kerning and rounding move a character by a pixel, a command takes whole characters away.
		if off := abs(got.Dx() - bars - width); off > 4+len([]rune(text))/2 {
			t.Errorf("%q is %d pixels wide, and its characters are %d", text, got.Dx()-bars, width)
		}
	}
}
