package offline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many characters of a subject a sentence can carry.
const longest = 90

// topic is the subject as a sentence can name it: on one line, without quotation marks and closing marks; of a long one,
// its first clause.
func topic(subject string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		if strings.ContainsRune("“”«»„\"「」『』{}", r) {
			return -1
		}
		return r
	}, subject)
	s = trim(strings.Join(strings.Fields(s), " "))
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	if i := strings.IndexAny(s, ".!?;:,，。；：、！？،؛؟"); i > 0 && utf8.RuneCountInString(s[:i]) > 8 && utf8.RuneCountInString(s[:i]) <= longest {
		return trim(s[:i])
	}
	cut := string([]rune(s)[:longest])
	if i := strings.LastIndex(cut, " "); i > len(cut)/2 {
		cut = cut[:i]
	}
	return trim(cut)
}

func trim(s string) string { return strings.Trim(s, " .!?…。！？؟،,;:；：，、") }

// within is the topic as it stands inside an English sentence: an article or question word loses its capital, and a
// question is named as one. Other languages' outlines quote the topic as it is.
func within(s, language string) string {
	if language != "en" {
		return s
	}
	first, rest, several := strings.Cut(s, " ")
	lower := strings.ToLower(first)
	second, _, _ := strings.Cut(rest, " ")
	switch {
	case several && questionVerbs[lower], several && questions[lower] && questionVerbs[strings.ToLower(second)]:
		return "the question “" + s + "?”"
	case several && questions[lower]:
		return "the question of " + lower + " " + rest
	case several && articles[lower]:
		return lower + " " + rest
	}
	return s
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	questions     = set("what when where which who why how whose")
	questionVerbs = set("is are was were do does did can could will would should has have")
	articles      = set("the a an my our your his her their this these those some every in on at from to for of with and all making learning")
)
