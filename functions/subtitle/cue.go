package subtitle

import (
	"math"
	"unicode"

	"github.com/moneyprinter/moneyprinter/shared/language"
)

// The costs of a cue, in points. The best captions of a scene are those that cost least in sum; the figures say what weighs
// how much, and the golden files show what they make.
const (
	eachCue        = 10.0 // so that there are no more than it takes
	clauseEnd      = 4.0  // ends at a comma
	wordEnd        = 40.0 // ends in the middle of a clause
	sentenceInside = 45.0 // runs on over a sentence's end
	clauseInside   = 3.0  // runs on over a comma
	tooShort       = 90.0 // a second too short to read
	tooLong        = 20.0 // a second too long
	tooFast        = 2.0  // a character a second faster than one reads
	uneven         = 1.5  // the square of its seconds, so that a sentence falls into equal parts
)

// How long a cue stays, in milliseconds, and how fast one reads, in characters a second: Netflix's timed text guides
// (https://partnerhelp.netflixstudios.com) for adult programmes in Latin scripts and in Chinese.
const (
	shortest, mostLasting = 1000, 6000
	reading, readingHan   = 20.0, 9.0
)

// split cuts the tokens of a scene into cues of at most two lines, at the least cost in sum. It returns the tokens' places at
// which cues end.
func split(tokens []token, lineWidth float64) []int {
	n := len(tokens)
	best, from := make([]float64, n+1), make([]int, n+1)
	for j := 1; j <= n; j++ {
		best[j] = math.Inf(1)
		for i := j - 1; i >= 0; i-- {
			_, lines := layout(tokens[i:j], lineWidth)
			if lines >= never && i < j-1 && wide(tokens[i:j], lineWidth) {
				break // the tokens before make it only wider
			}
			if cost := best[i] + lines + costs(tokens, i, j); cost < best[j] {
				best[j], from[j] = cost, i
			}
		}
	}
	var ends []int
	for j := n; j > 0; j = from[j] {
		ends = append(ends, j)
	}
	for a, b := 0, len(ends)-1; a < b; a, b = a+1, b-1 {
		ends[a], ends[b] = ends[b], ends[a]
	}
	return ends
}

// costs returns what a cue of tokens i up to j costs beside its lines.
func costs(tokens []token, i, j int) float64 {
	cost := eachCue
	last := tokens[j-1]
	switch {
	case j == len(tokens) || last.stop == sentence:
	case last.stop == clause:
		cost += clauseEnd
	default:
		cost += wordEnd + last.breaks
	}
	for _, t := range tokens[i : j-1] {
		switch t.stop {
		case sentence:
			cost += sentenceInside
		case clause:
			cost += clauseInside
		}
	}
	end := last.to
	if j < len(tokens) {
		end = tokens[j].from
	}
	duration := end - tokens[i].from
	seconds := float64(duration) / 1000
	cost += tooShort*math.Max(0, float64(shortest-duration)/1000) + tooLong*math.Max(0, float64(duration-mostLasting)/1000)
	cost += uneven * seconds * seconds
	if needed := readingTime(tokens[i:j]); seconds > 0 && needed > seconds {
		cost += tooFast * reading * (needed/seconds - 1)
	}
	return cost
}

// readingTime is how many seconds one needs to read tokens.
func readingTime(tokens []token) float64 {
	var seconds float64
	for _, t := range tokens {
		for _, r := range t.text {
			switch {
			case unicode.Is(unicode.Mn, r):
			case language.Unspaced(r) && !unicode.Is(southEastAsian, r):
				seconds += 1 / readingHan
			default:
				seconds += 1 / reading
			}
		}
		if t.space {
			seconds += 1 / reading
		}
	}
	return seconds
}
