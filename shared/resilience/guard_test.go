package resilience_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/credential"
	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// bundle is a guarded provider whose answers the test gives.
type bundle struct {
	speak resilience.Provider[string, string]
	mu    sync.Mutex
	// asked has the secret and the idempotency key of each call, with the time since the start.
	asked     []string
	decisions *decision.List
	calls     step.Caller
	began     time.Time
}

// setup makes the provider; answer is asked for each call that is made.
func setup(keys string, p resilience.Policy, answer func(ctx context.Context, n int, secret string) error) *bundle {
	b := &bundle{decisions: new(decision.List), calls: &llmtest.Record{IdempotencyKey: "once"}, began: time.Now()}
	g := resilience.New(resilience.Config{Kind: "test", Provider: "acme", Keys: credential.Parse(keys), Policy: p})
	b.speak = resilience.Guarded(func(ctx context.Context, w *step.Work, request string) (string, error) {
		got, err := w.Calls.Call(ctx, "acme", request, func(ctx context.Context, idempotencyKey string) ([]byte, error) {
			secret := credential.From(ctx).Secret()
			b.mu.Lock()
			n := len(b.asked)
			b.asked = append(b.asked, fmt.Sprintf("%s %s", secret, idempotencyKey))
			b.mu.Unlock()
			if err := answer(ctx, n, secret); err != nil {
				return nil, err
			}
			return []byte("answer to " + request), nil
		})
		return string(got), err
	}, g)
	return b
}

func (b *bundle) work() *step.Work {
	w := llmtest.Work(b.calls, 0)
	w.Decisions = b.decisions
	return w
}

func (b *bundle) ask(ctx context.Context, request string) (string, error) {
	return b.speak(ctx, b.work(), request)
}

// decided are the decisions without their times and reasons.
func (b *bundle) decided() []string {
	var all []string
	for _, d := range b.decisions.All() {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %d %s", d.Kind, d.Key, d.Code)))
	}
	return all
}

var (
	unavailable  = failure.New(failure.Unavailable, "503", failure.Provider("acme"))
	unauthorized = failure.New(failure.Unauthorized, "401", failure.Provider("acme"))
	noCredit     = failure.New(failure.RateLimited, "no credit", failure.Provider("acme"), failure.Retryable(false))
)

func limited(after time.Duration) *failure.Failure {
	return failure.New(failure.RateLimited, "429", failure.Provider("acme"), failure.RetryAfter(after))
}

// inTurn answers with the errors in their order, and well after them.
func inTurn(errs ...error) func(context.Context, int, string) error {
	return func(_ context.Context, n int, _ string) error {
		if n < len(errs) {
			return errs[n]
		}
		return nil
	}
}

