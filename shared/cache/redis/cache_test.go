package redis_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/cache"
	"github.com/moneyprinter/moneyprinter/shared/cache/cachetest"
	"github.com/moneyprinter/moneyprinter/shared/cache/redis"
	"github.com/moneyprinter/moneyprinter/shared/redisclient"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

func open(t *testing.T, address string) cache.Cache {
	t.Helper()
	c, err := redisclient.Open(address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return redis.New(c)
}

func TestCache(t *testing.T) {
	t.Parallel()
	for name, variable := range map[string]string{"single": testserver.Redis, "cluster": testserver.RedisCluster} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := testserver.Address(t, variable)
			cachetest.Test(t, func(t *testing.T) cache.Cache { return open(t, address) })
		})
	}
}

func TestADeadServerIsAnError(t *testing.T) {
	t.Parallel()
	c := open(t, "redis://127.0.0.1:1")
	_, found, get := c.Get(t.Context(), "key")
	added, add := c.Add(t.Context(), "key", nil, time.Hour)
	for operation, err := range map[string]error{"get": get, "add": add, "set": c.Set(t.Context(), "key", nil, time.Hour), "delete": c.Delete(t.Context(), "key")} {
		if err == nil || found || added {
			t.Errorf("%s: nobody answers, and there is no error", operation)
		}
	}
}
