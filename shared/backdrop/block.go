package backdrop

import (
	"math"
	"strings"
	"unicode"
)

// block is type set into lines that fit the picture.
type block struct {
	lines       []line
	height      float64
	rightToLeft bool
}

// line is one line: its text escaped, its font size in pixels, and its lower edge from the block's top.
type line struct {
	text         string
	size, bottom float64
}

// most is how many lines a block has at most; what does not fit is left out whole, never cut within a word.
const most = 4

// newBlock sets the words. All lines have one size: the largest at which the widest fits and the block keeps to its
// part of the height.
func newBlock(s *stage, words []string) block {
	var b block
	var texts []string
	widest := 0.0
	for _, w := range words[:min(len(words), 3)] {
		w = capitalise(escape(w))
		if w == "" {
			continue
		}
		b.rightToLeft = b.rightToLeft || rightToLeft(w)
		for _, t := range wrap(w) {
			if len(texts) < most {
				texts = append(texts, t)
				widest = max(widest, ems(t))
			}
		}
	}
	if len(texts) == 0 {
		return b
	}
	room := s.w() * 0.83
	size := min(room/widest, s.px(168), s.h()*0.34/float64(len(texts))/leading(texts))
	for i, t := range texts {
		b.lines = append(b.lines, line{text: t, size: size, bottom: size * (1 + float64(i)*leading(texts))})
	}
	b.height = b.lines[len(b.lines)-1].bottom
	return b
}

// leading is the distance of two lines in font sizes: more for scripts with marks above and below.
func leading(texts []string) float64 {
	for _, t := range texts {
		for _, r := range t {
			if unicode.In(r, unicode.Arabic, unicode.Devanagari, unicode.Thai, unicode.Bengali, unicode.Tamil) {
				return 1.2
			}
		}
	}
	return 1.0
}

// wrap breaks text into lines of about the same length, at spaces, or anywhere between Chinese and Japanese characters.
func wrap(text string) []string {
	const full = 9.5 // ems: what still reads large
	lines := min(int(math.Ceil(ems(text)/full)), most)
	if lines <= 1 {
		return []string{text}
	}
	goal := ems(text) / float64(lines)
	var out []string
	current := ""
	for _, piece := range pieces(text) {
		if current != "" && ems(current+piece) > goal*1.12 && len(out) < lines-1 {
			out = append(out, strings.TrimSpace(current))
			current = ""
		}
		current += piece
	}
	if current = strings.TrimSpace(current); current != "" {
		out = append(out, current)
	}
	return out
}

// pieces cuts text where a line may break.
func pieces(text string) []string {
	var out []string
	current := ""
	for _, r := range text {
		if ideographic(r) && current != "" {
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

func ideographic(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// capitalise begins a text with a capital.
func capitalise(text string) string {
	for i, r := range text {
		return string(unicode.ToTitle(r)) + text[i+len(string(r)):]
	}
	return text
}

// ems is a text's width in font sizes, on the safe side for a bold sans serif.
func ems(text string) float64 {
	w := 0.0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case ideographic(r) || unicode.Is(unicode.Hangul, r) || r >= 0x1f000 || r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xffe0:
			w += 1
		case strings.ContainsRune("iljI.,:;'|!·() ", r):
			w += 0.4
		case strings.ContainsRune("mwMW@%—…", r):
			w += 1.1
		case unicode.Is(unicode.Arabic, r):
			w += 0.7
		case unicode.IsUpper(r), !unicode.In(r, unicode.Latin, unicode.Nd):
			w += 0.85
		default:
			w += 0.72
		}
	}
	return w
}