// A failure that may pass is tried again after a pause, with the same idempotency key; another one is returned at once.
func TestRetries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		errs     []error
		asked    int
		code     failure.Code
		from, to time.Duration
		decided  []string
	}{
		"passes":             {[]error{unavailable, unavailable}, 3, "", 1125 * time.Millisecond, 1875 * time.Millisecond, []string{"retried 0 unavailable", "retried 0 unavailable"}},
		"does not pass":      {[]error{unavailable, unavailable, unavailable}, 3, failure.Unavailable, 1125 * time.Millisecond, 1875 * time.Millisecond, []string{"retried 0 unavailable", "retried 0 unavailable"}},
		"a short pause":      {[]error{limited(4 * time.Second)}, 2, "", 4 * time.Second, 7 * time.Second, []string{"retried 0 rate_limited"}},
		"a pause not said":   {[]error{limited(0)}, 2, "", 5 * time.Second, 5 * time.Second, []string{"retried 0 rate_limited", "waited 1 rate_limited"}},
		"a long pause":       {[]error{limited(time.Minute)}, 1, failure.RateLimited, 0, 0, nil},
		"wrong input":        {[]error{failure.New(failure.InvalidInput, "400", failure.Provider("acme"))}, 1, failure.InvalidInput, 0, 0, nil},
		"refused content":    {[]error{failure.New(failure.Refused, "no", failure.Provider("acme"))}, 1, failure.Refused, 0, 0, nil},
		"refused key":        {[]error{unauthorized}, 1, failure.Unauthorized, 0, 0, nil},
		"no credit":          {[]error{noCredit}, 1, failure.RateLimited, 0, 0, nil},
		"not classified":     {[]error{errors.New("defect")}, 1, failure.Internal, 0, 0, nil},
		"cut off, then well": {[]error{failure.New(failure.BadAnswer, "not JSON", failure.Provider("acme"))}, 2, "", 375 * time.Millisecond, 625 * time.Millisecond, []string{"retried 0 bad_answer"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := setup("one", resilience.Default, inTurn(c.errs...))
				got, err := b.ask(t.Context(), "q")
				if f := failure.From(err); c.code == "" && (err != nil || got != "answer to q") || c.code != "" && (f == nil || f.Code != c.code) {
					t.Errorf("%q, %v, want %s", got, err, c.code)
				}
				if took := time.Since(b.began); took < c.from || took > c.to {
					t.Errorf("it took %v, want from %v to %v", took, c.from, c.to)
				}
				if len(b.asked) != c.asked || slices.ContainsFunc(b.asked, func(a string) bool { return a != "one once" }) {
					t.Errorf("asked %q, want %d times", b.asked, c.asked)
				}
				if d := cmp.Diff(c.decided, b.decided()); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

// What is on record is answered though nothing may be asked any more.
func TestRecordAsksNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.Retries, p.Failures, p.PerMinute, p.Patience = 0, 1, 3, 0
		b := setup("one", p, inTurn(nil, unavailable))
		for _, request := range []string{"paid", "fails"} {
			b.ask(t.Context(), request)
		}
		if _, err := b.ask(t.Context(), "new"); failure.From(err).Code != failure.Unavailable {
			t.Fatalf("the breaker is not open: %v", err)
		}
		asked := len(b.asked)
		if got, err := b.ask(t.Context(), "paid"); err != nil || got != "answer to paid" || len(b.asked) != asked {
			t.Errorf("%q, %v, asked %q", got, err, b.asked)
		}
	})
}

// A provider that fails again and again is not asked for a while; then one call finds out whether it works.
func TestBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.Retries, p.Failures = 0, 3
		fault := error(unavailable)
		b := setup("one", p, func(context.Context, int, string) error { return fault })
		n := 0
		ask := func() *failure.Failure {
			n++
			_, err := b.ask(t.Context(), fmt.Sprint(n))
			return failure.From(err)
		}
		// What is not the provider's fault is an answer: it begins the count anew.
		for _, fault = range []error{unavailable, unavailable, unauthorized, unavailable, unavailable, failure.New(failure.Timeout, "late", failure.Provider("acme"))} {
			ask()
		}
		f := ask()
		if len(b.asked) != 6 || f.Code != failure.Unavailable || !f.Retryable || f.Provider != "acme" || !strings.Contains(f.Hint, "30 s") || f.RetryAfter != 30*time.Second {
			t.Fatalf("asked %d times, %+v", len(b.asked), f)
		}
		if d := cmp.Diff([]string{"breaker_open 1 unavailable"}, b.decided()); d != "" {
			t.Error(d)
		}
		time.Sleep(29 * time.Second)
		if ask(); len(b.asked) != 6 {
			t.Error("it is asked before its pause is over")
		}
		time.Sleep(time.Second)
		if fault = unavailable; ask() == nil || len(b.asked) != 7 {
			t.Errorf("it is asked %d times", len(b.asked))
		}
		if ask(); len(b.asked) != 7 {
			t.Error("it is asked after it failed again")
		}
		time.Sleep(30 * time.Second)
		// Who hangs up has not found out whether it works.
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		fault = context.Canceled
		b.ask(ctx, "hung up")
		if f := ask(); f == nil || f.Code != failure.Unavailable || len(b.asked) != 8 {
			t.Errorf("a call that was given up closed the breaker: %v, asked %d times", f, len(b.asked))
		}
		time.Sleep(30 * time.Second)
		fault = nil
		for range 3 {
			if f := ask(); f != nil {
				t.Error(f)
			}
		}
	})
}

