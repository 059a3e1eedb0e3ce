package llm

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// ProviderFunc makes a Provider of a function.
type ProviderFunc resilience.Provider[Request, Answer]

var _ Provider = ProviderFunc(nil)

// Complete calls f.
func (f ProviderFunc) Complete(ctx context.Context, w *step.Work, r Request) (Answer, error) {
	return f(ctx, w, r)
}

// Guarded returns a provider whose calls are made by a guard.
func Guarded(p Provider, g *resilience.Guard) Provider {
	return ProviderFunc(resilience.Guarded(p.Complete, g))
}
