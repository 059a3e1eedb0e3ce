package caption_test

import (
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// TestHostileText draws texts that would command libass: each must look like the same number of lines of plain text.
func TestHostileText(t *testing.T) {
	t.Parallel()
	s := style()
	s.Highlight = false
	for name, text := range map[string]string{
		"drawing":        `{\p1}m 0 0 l 900 0 900 900 0 900`,
		"line break":     `one\Ntwo\ntwo\hthree`,
		"size":           `{\fs900}big`,
		"position":       `{\pos(0,0)}x`,
		"transform":      `{\t(\fscx900)}x`,
		"unclosed":       `{\fs900`,
		"backslash last": `a\`,
		"newlines":       "a\nb\r\nc\u2028d",
		"override":       "a\u202eb\u2066c",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain := steps.Cue{End: 1000, Lines: []steps.Line{{Text: "Aj|{}\\"}}}
			c := steps.Cue{End: 1000, Lines: []steps.Line{{Text: text}}}
			d := document(t, s, 480, 270, plain, c)
			want := ink(render(t, d, script(t, d, plain), 1)[0], drawn)
			got := ink(render(t, d, script(t, d, c), 1)[0], drawn)
			if got.Empty() || got.Min.Y < want.Min.Y-1 || got.Max.Y > want.Max.Y+1 {
				t.Errorf("%q covers %v; a line of text lies within %v", text, got, want)
			}
		})
	}
}

// TestHostileWords splits text between a backslash and what follows it, where an override block stands in the script.
func TestHostileWords(t *testing.T) {
	t.Parallel()
	c := cue(`\|{\fs900}|\|N|}|\`)
	d := document(t, style(), 480, 270, c)
	got := ink(render(t, d, script(t, d, c), 1)[0], drawn)
	if got.Empty() || got.Dy() > 30 {
		t.Errorf("the captions cover %v", got)
	}
}

func TestLongText(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"letters": strings.Repeat("x", 10_000), "braces": strings.Repeat("{", 10_000), "backslashes": strings.Repeat(`\`, 10_000),
		"marks": "a" + strings.Repeat("\u0301", 10_000), "joiners": strings.Repeat("\u200d\u202e", 5_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := steps.Cue{End: 1000, Lines: []steps.Line{{Text: text}}}
			d := document(t, style(), 270, 480, c)
			got := ink(render(t, d, script(t, d, c), 1)[0], drawn)
			if !got.In(ink(render(t, d, script(t, d, c), 1)[0], func(int, int, int) bool { return true })) || got.Dx() > 270*80/100 {
				t.Errorf("the captions cover %v", got)
			}
		})
	}
}

// TestEmoji looks that characters beyond the basic plane are drawn and not replaced by a box: two of them look different.
func TestEmoji(t *testing.T) {
	t.Parallel()
	a, b := cue("\U0001f600"), cue("\U0001f639")
	d := document(t, style(), 270, 480, a, b)
	first, second := render(t, d, script(t, d, a), 1)[0], render(t, d, script(t, d, b), 1)[0]
	if most, _ := difference(first, second); most < 100 || ink(first, drawn).Empty() {
		t.Errorf("two emoji differ by %d", most)
	}
}

func TestNoText(t *testing.T) {
	t.Parallel()
	s := style()
	s.Background = "#000000"
	for _, lines := range [][]steps.Line{nil, {{}}, {{Text: " \u200b\n"}}} {
		c := steps.Cue{End: 1000, Lines: lines}
		d := document(t, s, 270, 480, c)
		b, err := d.ASS([]caption.Scene{{Frames: 10, Cues: []steps.Cue{c}}})
		if err != nil || strings.Contains(string(b), "Dialogue") {
			t.Errorf("%v makes the events %s (%v)", lines, b, err)
		}
	}
}
