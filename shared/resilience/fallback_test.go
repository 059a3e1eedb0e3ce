package resilience_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

func of(provider string, code failure.Code) error {
	return failure.New(code, "it failed", failure.Provider(provider))
}

func TestFallBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		errs []error // of a, b and c
		want string  // who answers, or the failure's code
		asks string
	}{
		"the first answers":          {[]error{nil, nil, nil}, "a", "a"},
		"not configured":             {[]error{of("a", failure.NotConfigured), nil, nil}, "b", "ab"},
		"does not answer":            {[]error{of("a", failure.Unavailable), of("b", failure.Timeout), nil}, "c", "abc"},
		"refuses the key, is in use": {[]error{of("a", failure.Unauthorized), of("b", failure.RateLimited), nil}, "c", "abc"},
		"refuses the subject":        {[]error{of("a", failure.Refused), nil, nil}, "refused", "a"},
		"wrong input":                {[]error{of("a", failure.Unavailable), of("b", failure.InvalidInput), nil}, "invalid_input", "ab"},
		"a part of ours":             {[]error{of("", failure.Unavailable), nil, nil}, "unavailable", "a"},
		"a defect":                   {[]error{errors.New("defect"), nil, nil}, "internal", "a"},
		"all fail, one may pass":     {[]error{of("a", failure.Unauthorized), of("b", failure.Timeout), of("c", failure.Unavailable)}, "timeout", "abc"},
		"all fail for good":          {[]error{of("a", failure.Unauthorized), of("b", failure.NotConfigured), of("c", failure.NotConfigured)}, "unauthorized", "abc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked string
			var chain []resilience.Named[resilience.Provider[string, string]]
			for i, err := range c.errs {
				name := string(rune('a' + i))
				chain = append(chain, resilience.Named[resilience.Provider[string, string]]{Name: name, Provider: func(context.Context, *step.Work, string) (string, error) {
					asked += name
					return name, err
				}})
			}
			w := llmtest.Work(step.Direct, 0)
			w.Decisions = new(decision.List)
			got, err := resilience.FallBack(chain)(t.Context(), w, "q")
			if err != nil {
				got = string(failure.From(err).Code)
			}
			if got != c.want || asked != c.asks {
				t.Errorf("%s after asking %s, want %s after %s", got, asked, c.want, c.asks)
			}
			var want, decided []string
			for i := range len(c.asks) - 1 {
				f := failure.From(c.errs[i])
				want = append(want, fmt.Sprintf("fell_back %c to %c: %s, %s", c.asks[i], c.asks[i+1], f.Code, f.Message))
			}
			for _, d := range w.Decisions.All() {
				decided = append(decided, fmt.Sprintf("%s %s to %s: %s, %s", d.Kind, d.Provider, d.To, d.Code, d.Reason))
			}
			if d := cmp.Diff(want, decided); d != "" {
				t.Error(d)
			}
		})
	}
}

// Work that has ended asks nobody else.
func TestFallBackEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	ask := func(context.Context, *step.Work, string) (string, error) {
		asked++
		cancel()
		return "", of("a", failure.Unavailable)
	}
	p := resilience.FallBack([]resilience.Named[resilience.Provider[string, string]]{{Name: "a", Provider: ask}, {Name: "b", Provider: ask}})
	if _, err := p(ctx, llmtest.Work(step.Direct, 0), ""); err == nil || asked != 1 {
		t.Errorf("%v after %d", err, asked)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for list, want := range map[string][]string{"": nil, " ,": nil, "Openai, offline,openai": {"openai", "offline"}} {
		if d := cmp.Diff(want, resilience.Names(list)); d != "" {
			t.Errorf("%q: %s", list, d)
		}
	}
}
