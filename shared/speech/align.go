package speech

import (
	"strings"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Mark is when a word is heard, in milliseconds. The zero Mark is a word that nobody has heard.
type Mark struct{ Start, End int }

func (m Mark) heard() bool { return m.End > m.Start }

// Align gives each word its mark and interpolates those that have none, by their weight, between their neighbours. The
// times are monotone and lie between from and to (milliseconds), whatever the marks say.
func Align(words []language.Span, marks []Mark, from, to int) []steps.Word {
	to = max(to, from)
	out := make([]steps.Word, len(words))
	for i := 0; i < len(words); {
		if i < len(marks) && marks[i].heard() {
			out[i].Start, out[i].End = marks[i].Start, marks[i].End
			i++
			continue
		}
		next := i
		for next < len(words) && (next >= len(marks) || !marks[next].heard()) {
			next++
		}
		begin, end := from, to
		if i > 0 {
			begin = out[i-1].End
		}
		if next < len(words) {
			end = marks[next].Start
		}
		if room := 60 * (next - i); end-begin < room && i > 0 {
			// There is hardly a gap: take the room from the word before, which the engine has merged with these.
			begin = max(begin-room, (out[i-1].Start+out[i-1].End)/2)
			out[i-1].End = begin
		}
		share(words[i:next], out[i:next], begin, max(begin, end))
		i = next
	}
	floor := from
	for i, w := range words {
		out[i].Text, out[i].Offset = w.Text, w.Offset
		out[i].Start = min(max(out[i].Start, floor), to)
		out[i].End = min(max(out[i].End, out[i].Start), to)
		floor = out[i].End
	}
	return out
}

// share divides a time among words by their weight.
func share(words []language.Span, out []steps.Word, begin, end int) {
	total := 0.0
	for _, w := range words {
		total += language.Weight(w.Text)
	}
	at := 0.0
	for i, w := range words {
		out[i].Start = begin + int(at/total*float64(end-begin))
		at += language.Weight(w.Text)
		out[i].End = begin + int(at/total*float64(end-begin))
	}
}

// Estimate gives the words of a text times within a sound by its measured pauses: the clauses of the text are laid
// between them, each pause going to the punctuation that it is nearest to, and the words of a clause share its time.
func Estimate(text string, s Sound) []steps.Word {
	words := language.Words(text)
	if len(words) == 0 {
		return []steps.Word{}
	}
	from, to := s.Voiced()
	ms := func(n int) int { return n * 1000 / steps.SampleRate }
	if from >= to {
		from, to = 0, len(s)
	}
	// Where each clause would begin, were there no pauses: its share of the voice.
	total, sum := 0.0, make([]float64, len(words)+1)
	for i, w := range words {
		total += language.Weight(w.Text)
		sum[i+1] = total
	}
	var breaks []int
	for i, w := range words[:len(words)-1] {
		if clauseEnd(w.Text) {
			breaks = append(breaks, i+1)
		}
	}
	pauses := s.Pauses()
	voiced := to - from
	for _, p := range pauses {
		voiced -= p.To - p.From
	}
	chosen := match(breaks, pauses, func(b int) float64 { return sum[b] / total }, func(k int) float64 {
		heard := pauses[k].From - from
		for _, p := range pauses[:k] {
			heard -= p.To - p.From
		}
		return float64(heard) / float64(max(voiced, 1))
	})
	out := make([]steps.Word, len(words))
	word, at := 0, from
	lay := func(next, end int) {
		share(words[word:next], out[word:next], ms(at), ms(end))
		word = next
	}
	for i, b := range breaks {
		if k := chosen[i]; k >= 0 {
			lay(b, pauses[k].From)
			at = pauses[k].To
		}
	}
	lay(len(words), to)
	for i, w := range words {
		out[i].Text, out[i].Offset = w.Text, w.Offset
	}
	return out
}

// match chooses for each break the pause that lies nearest, both in order and each pause once, -1 for none: the
// classic alignment by dynamic programming over the distance of their shares of the voice.
func match(breaks []int, pauses []Pause, place func(b int) float64, heard func(k int) float64) []int {
	const skip = 0.06 // a break or pause is left out rather than moved by more than this share
	n, m := len(breaks), len(pauses)
	cost := make([][]float64, n+1)
	for i := range cost {
		cost[i] = make([]float64, m+1)
		for j := range cost[i] {
			switch {
			case i == 0:
				cost[i][j] = 0
			case j == 0:
				cost[i][j] = float64(i) * skip
			default:
				d := place(breaks[i-1]) - heard(j-1)
				cost[i][j] = min(cost[i-1][j]+skip, cost[i][j-1], cost[i-1][j-1]+max(d, -d))
			}
		}
	}
	chosen := make([]int, n)
	for i, j := n, m; i > 0; {
		switch {
		case cost[i][j] == cost[i-1][j]+skip:
			i--
			chosen[i] = -1
		case j > 0 && cost[i][j] == cost[i][j-1]:
			j--
		default:
			i, j = i-1, j-1
			chosen[i] = j
		}
	}
	return chosen
}

// clauseEnd tells whether a reader pauses after the word.
func clauseEnd(word string) bool {
	word = strings.TrimRight(word, "\"'”’»)]）」』")
	r, _ := utf8.DecodeLastRuneInString(word)
	return strings.ContainsRune(".,;:!?…—–。，、；：！？،؛؟۔।", r)
}
