package resilience

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/timeout"

	"github.com/moneyprinter/moneyprinter/shared/credential"
	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
)

// key is one of a provider's keys and what is known of it.
type key struct {
	credential.Key
	provider string
	policy   Policy
	breaker  circuitbreaker.CircuitBreaker[any]
	limiter  ratelimit.Limiter
	limit    string

	mu sync.Mutex
	// rests is until when the key is passed over, for the reason of refused.
	rests   time.Time
	refused *failure.Failure
}

func newKey(k credential.Key, c Config) *key {
	return &key{
		Key: k, provider: c.Provider, policy: c.Policy, limiter: c.Limiter, limit: limitName(c, k),
		breaker: circuitbreaker.NewBuilder[any]().WithFailureThreshold(uint(max(c.Policy.Failures, 1))).WithDelay(c.Policy.Pause).WithSuccessThreshold(1).Build(),
	}
}

// refusal is why a key cannot be used now.
type refusal struct {
	key  *key
	kind decision.Kind
	why  *failure.Failure
}

// admit takes leave for one call, or tells why there is none; RetryAfter of the reason says for how long.
func (k *key) admit(ctx context.Context) *refusal {
	k.mu.Lock()
	left, refused := time.Until(k.rests), k.refused
	k.mu.Unlock()
	if left > 0 {
		again := *refused
		again.RetryAfter = left
		return &refusal{k, decision.PassedOver, &again}
	}
	if left := k.breaker.RemainingDelay(); left > 0 {
		return k.open(left)
	}
	if wait := k.wait(ctx); wait > 0 {
		return &refusal{k, decision.PassedOver, failure.New(failure.RateLimited, fmt.Sprintf("%s has had its %d calls a minute with %s", k.provider, k.policy.PerMinute, k),
			failure.Provider(k.provider), failure.RetryAfter(wait), failure.Hint("try again later, or raise the limit of calls a minute"))}
	}
	if !k.breaker.TryAcquirePermit() {
		// Another call is finding out whether the provider works again.
		return k.open(max(k.breaker.RemainingDelay(), time.Second))
	}
	return nil
}

// wait is how long it takes until the key's limit lets a call through; 0 counts one. A limiter that does not answer is no
// reason not to work.
func (k *key) wait(ctx context.Context) time.Duration {
	if k.policy.PerMinute < 1 {
		return 0
	}
	d, err := k.limiter.Allow(ctx, k.limit, ratelimit.PerMinute(k.policy.PerMinute))
	if err != nil || d.Allowed {
		return 0
	}
	return max(d.RetryAfter, time.Millisecond)
}

func (k *key) open(left time.Duration) *refusal {
	return &refusal{k, decision.BreakerOpen, failure.New(failure.Unavailable, k.provider+" has failed several times in a row and is not asked for a while", failure.Provider(k.provider),
		failure.RetryAfter(left), failure.Hint("try again in %.0f s, or name another provider to fall back to, such as %s,offline", math.Ceil(left.Seconds()), k.provider))}
}

// use makes the call with the key, within the time that a try has.
func (k *key) use(ctx context.Context, ask ask) ([]byte, error) {
	ctx = credential.With(ctx, k.Key)
	answer, err := k.timed(ctx, ask)
	k.settle(ctx, err)
	return answer, err
}

func (k *key) timed(ctx context.Context, ask ask) (answer []byte, err error) {
	if k.policy.Timeout <= 0 {
		return ask(ctx)
	}
	_, err = failsafe.With(timeout.New[[]byte](k.policy.Timeout)).WithContext(ctx).GetWithExecution(func(e failsafe.Execution[[]byte]) (_ []byte, err error) {
		answer, err = ask(e.Context())
		return answer, err
	})
	switch {
	case answer != nil:
		return answer, nil // it is paid, though the time has just run out
	case errors.Is(err, timeout.ErrExceeded):
		return nil, failure.Wrap(failure.Timeout, err, fmt.Sprintf("%s did not answer within %s", k.provider, k.policy.Timeout), failure.Provider(k.provider))
	}
	return nil, err
}

// settle tells the breaker how a call went.
func (k *key) settle(ctx context.Context, err error) {
	f := failed(err)
	switch {
	case f != nil && (f.Code == failure.Unavailable || f.Code == failure.Timeout):
		k.breaker.RecordFailure()
	case ctx.Err() == nil:
		k.breaker.RecordSuccess()
	case k.breaker.IsHalfOpen():
		// Who stopped waiting has not found out whether the provider works.
		k.breaker.RecordFailure()
	}
}

// rest lets the key be passed over for a while after a failure that is its own: refused, without credit, or its limit used
// up. It tells whether the failure is one.
func (k *key) rest(err error) *refusal {
	f := failed(err)
	if f == nil || f.Code != failure.Unauthorized && f.Code != failure.RateLimited {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	pause := f.RetryAfter
	switch {
	case pause > 0:
	case f.Retryable:
		pause = k.policy.MaxBackoff
	default:
		pause = k.policy.Rest
	}
	k.rests, k.refused = time.Now().Add(pause), f
	return &refusal{k, decision.PassedOver, f}
}

// wake ends the key's rest.
func (k *key) wake() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rests = time.Time{}
}
