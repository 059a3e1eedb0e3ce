// Package redis keeps a cache in Redis, for all processes together.
package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/moneyprinter/moneyprinter/shared/cache"
)

// prefix begins each key.
const prefix = "moneyprinter:cache:"

// Cache is a cache.Cache over Redis. How much it keeps is a matter of the server's maxmemory and its policy.
type Cache struct{ client goredis.UniversalClient }

var _ cache.Cache = (*Cache)(nil)

// New makes a cache.
func New(client goredis.UniversalClient) *Cache { return &Cache{client} }

// Get implements cache.Cache.
func (c *Cache) Get(ctx context.Context, key string) (value []byte, ok bool, err error) {
	value, err = c.client.Get(ctx, prefix+key).Bytes()
	switch {
	case errors.Is(err, goredis.Nil):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("cache: redis: get: %w", err)
	}
	return value, true, nil
}

// Set implements cache.Cache.
func (c *Cache) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := cache.Check(value, ttl); err != nil {
		return err
	}
	if err := c.client.Set(ctx, prefix+key, value, atLeast(ttl)).Err(); err != nil {
		return fmt.Errorf("cache: redis: set: %w", err)
	}
	return nil
}

// Add implements cache.Cache.
func (c *Cache) Add(ctx context.Context, key string, value []byte, ttl time.Duration) (added bool, err error) {
	if err := cache.Check(value, ttl); err != nil {
		return false, err
	}
	err = c.client.SetArgs(ctx, prefix+key, value, goredis.SetArgs{Mode: "NX", TTL: atLeast(ttl)}).Err()
	switch {
	case errors.Is(err, goredis.Nil):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("cache: redis: add: %w", err)
	}
	return true, nil
}

// atLeast is the time to live in Redis' unit.
func atLeast(ttl time.Duration) time.Duration { return max(ttl, time.Millisecond) }

// Delete implements cache.Cache.
func (c *Cache) Delete(ctx context.Context, key string) error {
	if err := c.client.Del(ctx, prefix+key).Err(); err != nil {
		return fmt.Errorf("cache: redis: delete: %w", err)
	}
	return nil
}
