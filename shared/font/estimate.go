package font

import (
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/rivo/uniseg"
)

// Estimate returns the width of a text in ems without looking for the fonts that draw it: the bundled font's own advances
// where it has the characters, an em for wide East Asian ones, and half an em for others.
func Estimate(text string) float64 {
	var width float64
	for _, r := range text {
		advance, ok := advances()[r]
		switch {
		case unicode.Is(unicode.Mn, r) || invisible(r) && !unicode.IsSpace(r):
		case ok:
			width += advance
		default:
			width += float64(uniseg.StringWidth(string(r))) / 2
		}
	}
	return width
}

// advances are those of the bundled font, in ems.
var advances = sync.OnceValue(func() map[rune]float64 {
	out := map[rune]float64{}
	bundled, err := load(source{})
	if err != nil {
		return out
	}
	measured := font.NewFace(bundled.font)
	for characters := bundled.font.Cmap.Iter(); characters.Next(); {
		r, glyph := characters.Char()
		out[r] = float64(measured.HorizontalAdvance(glyph)) / float64(bundled.font.Upem())
	}
	return out
})
