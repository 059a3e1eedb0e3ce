package ratelimit

import (
	"fmt"
	"math"
	"time"
)

// Limit is how often something may happen: Rate times in each Period on the average, and up to Burst times at once.
type Limit struct {
	Rate   int
	Period time.Duration
	Burst  int
}

// PerMinute is a limit of n times a minute, which may all come at once.
func PerMinute(n int) Limit { return Limit{Rate: n, Period: time.Minute, Burst: n} }

// Check returns an error for a limit that has no meaning: a rate, burst or period below one, more than one event each
// nanosecond, or a burst that takes centuries to be allowed again.
func (l Limit) Check() error {
	if l.Rate < 1 || l.Burst < 1 || l.interval() < 1 || l.Burst > int(math.MaxInt64/l.interval()) {
		return fmt.Errorf("ratelimit: %d in %v with bursts of %d is no limit", l.Rate, l.Period, l.Burst)
	}
	return nil
}

// interval is the time between two events at the limit's rate.
func (l Limit) interval() time.Duration { return l.Period / time.Duration(max(l.Rate, 1)) }
