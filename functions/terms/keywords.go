package terms

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// word is a content word of a text: what remains when frequent words and marks are left out.
type word struct {
	text string
	// key is the word for comparison; offset its place in the text.
	key    string
	offset int
	score  float64
}

// contentWords returns a text's content words in order. Of scripts without spaces, it is the runs of characters between
// marks and function words, at most four characters each.
func contentWords(text, lang string) []word {
	stop := language.StopWords(lang)
	var words []word
	add := func(s string, offset int) {
		key := strings.ToLower(s)
		if s != "" && !stop[key] && !weak[language.Base(lang)][key] {
			words = append(words, word{text: s, key: key, offset: offset})
		}
	}
	begin := -1
	flush := func(end int) {
		if begin < 0 {
			return
		}
		run := text[begin:end]
		if unspaced(run) {
			for _, part := range pieces(run, stop) {
				add(part.Text, begin+part.Offset)
			}
		} else if utf8.RuneCountInString(run) > 2 || unicode.IsUpper(firstRune(run)) || !latin(run) {
			add(run, begin)
		}
		begin = -1
	}
	var previous rune
	for i, r := range text {
		inside := unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || begin >= 0 && strings.ContainsRune("'’-\u200d", r) && unicode.IsLetter(previous)
		if begin >= 0 && (!inside || language.Unspaced(r) != language.Unspaced(previous) && !unicode.IsMark(r)) {
			flush(i)
		}
		if inside && begin < 0 {
			begin = i
		}
		previous = r
	}
	flush(len(text))
	for i := range words {
		trimmed := strings.TrimRight(words[i].text, "'’-")
		words[i].text, words[i].key = trimmed, strings.ToLower(trimmed)
	}
	return slices.DeleteFunc(words, func(w word) bool { return !language.Speakable(w.text) || onlyNumber(w.text) })
}

// pieces splits a run of characters without spaces at its function words, and what is long into pieces of two to four.
func pieces(run string, stop map[string]bool) []language.Span {
	var out []language.Span
	runes, at := []rune(run), 0
	begin, beginAt := 0, 0
	flush := func(end int) {
		long := end-begin > 4
		for n := end - begin; n > 0; n = end - begin {
			size := n
			if long && n > 3 {
				size = 2 // most words of Chinese and Japanese have two characters
			}
			part := string(runes[begin : begin+size])
			if size > 1 {
				out = append(out, language.Span{Text: part, Offset: beginAt})
			}
			begin, beginAt = begin+size, beginAt+len(part)
		}
	}
	for i := 0; i < len(runes); {
		size := 0
		for n := min(3, len(runes)-i); n > 0 && size == 0; n-- {
			if stop[string(runes[i:i+n])] || n == 1 && unicode.Is(unicode.Hiragana, runes[i]) {
				size = n
			}
		}
		if size == 0 {
			at += utf8.RuneLen(runes[i])
			i++
			continue
		}
		flush(i)
		at += len(string(runes[i : i+size]))
		i += size
		begin, beginAt = i, at
	}
	flush(len(runes))
	return out
}

// sceneWords chooses one to three key words of each scene, in the scene's own order: one mention of the subject, and
// words that are rare in the narration, long, or names. A scene without any gets the subject's.
func sceneWords(in steps.TermsInput) []steps.SceneTerms {
	lang := in.Language
	count := map[string]int{}
	for _, s := range in.Scenes {
		seen := map[string]bool{}
		for _, w := range contentWords(s.Text, lang) {
			if !seen[w.key] {
				seen[w.key] = true
				count[w.key]++
			}
		}
	}
	subject := map[string]bool{}
	subjectWords := contentWords(in.Subject, lang)
	for _, w := range subjectWords {
		subject[w.key] = true
	}
	out := make([]steps.SceneTerms, len(in.Scenes))
	for i, s := range in.Scenes {
		words := contentWords(s.Text, lang)
		for j := range words {
			w := &words[j]
			w.score = 1/float64(count[w.key]) + min(float64(utf8.RuneCountInString(w.key)), 10)/20
			if unicode.IsUpper(firstRune(w.text)) && w.offset > 0 {
				w.score += 0.3
			}
		}
		chosen := best(named(words, s.Text, subject), 3)
		if len(chosen) == 0 {
			chosen = best(subjectWords, 2)
		}
		if len(chosen) == 0 {
			chosen = []string{shorten(strings.TrimSpace(s.Text))}
		}
		out[i] = steps.SceneTerms{Scene: s.ID, Terms: chosen}
	}
	return out
}

