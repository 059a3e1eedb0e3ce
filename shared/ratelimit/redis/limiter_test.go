package redis_test

import (
	"errors"
	"log/slog"
	"strconv"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit/ratelimittest"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit/redis"
	"github.com/moneyprinter/moneyprinter/shared/redisclient"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

func TestLimiter(t *testing.T) {
	t.Parallel()
	for name, variable := range map[string]string{"single": testserver.Redis, "cluster": testserver.RedisCluster} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := testserver.Address(t, variable)
			ratelimittest.Test(t,
				func(t *testing.T) ratelimit.Limiter { return redis.New(client(t, address)) },
				age(client(t, address)))
		})
	}
}

func client(t *testing.T, address string) goredis.UniversalClient {
	t.Helper()
	c, err := redisclient.Open(address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// age makes a key older: redis_rate keeps the time at which its whole burst is allowed again, in seconds.
func age(c goredis.UniversalClient) func(ratelimittest.TB, string, time.Duration) {
	return func(t ratelimittest.TB, key string, d time.Duration) {
		t.Helper()
		key = "rate:moneyprinter:" + key
		due, err := c.Get(t.Context(), key).Float64()
		if errors.Is(err, goredis.Nil) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Set(t.Context(), key, strconv.FormatFloat(due-d.Seconds(), 'g', 17, 64), goredis.KeepTTL).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADeadServerIsAnError(t *testing.T) {
	t.Parallel()
	if d, err := redis.New(client(t, "redis://127.0.0.1:1")).Allow(t.Context(), "key", ratelimit.PerMinute(1)); err == nil {
		t.Fatalf("nobody answers, and the decision is %+v", d)
	}
}
