// Package redis keeps limits in Redis, for all processes together.
package redis

import (
	"context"
	"fmt"

	"github.com/go-redis/redis_rate/v10"
	goredis "github.com/redis/go-redis/v9"

	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
)

// prefix begins each key, after redis_rate's own prefix.
const prefix = "moneyprinter:"

// Limiter is a ratelimit.Limiter over Redis. A key is gone once its whole burst is allowed again.
type Limiter struct{ limiter *redis_rate.Limiter }

var _ ratelimit.Limiter = (*Limiter)(nil)

// New makes a limiter.
func New(client goredis.UniversalClient) *Limiter { return &Limiter{redis_rate.NewLimiter(client)} }

// Allow implements ratelimit.Limiter.
func (l *Limiter) Allow(ctx context.Context, key string, limit ratelimit.Limit) (ratelimit.Decision, error) {
	if err := limit.Check(); err != nil {
		return ratelimit.Decision{}, err
	}
	r, err := l.limiter.Allow(ctx, prefix+key, redis_rate.Limit{Rate: limit.Rate, Burst: limit.Burst, Period: limit.Period})
	if err != nil {
		return ratelimit.Decision{}, fmt.Errorf("ratelimit: redis: %w", err)
	}
	d := ratelimit.Decision{Allowed: r.Allowed > 0, RetryAfter: max(r.RetryAfter, 0), ResetAfter: r.ResetAfter}
	if d.Allowed {
		// The library's own figure is one too low where its floating-point division ends just below a whole number.
		interval := limit.Period.Seconds() / float64(limit.Rate)
		d.Remaining = max(int(float64(limit.Burst)-r.ResetAfter.Seconds()/interval+rounding), 0)
	}
	return d, nil
}

// rounding is the part of an event by which the library's times may be wrong: they are seconds since 2017 in double precision,
// a tenth of a microsecond.
const rounding = 1e-3
