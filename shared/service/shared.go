package service

import (
	"log/slog"

	"github.com/moneyprinter/moneyprinter/shared/cache"
	cacheredis "github.com/moneyprinter/moneyprinter/shared/cache/redis"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	progressredis "github.com/moneyprinter/moneyprinter/shared/progress/redis"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
	limitredis "github.com/moneyprinter/moneyprinter/shared/ratelimit/redis"
	"github.com/moneyprinter/moneyprinter/shared/redisclient"
)

// Shared is what the processes of a deployment share for a while: news, cached values, and who asked how often.
type Shared struct {
	Bus     progress.Bus
	Cache   cache.Cache
	Limiter ratelimit.Limiter
}

// The sizes of what a process keeps by itself where there is no Redis.
const (
	cachedValues   = 1_000
	limitedClients = 100_000
)

// Shared opens what the processes share, in Redis where the configuration names one. It does not connect yet.
func (c Config) Shared() (Shared, error) {
	if c.Redis == "" {
		return Shared{progress.NewHub(), cache.NewMemory(cachedValues), ratelimit.NewMemory(limitedClients, nil)}, nil
	}
	client, err := redisclient.Open(c.Redis, slog.Default())
	if err != nil {
		return Shared{}, err
	}
	return Shared{progressredis.New(client, slog.Default()), cacheredis.New(client), limitredis.New(client)}, nil
}
