// Package ratelimittest is the conformance suite of rate limiters.
package ratelimittest

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
)

// TB is what a test and a property test have in common.
type TB interface {
	Context() context.Context
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// Test runs the suite. open returns a new view of one and the same limiter at each call, as another process would have. pass
// lets time pass for a key, or makes the limiter believe so; others may use the limiter at the same time.
func Test(t *testing.T, open func(t *testing.T) ratelimit.Limiter, pass func(t TB, key string, d time.Duration)) {
	hourly := ratelimit.Limit{Rate: 3, Period: time.Hour, Burst: 3}

	t.Run("ABurstAndThenTheRate", func(t *testing.T) {
		l, key := open(t), uuid.NewString()
		for i := range 3 {
			wantDecision(t, allow(t, l, key, hourly), ratelimit.Decision{Allowed: true, Remaining: 2 - i, ResetAfter: time.Duration(i+1) * 20 * time.Minute})
		}
		wantDecision(t, allow(t, l, key, hourly), ratelimit.Decision{RetryAfter: 20 * time.Minute, ResetAfter: time.Hour})
		pass(t, key, 15*time.Minute)
		wantDecision(t, allow(t, l, key, hourly), ratelimit.Decision{RetryAfter: 5 * time.Minute, ResetAfter: 45 * time.Minute})
		pass(t, key, 10*time.Minute)
		wantDecision(t, allow(t, l, key, hourly), ratelimit.Decision{Allowed: true, Remaining: 0, ResetAfter: 55 * time.Minute})
		wantDecision(t, allow(t, l, key, hourly), ratelimit.Decision{RetryAfter: 15 * time.Minute, ResetAfter: 55 * time.Minute})
		pass(t, key, 24*time.Hour)
		wantDecision(t, allow(t, l, key, hourly), ratelimit.Decision{Allowed: true, Remaining: 2, ResetAfter: 20 * time.Minute})
	})

	t.Run("KeysAreApart", func(t *testing.T) {
		l := open(t)
		for range 5 {
			wantDecision(t, allow(t, l, uuid.NewString(), hourly), ratelimit.Decision{Allowed: true, Remaining: 2, ResetAfter: 20 * time.Minute})
		}
	})

	t.Run("WhatRemainsIsAWholeNumber", func(t *testing.T) {
		l := open(t)
		for rate := 1; rate < 200; rate += 7 {
			for _, period := range []time.Duration{time.Minute, time.Hour} {
				if d := allow(t, l, uuid.NewString(), ratelimit.Limit{Rate: rate, Period: period, Burst: rate}); !d.Allowed || d.Remaining != rate-1 {
					t.Errorf("after the first of %d in %v: %+v", rate, period, d)
				}
			}
		}
	})

	t.Run("NoLimit", func(t *testing.T) {
		l := open(t)
		for _, limit := range []ratelimit.Limit{{}, {Rate: 0, Period: time.Minute, Burst: 1}, {Rate: 1, Period: 0, Burst: 1}, {Rate: 1, Period: time.Minute}, {Rate: -1, Period: -time.Minute, Burst: 1}, {Rate: 2, Period: 1, Burst: 1}, {Rate: 1, Period: time.Hour, Burst: 1 << 40}} {
			if d, err := l.Allow(t.Context(), uuid.NewString(), limit); err == nil {
				t.Errorf("%+v is taken for a limit: %+v", limit, d)
			}
		}
	})

	t.Run("ManyAtOnceByTwoViews", func(t *testing.T) {
		views, key := []ratelimit.Limiter{open(t), open(t)}, uuid.NewString()
		var allowed atomic.Int64
		var asking sync.WaitGroup
		for i := range 8 {
			asking.Go(func() {
				for range 25 {
					d, err := views[i%2].Allow(t.Context(), key, ratelimit.Limit{Rate: 1, Period: time.Hour, Burst: 50})
					if err != nil {
						t.Error(err)
					}
					if d.Allowed {
						allowed.Add(1)
					}
				}
			})
		}
		asking.Wait()
		if n := allowed.Load(); n != 50 {
			t.Errorf("%d events of 200 are allowed at once, want 50", n)
		}
	})

	// The limiter is held against a bucket of tokens, which is another way to say the same.
	t.Run("AnyOrder", func(t *testing.T) {
		l := open(t)
		rapid.Check(t, func(t *rapid.T) {
			// An eighth of the interval is a unit that both sides represent exactly, and long against what the test takes.
			const unit = 125 * time.Second
			limit := ratelimit.Limit{Rate: 1, Period: 8 * unit, Burst: rapid.IntRange(1, 5).Draw(t, "burst")}
			full := limit.Burst * 8
			tokens, key := full, uuid.NewString() // in eighths
			for range rapid.IntRange(1, 25).Draw(t, "events") {
				if units := rapid.IntRange(0, 20).Draw(t, "units"); units > 0 {
					pass(t, key, time.Duration(units)*unit)
					tokens = min(tokens+units, full)
				}
				want := ratelimit.Decision{Allowed: tokens >= 8}
				if want.Allowed {
					tokens -= 8
					want.Remaining = tokens / 8
				} else {
					want.RetryAfter = time.Duration(8-tokens) * unit
				}
				want.ResetAfter = time.Duration(full-tokens) * unit
				wantDecision(t, allow(t, l, key, limit), want)
			}
		})
	})
}

func allow(t TB, l ratelimit.Limiter, key string, limit ratelimit.Limit) ratelimit.Decision {
	t.Helper()
	d, err := l.Allow(t.Context(), key, limit)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wantDecision compares, and lets durations be shorter by what the test itself takes.
func wantDecision(t TB, got, want ratelimit.Decision) {
	t.Helper()
	const took = time.Minute
	near := func(got, want time.Duration) bool { return got <= want+time.Millisecond && got >= want-took }
	if got.Allowed != want.Allowed || got.Remaining != want.Remaining || !near(got.RetryAfter, want.RetryAfter) || !near(got.ResetAfter, want.ResetAfter) {
		t.Fatalf("%+v, want %+v", got, want)
	}
}
