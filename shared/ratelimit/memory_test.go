package ratelimit_test

import (
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit/ratelimittest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	var clock atomic.Int64
	m := ratelimit.NewMemory(100_000, func() time.Time { return time.Unix(0, clock.Load()) })
	ratelimittest.Test(t, func(*testing.T) ratelimit.Limiter { return m },
		func(_ ratelimittest.TB, _ string, d time.Duration) { clock.Add(int64(d)) })
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	m := ratelimit.NewMemory(10, nil)
	limit := ratelimit.Limit{Rate: 1, Period: time.Hour, Burst: 1}
	allowed := func(key string) bool {
		d, err := m.Allow(t.Context(), key, limit)
		if err != nil {
			t.Fatal(err)
		}
		return d.Allowed
	}
	var got []bool
	for i := range 11 { // the eleventh takes the place of the first
		got = append(got, allowed(strconv.Itoa(i)))
	}
	got = append(got, allowed("10"), allowed("0"))
	if diff := cmp.Diff([]bool{true, true, true, true, true, true, true, true, true, true, true, false, true}, got); diff != "" {
		t.Fatal(diff)
	}
}
