package backdrop

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/moneyprinter/moneyprinter/shared/caption/ass"
	"github.com/moneyprinter/moneyprinter/shared/font"
)

// block is type set into lines that fit the picture.
type block struct {
	lines []line
	// em is the font size in pixels.
	em          float64
	height      float64
	rightToLeft bool
}

// line is one line.
type line struct {
	// text is ASS text with its fonts, escaped.
	text string
	// width, ascent and height are in pixels; bottom is the lower edge from the block's top.
	width, height, bottom float64
}

// maxLines is how many lines a block has at most; what does not fit is left out whole, never cut within a word.
const maxLines = 4

// newBlock sets words in the fonts given. All lines have one size: the largest at which the widest fits the room and the
// block keeps to its part of the height.
func newBlock(s *stage, words []string, set font.Set) block {
	var b block
	var texts []string
	widest, tallest := 0.0, 0.0
	for _, w := range words[:min(len(words), 3)] {
		w = capitalise(strings.Join(strings.Fields(ass.Plain(w)), " "))
		if w == "" {
			continue
		}
		b.rightToLeft = b.rightToLeft || rightToLeft(w)
		for _, t := range wrap(w, set.Width) {
			width := set.Width(t)
			if len(texts) == maxLines || width == 0 {
				continue
			}
			texts = append(texts, t)
			widest, tallest = max(widest, width), max(tallest, set.LineHeight(t))
		}
	}
	if len(texts) == 0 {
		return b
	}
	// Latin capitals leave most of a line's height empty; scripts with marks above and below fill it.
	leading := tallest * 0.88
	if tallest > 1.35 {
		leading = tallest * 0.78
	}
	b.em = min(s.w()*0.83/widest, s.px(205), s.h()*0.3/(leading*float64(len(texts))))
	for i, t := range texts {
		b.lines = append(b.lines, line{
			text: styled(t, set, b.em), width: b.em * set.Width(t), height: b.em * set.LineHeight(t), bottom: b.em * (tallest + leading*float64(i)),
		})
	}
	b.height = b.lines[len(b.lines)-1].bottom
	return b
}

// styled returns text as ASS text in which each stretch names its face. libass sizes a font by ascent and descent, not by
// the em.
func styled(text string, set font.Set, em float64) string {
	var b strings.Builder
	for _, run := range set.Runs(text, nil) {
		fmt.Fprintf(&b, `{\fn%s\fs%s\b%d}%s`, ass.Name(run.Face.Family), ass.Number(em*run.Face.LineHeight()), run.Face.Weight, ass.Escape(run.Text))
	}
	return b.String()
}

// wrap breaks text into lines of about the same length, at spaces, or anywhere between Chinese and Japanese characters.
// Width measures in ems.
func wrap(text string, width func(string) float64) []string {
	const full = 7.5 // what still reads large on a narrow picture
	lines := min(int(math.Ceil(width(text)/full)), maxLines)
	if lines <= 1 {
		return []string{text}
	}
	goal := width(text) / float64(lines)
	var out []string
	current := ""
	for _, piece := range breakable(text) {
		if current != "" && width(strings.TrimSpace(current+piece)) > goal*1.15 && len(out) < lines-1 {
			out = append(out, strings.TrimSpace(current))
			current = ""
		}
		current += piece
	}
	return append(out, strings.TrimSpace(current))
}

// breakable cuts text where a line may break.
func breakable(text string) []string {
	var out []string
	current := ""
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && current != "" {
			out = append(out, current)
			current = ""
		}
		current += string(r)
		if r == ' ' {
			out = append(out, current)
			current = ""
		}
	}
	return append(out, current)
}

// capitalise begins a text with a capital.
func capitalise(text string) string {
	for i, r := range text {
		return string(unicode.ToTitle(r)) + text[i+len(string(r)):]
	}
	return text
}

// rightToLeft tells whether the first strong letter is Arabic, Hebrew or of another script written from the right.
func rightToLeft(text string) bool {
	for _, r := range text {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) {
			return true
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return false
}
