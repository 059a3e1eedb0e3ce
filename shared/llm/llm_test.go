package llm_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// scripted gives its answers one after the other.
type scripted struct {
	answers []string
	tries   []int
	err     error
}

func (s *scripted) Complete(_ context.Context, _ *step.Work, r llm.Request) (llm.Answer, error) {
	s.tries = append(s.tries, r.Try)
	if s.err != nil {
		return llm.Answer{}, s.err
	}
	return llm.Answer{Text: s.answers[r.Try], Origin: steps.Origin{Provider: "scripted"}}, nil
}

func yes(text string) (string, error) {
	if text != "yes" {
		return "", llm.Unusable("the answer is not yes")
	}
	return text, nil
}

func TestAsk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		p     *scripted
		tries int
		code  failure.Code
	}{
		"at once":       {&scripted{answers: []string{"yes"}}, 1, ""},
		"third time":    {&scripted{answers: []string{"no", "", "yes"}}, 3, ""},
		"never":         {&scripted{answers: []string{"no", "no", "no", "yes"}}, 3, failure.BadAnswer},
		"other failure": {&scripted{err: failure.New(failure.RateLimited, "later")}, 1, failure.RateLimited},
		"not recorded":  {&scripted{err: failure.New(failure.BadAnswer, "no JSON")}, 1, failure.BadAnswer},
		"no failure":    {&scripted{err: errors.New("defect")}, 1, failure.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _, err := llm.Ask(t.Context(), llmtest.Work(new(llmtest.Record), 0), c.p, llm.Request{}, yes)
			if len(c.p.tries) != c.tries {
				t.Errorf("asked %v times, want %d", c.p.tries, c.tries)
			}
			switch f := failure.From(err); {
			case c.code == "" && (err != nil || got != "yes"):
				t.Errorf("Ask = %q, %v", got, err)
			case c.code != "" && (f == nil || f.Code != c.code):
				t.Errorf("Ask = %v, want %s", err, c.code)
			case c.code == failure.BadAnswer && name == "never" && (f.Provider != "scripted" || f.Retryable):
				t.Errorf("failure = %+v", f)
			}
		})
	}
}

func TestRegistry(t *testing.T) {
	t.Parallel()
	p := &scripted{}
	r := &llm.Registry{Default: "a", Providers: map[string]llm.Provider{"a": p}, Missing: map[string]string{"b": "B_KEY"}}
	for _, name := range []string{"", "a", " A "} {
		if got, err := r.Get(name); err != nil || got != p {
			t.Errorf("Get(%q) = %v, %v", name, got, err)
		}
	}
	if _, err := r.Get("b"); failure.From(err).Code != failure.NotConfigured || !strings.Contains(failure.From(err).Hint, "B_KEY") {
		t.Errorf("Get(b) = %v", err)
	}
	if _, err := r.Get("c"); failure.From(err).Code != failure.InvalidInput || !strings.Contains(failure.From(err).Message, "a, b") {
		t.Errorf("Get(c) = %v", err)
	}
}
