package resilience

import (
	"context"
	"errors"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// jitter is by how much of itself a pause varies, so that those who failed together do not come back together.
const jitter = 0.25

// ask makes the external call with the key that its context carries.
type ask func(ctx context.Context) ([]byte, error)

// call makes a call, and makes it again where its failure may pass. Its error is the last try's.
func (g *Guard) call(ctx context.Context, w *step.Work, ask ask) ([]byte, error) {
	if g.policy.Retries < 1 {
		return g.try(ctx, w, ask)
	}
	began := time.Now()
	retry := retrypolicy.NewBuilder[[]byte]().
		WithMaxRetries(g.policy.Retries).ReturnLastFailure().
		WithBackoff(g.policy.Backoff, g.policy.MaxBackoff).WithJitterFactor(jitter).
		HandleIf(func(_ []byte, err error) bool { return g.mayPass(ctx, began, err) }).
		WithDelayFunc(func(e failsafe.ExecutionAttempt[[]byte]) time.Duration {
			if f := failed(e.LastError()); f.RetryAfter > 0 {
				// The jitter must not make it less than what was asked for.
				return time.Duration(float64(f.RetryAfter) / (1 - jitter))
			}
			return -1 // the backoff
		}).
		OnRetryScheduled(func(e failsafe.ExecutionScheduledEvent[[]byte]) {
			w.Decided(ctx, decision.Decision{Kind: decision.Retried, Provider: g.provider, Wait: e.Delay.Milliseconds()}.Because(failed(e.LastError())))
		}).Build()
	var answer []byte
	_, err := failsafe.With(retry).WithContext(ctx).GetWithExecution(func(e failsafe.Execution[[]byte]) (_ []byte, err error) {
		answer, err = g.try(e.Context(), w, ask)
		return answer, err
	})
	if answer != nil {
		return answer, nil // it is paid, whatever has ended meanwhile
	}
	if ctx.Err() != nil && failed(err) == nil {
		return nil, context.Cause(ctx)
	}
	return nil, err
}

// mayPass tells whether a call that began at a time is worth another try in this process.
func (g *Guard) mayPass(ctx context.Context, began time.Time, err error) bool {
	f := failed(err)
	if f == nil || !f.Retryable || f.RetryAfter > g.policy.Patience || g.policy.Timeout > 0 && time.Since(began) >= g.policy.Timeout {
		return false
	}
	end, ok := ctx.Deadline()
	return !ok || time.Until(end) > max(f.RetryAfter, g.policy.Backoff)
}

// failed returns the failure in an error's chain, nil where there is none: an error that nobody has classified is not the
// provider's.
func failed(err error) *failure.Failure {
	var f *failure.Failure
	errors.As(err, &f)
	return f
}

// pause waits, or returns why the work has ended meanwhile.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
