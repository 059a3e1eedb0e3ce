package caption

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/bidi"

	"github.com/moneyprinter/moneyprinter/shared/caption/ass"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// line is a line's text in the pieces in which it is coloured: its words, each with what stands behind it.
type line struct {
	pieces []piece
	// width and height are in ems.
	width, height float64
}

// piece is a stretch of a line: a word, counted through the cue, and in which fonts it is drawn.
type piece struct {
	word int
	runs []font.Run
}

// line cuts a line of a cue at its words and each word where the font changes. Words is how many words the cue has before it.
func (p painter) line(l steps.Line, words int) line {
	text := ass.Plain(l.Text)
	out := line{width: p.set.Width(text), height: p.set.LineHeight(text)}
	var last *font.Face
	add := func(word int, text string) {
		if runs := p.set.Runs(text, last); len(runs) > 0 {
			last = runs[len(runs)-1].Face
			out.pieces = append(out.pieces, piece{word, runs})
		}
	}
	current, length := -1, 0 // what stands before the first word belongs to none
	for i, w := range l.Words {
		word := ass.Plain(w.Text)
		at := strings.Index(text[length:], word)
		if at < 0 || word == "" {
			continue // the word before goes on
		}
		add(current, text[:length+at])
		current, text, length = words+i, text[length+at:], len(word)
	}
	add(current, text)
	return out
}

// text returns a block as ASS text with the given word in the highlight colour.
//
// Every word sets the fill colour and, in turns, one of two secondary colours, which nothing draws: so libass splits the
// text at the same places whatever word is highlighted, and no glyph moves by a fraction of a pixel from one state to the
// next. Splitting changes neither joining nor order, because words end at spaces or between syllables, and with the
// style's encoding of -1 the order is found for the whole line.
func (p painter) text(b block, highlighted int) string {
	var t strings.Builder
	face, em := p.set[0], p.geometry.em
	for i, l := range b.lines {
		if i > 0 {
			t.WriteString(`\N`)
		}
		t.WriteString(b.mark)
		for _, piece := range l.pieces {
			if p.Style.Highlight {
				fill := p.Style.Color
				if piece.word == highlighted && highlighted >= 0 {
					fill = p.Style.HighlightColor
				}
				fmt.Fprintf(&t, `{\1c%s\2c&H%06X&}`, color(fill), piece.word&1)
			}
			for _, run := range piece.runs {
				if run.Face != face || b.em != em {
					face, em = run.Face, b.em
					fmt.Fprintf(&t, `{\fn%s\fs%s\b%d}`, ass.Name(face.Family), ass.Number(em*face.LineHeight()), face.Weight)
				}
				t.WriteString(ass.Escape(run.Text))
			}
		}
	}
	return t.String()
}

// Directional marks: the first strong character of a line decides its direction, so a cue whose second line begins with a
// foreign word says it with a mark.
const (
	leftToRightMark = "\u200e"
	rightToLeftMark = "\u200f"
)

// mark returns what every line of a cue begins with: the mark of the direction that most of its letters have, nothing
// where all of them run from left to right.
func mark(c steps.Cue) string {
	left, right := 0, 0
	for _, l := range c.Lines {
		for _, r := range l.Text {
			switch class, _ := bidi.LookupRune(r); class.Class() {
			case bidi.L:
				left++
			case bidi.R, bidi.AL:
				right++
			}
		}
	}
	switch {
	case right == 0:
		return ""
	case right >= left:
		return rightToLeftMark
	}
	return leftToRightMark
}
