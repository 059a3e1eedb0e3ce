// Package resilience makes the calls of providers as well as they can be made: with timeouts, retries, circuit breakers, limits
// and several keys, and with another provider where one fails.
//
// [Guarded] puts a [Guard] around the calls of a provider, inside the ledger's record: an answer on record asks neither
// breaker nor limit. [FallBack] makes one provider of several. Both serve every kind of provider, and leave on the video's
// record what they decide; see package decision.
package resilience

import (
	"cmp"
	"context"
	"fmt"
	"sync/atomic"

	"github.com/moneyprinter/moneyprinter/shared/credential"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// Provider is what every kind of provider does: it answers a request within a step's work.
type Provider[Q, A any] func(ctx context.Context, w *step.Work, request Q) (A, error)

// Guard is what a process knows of a provider: which of its keys work, and how often each was used. All calls of the
// provider share it.
type Guard struct {
	provider string
	policy   Policy
	keys     []*key
	next     atomic.Uint64
}

// Config says whose calls are guarded.
type Config struct {
	// Kind tells the limits of different kinds of providers apart, such as "llm".
	Kind string
	// Provider is the provider's name.
	Provider string
	// Keys are its keys, which are used in turn; none is one that needs none.
	Keys []credential.Key
	// Limiter counts the calls of a key; nil counts those of this process alone.
	Limiter ratelimit.Limiter
	Policy  Policy
}

// New makes a guard.
func New(c Config) *Guard {
	g := &Guard{provider: c.Provider, policy: c.Policy}
	if len(c.Keys) == 0 {
		c.Keys = credential.Parse("")
	}
	if c.Limiter == nil {
		c.Limiter = ratelimit.NewMemory(len(c.Keys), nil)
	}
	for _, k := range c.Keys {
		g.keys = append(g.keys, newKey(k, c))
	}
	return g
}

// Guarded returns a provider whose external calls are made by the guard.
func Guarded[Q, A any](p Provider[Q, A], g *Guard) Provider[Q, A] {
	return func(ctx context.Context, w *step.Work, request Q) (A, error) {
		guarded := *w
		guarded.Calls = g.caller(w)
		return p(ctx, &guarded, request)
	}
}

// caller is the work's Caller with a guard within its record.
func (g *Guard) caller(w *step.Work) step.Caller {
	return step.CallerFunc(func(ctx context.Context, provider string, request any, make func(context.Context, string) ([]byte, error)) ([]byte, error) {
		return w.Calls.Call(ctx, provider, request, func(ctx context.Context, idempotencyKey string) ([]byte, error) {
			return g.call(ctx, w, func(ctx context.Context) ([]byte, error) { return make(ctx, idempotencyKey) })
		})
	})
}

// limitName is the name under which the calls of a key are counted.
func limitName(c Config, k credential.Key) string {
	return fmt.Sprintf("provider/%s/%s/%d", cmp.Or(c.Kind, "any"), c.Provider, k.Number)
}
