package subtitle

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/moneyprinter/moneyprinter/shared/language"
)

// lineBreaks returns the byte offsets at which the Unicode line breaking algorithm (UAX #14) lets a line end.
func lineBreaks(text string) map[int]bool {
	at := map[int]bool{}
	for rest, state := text, -1; rest != ""; {
		_, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		at[len(text)-len(rest)] = true
	}
	return at
}

// breakCost returns what it costs to end a line between a word and the rest of the text.
func breakCost(word, rest string, opportunity bool) float64 {
	next, _ := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeLastRuneInString(word)
	switch {
	case rest == "" || unicode.IsSpace(next):
		return 0
	case unicode.Is(southEastAsian, last) && unicode.Is(southEastAsian, next):
		return syllableCost(last, next)
	case opportunity:
		return phraseCost(last, next)
	}
	return never
}

// phraseCost stands for a dictionary in Chinese and Japanese, where a line may end after nearly every character: a phrase
// rarely begins with hiragana, which write endings and particles, and often with a character of another script after them.
func phraseCost(last, next rune) float64 {
	switch {
	case !language.Unspaced(last) || !language.Unspaced(next):
		return 0 // after punctuation, or beside a number or a foreign word
	case unicode.Is(unicode.Hiragana, next):
		return 6
	case unicode.Is(unicode.Hiragana, last):
		return 0
	}
	return 2
}

// southEastAsian are the scripts of UAX #14's class SA, which need a dictionary to find words: Thai, Lao, Burmese, Khmer.
var southEastAsian = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x0e00, Hi: 0x0eff, Stride: 1}, {Lo: 0x1000, Hi: 0x109f, Stride: 1}, {Lo: 0x1780, Hi: 0x17ff, Stride: 1}}}

// syllableCost stands for the dictionary: in Thai and Lao a vowel that is written before its consonant begins a syllable,
// so a line may well end before one, never after it, and never before a sign that ends one.
func syllableCost(last, next rune) float64 {
	const leading, trailing = "เแโใไເແໂໃໄ", "ะาำๅๆฯະາຳຽໆຯ"
	const coeng, virama = 0x17d2, 0x1039 // Khmer and Burmese: the next consonant is written below
	switch {
	case last == coeng, last == virama:
		return never
	case strings.ContainsRune(leading, last), strings.ContainsRune(trailing, next):
		return never
	case strings.ContainsRune(leading, next):
		return 2
	}
	return 8
}
