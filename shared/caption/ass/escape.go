package ass

import (
	"strings"
	"unicode"
)

// wordJoiner is the invisible character that keeps a backslash from what follows it.
const wordJoiner = '\u2060'

// Plain returns text as one line: line and paragraph breaks become spaces; control characters and the bidirectional
// embeddings, overrides and isolates, which would reach beyond the text, are left out. The marks that only one place feels
// (LRM, RLM, ALM, ZWJ, ZWNJ) stay.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\t' && r <= '\r', r == '\u0085', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u206f', r == '\ufeff', r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
}

// Escape returns text that libass draws as it reads: [Plain], and braces open no override block, and a backslash commands
// nothing, whatever follows it in the event: a letter, or an override block.
func Escape(text string) string {
	return escapes.Replace(Plain(text))
}

var escapes = strings.NewReplacer(`{`, `\{`, `}`, `\}`, `\`, `\`+string(wordJoiner))
