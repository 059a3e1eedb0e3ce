package subtitle

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// blank is the width of a space in ems.
const blank = 0.28

// extent is the width of tokens on one line, in ems.
func extent(tokens []token) float64 {
	var width float64
	for i, t := range tokens {
		width += t.width
		if t.space && i+1 < len(tokens) {
			width += blank
		}
	}
	return width
}

// wide tells whether tokens are too much for two lines, however they are broken.
func wide(tokens []token, lineWidth float64) bool { return extent(tokens) > 2*lineWidth+blank }

// layout finds where to break tokens into lines: the number of tokens on the first line, all of them where one line holds them. The
// cost grows with the difference of the lines and with a break at a bad place; it is never or more where two lines do not
// do. A single token is laid out whatever its width.
func layout(tokens []token, lineWidth float64) (first int, cost float64) {
	if len(tokens) == 1 || extent(tokens) <= lineWidth {
		return len(tokens), 0
	}
	first, cost = len(tokens), never
	upper, whole := 0.0, extent(tokens)
	for k := 1; k < len(tokens); k++ {
		t := tokens[k-1]
		upper += t.width
		lower := whole - upper
		if t.space {
			lower -= blank
		}
		// A lone token that is too wide for any line is drawn smaller; beside others it must fit.
		if upper > lineWidth && k > 1 || lower > lineWidth && k < len(tokens)-1 {
			if t.space {
				upper += blank
			}
			continue
		}
		c := 10*math.Abs(upper-lower)/lineWidth + t.breaks
		switch {
		case t.stop == sentence:
			c -= 6
		case t.stop == clause:
			c -= 4
		case t.space && utf8.RuneCountInString(t.text) <= 3:
			c += 3 // an article or preposition belongs to what follows
		}
		if c < cost {
			first, cost = k, c
		}
		if t.space {
			upper += blank
		}
	}
	if cost < never {
		cost = max(0, cost)
	}
	return first, cost
}

// line makes a line of tokens.
func line(tokens []token) steps.Line {
	var text strings.Builder
	words := make([]steps.Word, len(tokens))
	for i, t := range tokens {
		text.WriteString(t.text)
		if t.space && i+1 < len(tokens) {
			text.WriteByte(' ')
		}
		words[i] = steps.Word{Text: t.text, Start: t.from, End: t.to, Offset: t.start}
	}
	return steps.Line{Text: text.String(), Words: words}
}