// While one call finds out, others do not pile up behind it.
func TestHalfOpenLetsOneThrough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.Retries, p.Failures = 0, 1
		var made atomic.Int32
		g := resilience.New(resilience.Config{Provider: "acme", Policy: p})
		speak := resilience.Guarded(func(ctx context.Context, w *step.Work, _ int) (string, error) {
			b, err := w.Calls.Call(ctx, "acme", 0, func(context.Context, string) ([]byte, error) {
				if made.Add(1) == 1 {
					return nil, unavailable
				}
				time.Sleep(time.Second)
				return []byte("well"), nil
			})
			return string(b), err
		}, g)
		w := llmtest.Work(step.Direct, 0)
		speak(t.Context(), w, 0)
		time.Sleep(p.Pause)
		var well, refused atomic.Int32
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if _, err := speak(t.Context(), w, 0); err == nil {
					well.Add(1)
				} else if failure.From(err).Code == failure.Unavailable {
					refused.Add(1)
				}
			})
		}
		wg.Wait()
		if well.Load() != 1 || refused.Load() != 4 || made.Load() != 2 {
			t.Errorf("%d well, %d refused, %d made", well.Load(), refused.Load(), made.Load())
		}
	})
}

// Keys are used in turn; one that is refused or used up is passed over for a while, and the next is tried at once.
func TestKeys(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		why  error
		rest time.Duration
	}{
		"refused":   {unauthorized, resilience.Default.Rest},
		"no credit": {noCredit, resilience.Default.Rest},
		"used up":   {limited(90 * time.Second), 90 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := setup("one,two,three", resilience.Default, func(_ context.Context, _ int, secret string) error {
					if secret == "two" {
						return c.why
					}
					return nil
				})
				for i := range 5 {
					if _, err := b.ask(t.Context(), fmt.Sprint(i)); err != nil {
						t.Fatal(err)
					}
				}
				want := []string{"one once", "two once", "three once", "three once", "one once", "three once"}
				if d := cmp.Diff(want, b.asked); d != "" {
					t.Error(d)
				}
				if time.Since(b.began) != 0 {
					t.Errorf("it waited %v", time.Since(b.began))
				}
				code := failure.From(c.why).Code
				if d := cmp.Diff([]string{"passed_over 2 " + string(code), "passed_over 2 " + string(code)}, b.decided()); d != "" {
					t.Error(d)
				}
				// The fifth turn was the second key's.
				time.Sleep(c.rest)
				b.ask(t.Context(), "6")
				b.ask(t.Context(), "7")
				b.ask(t.Context(), "8")
				if got := b.asked[6:]; !slices.Contains(got, "two once") {
					t.Errorf("after its rest the key is not used again: %q", got)
				}
			})
		})
	}
}

// Where no key is left, the failure is that of the one that may be used first, and refused keys are tried all the same.
func TestNoKeyLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		repaired := false
		b := setup("one,two", resilience.Default, func(_ context.Context, _ int, secret string) error {
			switch {
			case repaired:
				return nil
			case secret == "one":
				return unauthorized
			}
			return noCredit
		})
		_, err := b.ask(t.Context(), "q")
		if f := failure.From(err); f.Retryable || len(b.asked) != 2 {
			t.Errorf("%+v, asked %q", f, b.asked)
		}
		if _, err := b.ask(t.Context(), "q"); failure.From(err).Retryable || len(b.asked) != 3 {
			t.Errorf("%v, asked %q", err, b.asked)
		}
		repaired = true
		if _, err := b.ask(t.Context(), "q"); err != nil {
			t.Error(err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		b := setup("one,two", resilience.Default, func(_ context.Context, _ int, secret string) error {
			if secret == "one" {
				return limited(3 * time.Minute)
			}
			return limited(2 * time.Minute)
		})
		_, err := b.ask(t.Context(), "q")
		if f := failure.From(err); f.Code != failure.RateLimited || !f.Retryable || f.RetryAfter != 2*time.Minute {
			t.Errorf("%+v", f)
		}
		if _, err := b.ask(t.Context(), "q"); err == nil || len(b.asked) != 2 {
			t.Errorf("keys at rest are asked: %q, %v", b.asked, err)
		}
	})
}

