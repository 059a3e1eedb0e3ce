package llm_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/decision"
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
	if _, err := r.Get("a,c"); failure.From(err).Code != failure.InvalidInput {
		t.Errorf("Get(a,c) = %v", err)
	}
}

// A list of names falls back from one provider to the next, and the answer says whose it is.
func TestRegistryFallsBack(t *testing.T) {
	t.Parallel()
	down := &scripted{err: failure.New(failure.Unavailable, "down", failure.Provider("down"))}
	r := &llm.Registry{Default: "down, missing, up", Missing: map[string]string{"missing": "KEY"},
		Providers: map[string]llm.Provider{"down": down, "up": &scripted{answers: []string{"yes"}}}}
	p, err := r.Get("")
	if err != nil {
		t.Fatal(err)
	}
	w := llmtest.Work(new(llmtest.Record), 0)
	w.Decisions = new(decision.List)
	answer, err := p.Complete(t.Context(), w, llm.Request{})
	if err != nil || answer.Text != "yes" || answer.Origin.Provider != "scripted" {
		t.Errorf("Complete = %+v, %v", answer, err)
	}
	var decided []string
	for _, d := range w.Decisions.All() {
		decided = append(decided, d.Provider+" to "+d.To+": "+string(d.Code))
	}
	if d := cmp.Diff([]string{"down to missing: unavailable", "missing to up: not_configured"}, decided); d != "" {
		t.Error(d)
	}
}
