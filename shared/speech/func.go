package speech

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// ProviderFunc makes a Provider of a function.
type ProviderFunc resilience.Provider[Request, Narration]

var _ Provider = ProviderFunc(nil)

// Speak calls f.
func (f ProviderFunc) Speak(ctx context.Context, w *step.Work, r Request) (Narration, error) {
	return f(ctx, w, r)
}

// Guarded returns a provider whose calls are made by a guard.
func Guarded(p Provider, g *resilience.Guard) Provider {
	return ProviderFunc(resilience.Guarded(p.Speak, g))
}
