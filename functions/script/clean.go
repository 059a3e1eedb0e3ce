package script

import (
	"regexp"
	"strings"
	"unicode"
)

// given is the user's own script: as it is, without control characters and the white space around it.
func given(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\r', r == '\u2028', r == '\u2029', r == '\v', r == '\f':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r == '\ufeff', r == unicode.ReplacementChar, r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

var (
	thinking = regexp.MustCompile(`(?is)<think(?:ing)?>.*?</think(?:ing)?>|^.*</think(?:ing)?>`)
	fence    = regexp.MustCompile("(?m)^[ \t]*```[^\n]*\n?")
	heading  = regexp.MustCompile(`(?m)^[ \t]*#{1,6}[ \t]+[^\n]*\n?`)
	rule     = regexp.MustCompile(`(?m)^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$`)
	bullet   = regexp.MustCompile(`(?m)^[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+`)
	quote    = regexp.MustCompile(`(?m)^[ \t]*>[ \t]?`)
	speaker  = regexp.MustCompile(`(?im)^[ \t]*[*_]*(?:narrator|narration|voice[- ]?over|host|speaker(?:[ \t]*\d+)?|旁白|解说|解說|主持人)(?:[ \t]*\([^()\n]*\))?[ \t]*[:：][*_]*[ \t]*`)
	link     = regexp.MustCompile(`!?\[([^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)`)
	// stage is a direction in square or corner brackets: one that begins with a word for what is seen or heard, or
	// stands alone on its line.
	stage    = regexp.MustCompile(`(?im)[ \t]*[\[【][ \t]*(?:music|sound|sfx|pause|beat|cut|fade|scene|shot|camera|close[- ]?up|zoom|visuals?|b-?roll|intro|outro|transition|upbeat|opening|closing|end|background|音乐|音樂|画面|畫面|镜头|鏡頭|背景|停顿|停頓|场景|場景|字幕)\b?[^\[\]【】\n]*[\]】]|^[ \t]*[\[【][^\[\]【】\n]*[\]】][ \t]*$`)
	strong   = regexp.MustCompile(`(\*\*\*|\*\*|___|__|~~)([^\s*_~](?:[^\n]*?[^\s*_~])?)(?:\*\*\*|\*\*|___|__|~~)`)
	emphasis = regexp.MustCompile(`(^|[^\pL\pN*_])([*_])([^\s*_](?:[^\n*_]*[^\s*_])?)[*_]($|[^\pL\pN*_])`)
	code     = regexp.MustCompile("`([^`\n]*)`")
	blanks   = regexp.MustCompile(`[ \t]+`)
	lines    = regexp.MustCompile(` *\n\s*\n *`)
)

// clean takes out of a model's answer what is not to be spoken: its reasoning, Markdown and stage directions. What
// stands in round brackets is speech and stays, and so do line breaks.
func clean(text string) string {
	text = given(thinking.ReplaceAllString(text, ""))
	for _, out := range []*regexp.Regexp{fence, heading, rule, quote, bullet, speaker} {
		text = out.ReplaceAllString(text, "")
	}
	text = link.ReplaceAllString(text, "$1")
	text = stage.ReplaceAllString(text, "")
	text = strong.ReplaceAllString(text, "$2")
	text = emphasis.ReplaceAllString(text, "$1$3$4")
	text = code.ReplaceAllString(text, "$1")
	text = lines.ReplaceAllString(blanks.ReplaceAllString(text, " "), "\n\n")
	return strings.TrimSpace(text)
}
