package resilience

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// Named is a provider and its name.
type Named[P any] struct {
	Name     string
	Provider P
	// Missing is the failure of a provider that exists and lacks its settings; its Provider is not there.
	Missing error
}

// FallBack asks providers in their order, until one answers or fails in a way that is not its own: NotConfigured,
// Unauthorized, RateLimited, Unavailable and Timeout are. Where all fail, the failure is the first that may pass, or the
// first.
func FallBack[Q, A any](chain []Named[Provider[Q, A]]) Provider[Q, A] {
	return func(ctx context.Context, w *step.Work, request Q) (A, error) {
		var none A
		var why *failure.Failure
		for i, p := range chain {
			answer, err := none, p.Missing
			if err == nil {
				answer, err = p.Provider(ctx, w, request)
			}
			f := own(err)
			if f == nil || ctx.Err() != nil {
				return answer, err
			}
			if why == nil || f.Retryable && !why.Retryable {
				why = f
			}
			if i+1 < len(chain) {
				w.Decided(ctx, decision.Decision{Kind: decision.FellBack, Provider: p.Name, To: chain[i+1].Name}.Because(f))
			}
		}
		return none, why
	}
}

// Chain makes one provider of several that were found, each as as makes a Provider of it; i counts from 0. See FallBack.
func Chain[P, Q, A any](found []Named[P], as func(i int, p Named[P]) Provider[Q, A]) Provider[Q, A] {
	chain := make([]Named[Provider[Q, A]], len(found))
	for i, p := range found {
		chain[i].Name, chain[i].Missing = p.Name, p.Missing
		if p.Missing == nil {
			chain[i].Provider = as(i, p)
		}
	}
	return FallBack(chain)
}

// own returns the failure that is a provider's own, for which another provider may do better; nil where it is none. One that
// names no provider is a part of ours that does not answer.
func own(err error) *failure.Failure {
	f := failed(err)
	if f == nil || f.Provider == "" {
		return nil
	}
	switch f.Code {
	case failure.NotConfigured, failure.Unauthorized, failure.RateLimited, failure.Unavailable, failure.Timeout:
		return f
	}
	return nil
}