// named keeps one mention of the subject among the words: neighbours that are both of the subject become one word, and the
// last mention stands for all.
func named(words []word, text string, subject map[string]bool) []word {
	var out []word
	mention := -1
	for _, w := range words {
		if !subject[w.key] {
			out = append(out, w)
			continue
		}
		w.score = 2
		if mention >= 0 {
			m := out[mention]
			if end := m.offset + len(m.text); strings.TrimSpace(text[end:w.offset]) == "" && utf8.RuneCountInString(text[m.offset:w.offset+len(w.text)]) <= widest {
				w.text, w.offset = text[m.offset:w.offset+len(w.text)], m.offset
				w.key = strings.ToLower(w.text)
			}
			out = slices.Delete(out, mention, mention+1)
		}
		mention = len(out)
		out = append(out, w)
	}
	return out
}

// widest is how many characters a screen can show large.
const widest = 24

// best returns the n words of the highest scores, each once, in the text's order.
func best(words []word, n int) []string {
	ranked := slices.Clone(words)
	slices.SortStableFunc(ranked, func(a, b word) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return a.offset - b.offset
	})
	seen := map[string]bool{}
	var taken []word
	for _, w := range ranked {
		if len(taken) < n && !seen[w.key] && utf8.RuneCountInString(w.text) <= widest {
			seen[w.key] = true
			taken = append(taken, w)
		}
	}
	slices.SortFunc(taken, func(a, b word) int { return a.offset - b.offset })
	out := make([]string, len(taken))
	for i, w := range taken {
		out[i] = w.text
	}
	return out
}

// keyTerms makes n search terms without a model: the subject's own words, alone and each with a frequent content word of
// the narration.
func keyTerms(in steps.TermsInput, n int) []string {
	subject := contentWords(in.Subject, in.Language)
	main := strings.Join(best(subject, 2), glue(in.Subject))
	if main == "" {
		main = shorten(strings.TrimSpace(in.Subject))
	}
	var all []word
	count := map[string]int{}
	for at, s := range in.Scenes {
		for _, w := range contentWords(s.Text, in.Language) {
			if slices.ContainsFunc(subject, func(sw word) bool { return sw.key == w.key }) {
				continue
			}
			count[w.key]++
			w.offset += at << 16
			all = append(all, w)
		}
	}
	for i := range all {
		all[i].score = float64(count[all[i].key]) + min(float64(utf8.RuneCountInString(all[i].key)), 10)/20
	}
	terms := []string{main}
	room := n - 1
	if in.InOrder {
		room = n
		terms = nil
	}
	for _, w := range best(all, room) {
		if main == "" {
			terms = append(terms, w)
			continue
		}
		terms = append(terms, main+glue(main)+w)
	}
	if len(terms) == 0 {
		terms = []string{main}
	}
	if terms = distinct(terms, n); len(terms) == 0 {
		return []string{"background"} // nobody has said anything
	}
	return terms
}

// glue is what stands between words of a text's script.
func glue(text string) string {
	if unspaced(text) {
		return ""
	}
	return " "
}

// shorten cuts a text that has no key word to what a screen can show large.
func shorten(s string) string {
	if r := []rune(s); len(r) > widest {
		return string(r[:widest])
	}
	return s
}

func unspaced(s string) bool { return language.Unspaced(firstRune(s)) }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func latin(s string) bool { return unicode.Is(unicode.Latin, firstRune(s)) }

func onlyNumber(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) }) < 0
}
