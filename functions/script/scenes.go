package script

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// A scene is a sentence. One that takes less than shortest is joined with its neighbour of the same paragraph, as long as
// both take no more than together; one that takes more than longest is split at its clauses.
const (
	shortest = 2200 * time.Millisecond
	together = 9 * time.Second
	longest  = 13 * time.Second
)

// Scenes splits a narration into scenes; whole keeps it in one.
func Scenes(script string, whole bool) []steps.Scene {
	if whole {
		return name([]string{strings.TrimSpace(script)})
	}
	var texts []string
	for paragraph := range strings.SplitSeq(script, "\n") {
		var spans []language.Span
		for _, s := range language.Sentences(paragraph) {
			spans = append(spans, clauses(s)...)
		}
		texts = append(texts, join(paragraph, spans)...)
	}
	return name(attach(texts))
}

// join joins neighbours that are too short alone and returns their texts as the paragraph writes them.
func join(paragraph string, spans []language.Span) []string {
	var texts []string
	for begin := 0; begin < len(spans); {
		upTo := func(i int) string { return paragraph[spans[begin].Offset : spans[i].Offset+len(spans[i].Text)] }
		end := begin
		for end+1 < len(spans) && language.Duration(upTo(end+1)) <= together &&
			(language.Duration(upTo(end)) < shortest || end+2 == len(spans) && language.Duration(spans[end+1].Text) < shortest) {
			end++
		}
		texts = append(texts, upTo(end))
		begin = end + 1
	}
	return texts
}

// attach joins texts that say nothing, such as a line of marks, to the one before.
func attach(texts []string) []string {
	var out []string
	for _, t := range texts {
		if !language.Speakable(t) && len(out) > 0 {
			out[len(out)-1] += " " + t
			continue
		}
		if len(out) == 1 && !language.Speakable(out[0]) {
			out[0] += " " + t
			continue
		}
		out = append(out, t)
	}
	return out
}

// clauses splits a sentence that takes too long: in halves, at the clause mark (or, without one, the space) that is
// nearest to the middle, until each half is short enough.
func clauses(s language.Span) []language.Span {
	if language.Duration(s.Text) <= longest {
		return []language.Span{s}
	}
	words := language.Words(s.Text)
	best, most := 0, 0.0
	for i := 1; i < len(words); i++ {
		before := words[i-1].Text
		gap := words[i].Offset > words[i-1].Offset+len(before)
		score := 0.0
		switch last := []rune(before)[len([]rune(before))-1]; {
		case strings.ContainsRune(";:；：؛", last):
			score = 1.2
		case strings.ContainsRune(",，、،—–", last):
			score = 1
		case gap && language.Unspaced([]rune(before)[0]):
			score = 0.9
		case gap:
			score = 0.3
		default:
			score = 0.05
		}
		middle := float64(words[i].Offset)/float64(len(s.Text))*2 - 1
		if score *= 1 - middle*middle; score > most {
			best, most = i, score
		}
	}
	if best == 0 {
		return []language.Span{s}
	}
	at := words[best].Offset
	left := strings.TrimRightFunc(s.Text[:at], unicode.IsSpace)
	return append(clauses(language.Span{Text: left, Offset: s.Offset}), clauses(language.Span{Text: s.Text[at:], Offset: s.Offset + at})...)
}

// name gives each scene the hash of its text, case and white space aside, and of how often the text came before.
func name(texts []string) []steps.Scene {
	seen := map[string]int{}
	scenes := make([]steps.Scene, len(texts))
	for i, text := range texts {
		key := strings.ToLower(strings.Join(strings.Fields(text), " "))
		seen[key]++
		sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(seen[key])))
		scenes[i] = steps.Scene{ID: hex.EncodeToString(sum[:6]), Text: text}
	}
	return scenes
}