// A key's limit of calls a minute delays a call a little; a long wait is a failure that may pass.
func TestLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.PerMinute = 10
		b := setup("one", p, inTurn())
		for i := range 11 {
			if _, err := b.ask(t.Context(), fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(b.began); took != 6*time.Second {
			t.Errorf("eleven calls took %v", took)
		}
		if d := cmp.Diff([]string{"waited 1 rate_limited"}, b.decided()); d != "" {
			t.Error(d)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := b.ask(ctx, "hurry"); !errors.Is(err, context.DeadlineExceeded) || len(b.asked) != 11 {
			t.Errorf("%v, asked %d times", err, len(b.asked))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.PerMinute = 1
		b := setup("one,two", p, inTurn())
		for i := range 2 {
			if _, err := b.ask(t.Context(), fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		_, err := b.ask(t.Context(), "third")
		if f := failure.From(err); f.Code != failure.RateLimited || !f.Retryable || f.RetryAfter != time.Minute || time.Since(b.began) != 0 {
			t.Errorf("%+v after %v", f, time.Since(b.began))
		}
		if d := cmp.Diff([]string{"one once", "two once"}, b.asked); d != "" {
			t.Error(d)
		}
	})
}

// Who waits for a limit together with others does not wait without end.
func TestLimitOfMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.PerMinute, p.Retries = 10, 0
		b := setup("one", p, inTurn())
		b.calls = step.Direct
		var limited atomic.Int32
		var wg sync.WaitGroup
		for i := range 13 {
			wg.Go(func() {
				if _, err := b.ask(t.Context(), fmt.Sprint(i)); failure.From(err) != nil && failure.From(err).Code == failure.RateLimited {
					limited.Add(1)
				}
			})
		}
		wg.Wait()
		if limited.Load() != 2 || len(b.asked) != 11 || time.Since(b.began) != 6*time.Second {
			t.Errorf("%d are refused and %d made after %v", limited.Load(), len(b.asked), time.Since(b.began))
		}
	})
}

// A try that takes too long is given up; the time that a provider itself says it ran out of is worth another try; an answer
// that comes in the last moment is taken.
func TestTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.Timeout = 10 * time.Second
		b := setup("one", p, func(ctx context.Context, n int, _ string) error {
			if n == 0 {
				time.Sleep(9 * time.Second)
				return failure.New(failure.Timeout, "504", failure.Provider("acme"))
			}
			return nil
		})
		if _, err := b.ask(t.Context(), "q"); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{"retried 0 timeout"}, b.decided()); d != "" {
			t.Error(d)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.Timeout = 10 * time.Second
		b := setup("one", p, func(ctx context.Context, _ int, _ string) error {
			<-ctx.Done()
			return fmt.Errorf("gave up: %w", context.Cause(ctx))
		})
		_, err := b.ask(t.Context(), "q")
		if f := failure.From(err); f.Code != failure.Timeout || !f.Retryable || f.Provider != "acme" || time.Since(b.began) != p.Timeout || len(b.asked) != 1 {
			t.Errorf("%+v after %v", f, time.Since(b.began))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		p := resilience.Default
		p.Timeout = 10 * time.Second
		b := setup("one", p, func(context.Context, int, string) error {
			time.Sleep(11 * time.Second) // the answer was on its way
			return nil
		})
		if got, err := b.ask(t.Context(), "q"); err != nil || got != "answer to q" || len(b.asked) != 1 {
			t.Errorf("%q, %v, asked %d times", got, err, len(b.asked))
		}
	})
}

// Work that ends meanwhile is not tried again, its cause is kept, and an answer that has come is not lost.
func TestWorkEnds(t *testing.T) {
	t.Parallel()
	lost := errors.New("the lease is lost")
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancelCause(t.Context())
		b := setup("one", resilience.Default, func(context.Context, int, string) error {
			time.AfterFunc(100*time.Millisecond, func() { stop(lost) })
			return unavailable
		})
		if _, err := b.ask(ctx, "q"); !errors.Is(err, lost) || len(b.asked) != 1 {
			t.Errorf("%v, asked %d times", err, len(b.asked))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancelCause(t.Context())
		b := setup("one", resilience.Default, func(context.Context, int, string) error {
			stop(lost)
			return nil
		})
		if got, err := b.ask(ctx, "q"); err != nil || got != "answer to q" {
			t.Errorf("the answer is lost: %q, %v", got, err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		b := setup("one", resilience.Default, inTurn(limited(4*time.Second)))
		if _, err := b.ask(ctx, "q"); failure.From(err).Code != failure.RateLimited || time.Since(b.began) != 0 {
			t.Errorf("%v after %v: it waits longer than the work has", err, time.Since(b.began))
		}
	})
}
