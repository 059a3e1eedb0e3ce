package font

import (
	"unicode"
)

// visible returns the different characters of text that a font must draw, in the order of their appearance.
func visible(text string) []rune {
	seen := map[rune]bool{}
	var runes []rune
	for _, r := range text {
		if !seen[r] && !invisible(r) {
			seen[r] = true
			runes = append(runes, r)
		}
	}
	return runes
}

// invisible tells whether r leaves no mark of its own: spaces, controls, format characters, variation selectors, fillers,
// and the skin tones that colour an emoji.
func invisible(r rune) bool {
	switch {
	case unicode.IsSpace(r), unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r),
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r), r == unicode.ReplacementChar:
		return true
	}
	return r >= 0x1F3FB && r <= 0x1F3FF
}

// emoji tells whether r is a pictograph, which captions can do without.
func emoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF || unicode.Is(unicode.So, r) && r >= 0x2190 && r <= 0x2BFF || r == 0x20E3
}

// invisibleEmoji tells whether r only modifies an emoji: libass would draw a box for it.
func invisibleEmoji(r rune) bool {
	return r >= 0x1F3FB && r <= 0x1F3FF || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0000 && r <= 0xE0FFF
}

// shared tells whether r belongs to no script of its own, as punctuation and digits do.
func shared(r rune) bool {
	return unicode.Is(unicode.Common, r) && !emoji(r)
}
