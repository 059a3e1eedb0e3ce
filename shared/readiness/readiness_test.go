package readiness_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/readiness"
)

// A storm of probes asks the check once, and an impatient probe does not cut it short.
func TestOneCheckForAStorm(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		p := readiness.New(func(ctx context.Context) error {
			asked++
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(2 * time.Second):
				return nil
			}
		})
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if ready, err := p.Ready(hasty); ready || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a probe that hung up got %v, %v", ready, err)
		}
		for range 20 {
			if ready, err := p.Ready(t.Context()); !ready || err != nil {
				t.Errorf("got %v, %v", ready, err)
			}
		}
		if asked != 1 {
			t.Errorf("the check was asked %d times", asked)
		}
	})
}

// An answer holds for seconds: a good one for five, a bad one for one.
func TestAnswersAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("the database is away")
		var answer error = down
		p := readiness.New(func(context.Context) error { return answer })
		if ready, err := p.Ready(t.Context()); ready || !errors.Is(err, down) {
			t.Errorf("got %v, %v", ready, err)
		}
		answer = nil
		time.Sleep(900 * time.Millisecond)
		if ready, _ := p.Ready(t.Context()); ready {
			t.Error("the failure was forgotten before its second")
		}
		time.Sleep(200 * time.Millisecond)
		if ready, err := p.Ready(t.Context()); !ready {
			t.Errorf("still not ready: %v", err)
		}
		answer = down
		time.Sleep(4 * time.Second)
		if ready, _ := p.Ready(t.Context()); !ready {
			t.Error("the success was forgotten before its five seconds")
		}
		time.Sleep(2 * time.Second)
		if ready, _ := p.Ready(t.Context()); ready {
			t.Error("the failure was not noticed after five seconds")
		}
	})
}
