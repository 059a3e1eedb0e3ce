package language

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Words splits a text into its words, each with the punctuation that clings to it; every character but white space
// belongs to exactly one. Scripts without spaces give a character a word (katakana keep together, combining marks
// stay with their base); marks on their own join their neighbour.
func Words(text string) []Span {
	var words []Span
	begin, spoken, unspaced := 0, false, false
	flush := func(end int) {
		if end == begin {
			return
		}
		if !spoken && len(words) > 0 && words[len(words)-1].Offset+len(words[len(words)-1].Text) == begin {
			// Marks after a word without a space cling to it.
			words[len(words)-1].Text = text[words[len(words)-1].Offset:end]
		} else {
			words = append(words, Span{text[begin:end], begin})
		}
		begin, spoken, unspaced = end, false, false
	}
	var previous rune
	for g, offset, rest, state := "", 0, text, -1; rest != ""; offset += len(g) {
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		r := firstRune(g)
		switch {
		case unicode.IsSpace(r):
			flush(offset)
			begin = offset + len(g) - len(strings.TrimLeftFunc(g, unicode.IsSpace)) // marks that combine with a space stay
		case Unspaced(r):
			together := unicode.Is(unicode.Katakana, r) && (unicode.Is(unicode.Katakana, previous) || previous == 'ー') || syllable(previous, r)
			if spoken && !together {
				flush(offset)
			}
			spoken, unspaced = true, true
		case unicode.IsLetter(r) && r != 'ー' || unicode.IsNumber(r):
			if unspaced {
				flush(offset)
			}
			spoken = true
		case opening(r) && unspaced:
			flush(offset)
		}
		previous = r
	}
	flush(len(text))
	return attach(text, words)
}

// attach joins words without a letter or number ("—", "&") to the word before, or the first ones to the word after, where
// they are marks. Other symbols, such as emoji, stay words of their own.
func attach(text string, words []Span) []Span {
	var out []Span
	for _, w := range words {
		switch {
		case len(out) > 0 && marks(w.Text), len(out) == 1 && marks(out[0].Text):
			previous := &out[len(out)-1]
			previous.Text = text[previous.Offset : w.Offset+len(w.Text)]
		default:
			out = append(out, w)
		}
	}
	return out
}

// syllable tells whether two Thai or Lao characters belong together: a vowel that is written before its consonant, or one
// that is written after it.
func syllable(previous, r rune) bool {
	return previous >= 'เ' && previous <= 'ไ' || previous >= 'ເ' && previous <= 'ໄ' ||
		Unspaced(previous) && (r == 'ะ' || r == 'า' || r == 'ำ' || r == 'ๅ' || r == 'ະ' || r == 'າ' || r == 'ຳ')
}

func marks(s string) bool {
	for _, r := range s {
		if !unicode.IsPunct(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return true
}

func opening(r rune) bool {
	return unicode.In(r, unicode.Ps, unicode.Pi)
}

// Unspaced tells whether a character belongs to a script that writes no spaces between words.
func Unspaced(r rune) bool {
	return r > 0x0dff && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// Speakable tells whether a text has anything to say: a letter or a number.
func Speakable(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return true
		}
	}
	return false
}

// Duration estimates how long a text takes to say at the ordinary rate: 4.2 characters a second in scripts without
// spaces, 2.7 words a second otherwise (long words count for more), and 0.35 s a sentence. The figures are the
// original's.
func Duration(text string) time.Duration {
	seconds := 0.35 * float64(len(Sentences(text)))
	for _, w := range Words(text) {
		unspaced, letters := 0, 0
		for _, r := range w.Text {
			switch {
			case Unspaced(r):
				unspaced++
			case unicode.IsLetter(r), unicode.IsNumber(r):
				letters++
			}
		}
		seconds += float64(unspaced) / 4.2
		if letters > 0 {
			seconds += max(1, float64(letters)/8) / 2.7
		}
	}
	return time.Duration(seconds * float64(time.Second))
}

// Weight is how long a word takes to say, relative to others of the same text: its syllables, as far as letters tell, and
// something for the word itself.
func Weight(word string) float64 {
	weight, vowel := 0.0, false
	for _, r := range word {
		switch {
		case unicode.IsNumber(r):
			weight, vowel = weight+2, false
		case Unspaced(r) || unicode.Is(unicode.Hangul, r):
			weight, vowel = weight+2, false
		case unicode.IsLetter(r):
			v := isVowel(r)
			if v && !vowel {
				weight += 1.2
			} else {
				weight += 0.45
			}
			vowel = v
		}
	}
	if weight == 0 {
		return 0.2
	}
	return weight + 0.5
}

func isVowel(r rune) bool {
	switch unicode.ToLower(r) {
	case 'a', 'e', 'i', 'o', 'u', 'y', 'á', 'é', 'í', 'ó', 'ú', 'à', 'è', 'ì', 'ò', 'ù', 'ä', 'ö', 'ü', 'â', 'ê', 'î', 'ô', 'û', 'ã', 'õ', 'å', 'æ', 'ø',
		'а', 'е', 'ё', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'і', 'ї', 'є', 'α', 'ε', 'η', 'ι', 'ο', 'υ', 'ω', 'ا', 'و', 'ي':
		return true
	}
	return false
}

// Clip returns at most n characters of a text, for messages.
func Clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}
