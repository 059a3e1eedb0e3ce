package subtitle

import (
	"sort"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// heard returns the spoken words by the token at which they begin, in order. A word counts where the text reads as the word
// says at its offset; one that lies within a token makes the token's word longer. All others are left out.
func heard(text string, tokens []token, words []steps.Word) map[int]steps.Word {
	out := map[int]steps.Word{}
	last, time := -1, 0
	for _, w := range words {
		if w.Offset < 0 || w.Offset > len(text) || w.Text == "" || !strings.HasPrefix(text[w.Offset:], w.Text) || w.Start < time || w.End < w.Start {
			continue
		}
		i := sort.Search(len(tokens), func(i int) bool { return tokens[i].end > w.Offset })
		switch {
		case i == len(tokens) || i < last:
		case i == last && w.End >= out[i].End && w.Offset > out[i].Offset:
			known := out[i]
			known.Text, known.End = text[known.Offset:w.Offset+len(w.Text)], w.End
			out[i], time = known, w.Start
		case i > last && tokens[i].start == w.Offset:
			out[i], last, time = w, i, w.Start
		}
	}
	return out
}

// least is the shortest time in milliseconds that a word gets when it must share another's.
const least = 60

// times gives every token its times: those of the spoken words where they match, as they are; the others share the time
// between their neighbours by the syllables that they have. Times are monotone and end with the narration. It returns how
// many tokens were interpolated.
func times(text string, tokens []token, words []steps.Word, narration int) (estimated []bool) {
	known := heard(text, tokens, words)
	estimated = make([]bool, len(tokens))
	floor := 0
	for i := 0; i < len(tokens); {
		next := i + 1
		for ; next < len(tokens); next++ {
			if _, ok := known[next]; ok {
				break
			}
		}
		limit := narration
		if w, ok := known[next]; ok {
			limit = w.Start
		}
		begin := floor
		from := i
		if w, ok := known[i]; ok {
			tokens[i].from, tokens[i].to = min(w.Start, narration), min(w.End, max(limit, w.Start), narration)
			begin, from = tokens[i].to, i+1
			if tokens[i].end < w.Offset+len(w.Text) || next > from && limit-begin < least*(next-from) {
				begin, from = tokens[i].from, i // a word that the text cuts finer, or one that the engine merged with the next
			}
		}
		for k := from; k < next; k++ {
			estimated[k] = true
		}
		share(tokens[from:next], begin, max(begin, limit))
		floor = tokens[next-1].to
		i = next
	}
	return estimated
}

// share divides a time among tokens by how long they take to say.
func share(tokens []token, begin, end int) {
	var total, at float64
	for _, t := range tokens {
		total += language.Weight(t.text)
	}
	for i := range tokens {
		t := &tokens[i]
		t.from = begin + int(at/total*float64(end-begin))
		at += language.Weight(t.text)
		t.to = begin + int(at/total*float64(end-begin))
	}
}
