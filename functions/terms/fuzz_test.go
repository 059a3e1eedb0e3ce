package terms

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// FuzzParse reads any answer of a model: terms that a search takes, none twice, or the failure that asks again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`["coffee beans", "coffee harvest"]`, "Sure!\n```json\n[\"a\"]\n```", `{"terms":["a","A"," a."]}`, `<think>["x"]</think>["y"]`, `[1,["a"]]`, `[]`, `["","'"]`, `["` + strings.Repeat("x", 61) + `"]`,
		`["\u0000\ud800"]`, strings.Repeat("[", 1000), `["a]b"]`,
	} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, answer string, n int) {
		if n < 1 || n > 100 {
			return
		}
		terms, err := parse(answer, n)
		if err != nil {
			if !errors.Is(err, &failure.Failure{Code: failure.BadAnswer}) {
				t.Errorf("parse(%q) = %v", answer, err)
			}
			return
		}
		if len(terms) == 0 || len(terms) > n {
			t.Errorf("%d terms of %q, asked for %d", len(terms), answer, n)
		}
		seen := map[string]bool{}
		for _, term := range terms {
			if seen[strings.ToLower(term)] || strings.TrimSpace(term) != term || term == "" || !utf8.ValidString(term) || utf8.RuneCountInString(term) > 60 {
				t.Errorf("the term %q of %q", term, answer)
			}
			seen[strings.ToLower(term)] = true
		}
	})
}
