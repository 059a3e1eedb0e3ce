package subtitle

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/moneyprinter/moneyprinter/shared/language"
)

// token is a word of the text with what the layout needs of it.
type token struct {
	text       string
	start, end int // bytes of the scene's text
	from, to   int // milliseconds from the scene's start
	width      float64
	// space is whether white space follows.
	space bool
	// stop is what ends with the token.
	stop stop
	// breaks is what it costs to end a line after the token; never where it may not.
	breaks float64
}

// stop is the pause that a reader makes after a token.
type stop int

const (
	none stop = iota
	clause
	sentence
)

// never is the cost of what must not be.
const never = 1e9

// longest is the width in ems beyond which a word is taken apart: no word of a language is wider, addresses and keyboards
// held down are. A narrower one that is still too wide for the line is drawn smaller.
const longest = 12.0

// tokens cuts a text into words that hold every character but the white space between them, in order. Words that no line
// may part are one: small kana or a Thai vowel and the character before.
func tokens(text string, measure func(string) float64) []token {
	opportunities := lineBreaks(text)
	ends := map[int]bool{}
	for _, s := range language.Sentences(text) {
		ends[s.Offset+len(s.Text)] = true
	}
	var out []token
	begin := -1
	for _, w := range language.Words(text) {
		if begin < 0 {
			begin = w.Offset
		}
		end := w.Offset + len(w.Text)
		breaks := breakCost(w.Text, text[end:], opportunities[end])
		if breaks >= never {
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[end:])
		for _, part := range divide(text[begin:end], measure) {
			t := token{text: strings.Join(strings.Fields(part), " "), start: begin, end: begin + len(part)}
			t.width = measure(t.text)
			begin = t.end
			out = append(out, t)
		}
		last := &out[len(out)-1]
		last.space, last.stop, last.breaks = unicode.IsSpace(next), stopOf(last.text), breaks
		if ends[end] {
			last.stop = sentence
		}
		begin = -1
	}
	return out
}

// divide cuts a word that is wider than any word between grapheme clusters, others not.
func divide(word string, measure func(string) float64) []string {
	if measure(word) <= longest {
		return []string{word}
	}
	var parts []string
	begin, end, width := 0, 0, 0.0
	for rest, state, cluster := word, -1, ""; rest != ""; {
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		w := measure(cluster)
		if width+w > longest && end > begin {
			parts = append(parts, word[begin:end])
			begin, width = end, 0
		}
		end, width = end+len(cluster), width+w
	}
	return append(parts, word[begin:])
}

// closers are marks that stand between a word's punctuation and its end.
const closers = "\"'”’»)]}」』）】》〉›"

// stopOf returns clause where a word ends with punctuation that parts clauses: the Unicode property Terminal_Punctuation,
// and dashes. Inside a word, as in 1,000 or 2.5, there is none.
func stopOf(word string) stop {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(word, closers))
	if unicode.Is(unicode.Terminal_Punctuation, last) || strings.ContainsRune("—–…", last) {
		return clause
	}
	return none
}
