package ass

import (
	"strings"
	"unicode"
)

// WordJoiner is the invisible character (U+2060) that [Escape] puts between a backslash and a letter that would make it
// a command.
const WordJoiner = '\u2060'

// Escape returns text that libass draws as it reads: braces open no override block, backslashes command nothing, line
// and paragraph breaks become spaces. Control characters and the bidirectional embeddings, overrides and isolates, which
// would reach beyond the text, are left out; the marks that only one place feels (LRM, RLM, ALM, ZWJ, ZWNJ) stay.
func Escape(text string) string {
	var b strings.Builder
	backslash := false
	for _, r := range text {
		switch {
		case r == '{' || r == '}':
			b.WriteByte('\\')
		case backslash && strings.ContainsRune("Nnh", r):
			b.WriteRune(WordJoiner)
		case r == '\u2028' || r == '\u2029' || r == '\u0085' || r >= '\t' && r <= '\r':
			r = ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) && !mark(r) || r == unicode.ReplacementChar || r == '\ufeff':
			continue
		}
		b.WriteRune(r)
		backslash = r == '\\'
	}
	return b.String()
}

// mark tells whether r is a directional mark, which has no effect beyond its place.
func mark(r rune) bool { return r == '\u200e' || r == '\u200f' || r == '\u061c' }
