package terms

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// system asks for what the original's prompt does.
const system = `You choose search terms for stock footage that illustrates the narration of a short video.

Answer with nothing but a JSON array of strings, such as ["coffee beans", "coffee harvest", "coffee shop"].
Each term is in English, whatever the language of the narration, has 1 to 3 words, contains the main subject or a plain
synonym of it, and names something that a camera can film.`

// longestNarration is how many characters of the narration a prompt carries.
const longestNarration = 6000

// prompt asks for n terms.
func prompt(in steps.TermsInput, n int) llm.Request {
	var narration strings.Builder
	for _, s := range in.Scenes {
		if utf8.RuneCountInString(narration.String())+utf8.RuneCountInString(s.Text) > longestNarration {
			break
		}
		narration.WriteString(s.Text + "\n")
	}
	order := "in any order"
	if in.InOrder {
		order = "in the order of the narration, from its beginning to its end"
	}
	return llm.Request{Task: llm.Terms, System: system, Subject: in.Subject, Language: in.Language,
		User: fmt.Sprintf("Subject: %s\nHow many terms: %d, %s\nNarration:\n%s", strings.TrimSpace(in.Subject), n, order, narration.String())}
}

var array = regexp.MustCompile(`(?s)\[[^\[\]]*\]`)

// parse reads the terms out of an answer: a JSON array of strings, alone, in a code fence, in an object, or amid prose.
// Terms of more than 60 characters are no terms. An answer without any cannot be used.
func parse(text string, n int) ([]string, error) {
	if i := strings.LastIndex(text, "</think>"); i >= 0 {
		text = text[i+len("</think>"):]
	}
	for _, candidate := range array.FindAllString(text, -1) {
		var list []string
		if json.Unmarshal([]byte(candidate), &list) != nil {
			continue
		}
		var terms []string
		for _, t := range list {
			if t = strings.Trim(strings.TrimSpace(t), `"'.,`); utf8.RuneCountInString(t) <= 60 {
				terms = append(terms, t)
			}
		}
		if terms = distinct(terms, n); len(terms) > 0 {
			return terms, nil
		}
	}
	return nil, llm.Unusable("the model's answer holds no list of search terms")
}
