// Package cache keeps small values for a while, so that they need not be made again. What it kept may be gone at any time, and a
// cache that fails is none: whoever asks makes the value.
package cache

import (
	"context"
	"errors"
	"time"
)

// MaxValue is the size of the largest value in bytes.
const MaxValue = 1 << 20

// ErrTooLarge is returned for a value of more than MaxValue bytes, which is not kept.
var ErrTooLarge = errors.New("cache: the value is too large")

// ErrNoTTL is returned for a time to live that is not positive.
var ErrNoTTL = errors.New("cache: the time to live is not positive")

// Cache keeps values by key until their time to live has passed. Any string is a key; an empty value is a value.
type Cache interface {
	// Get returns the value of a key; ok is false where there is none. The value is the caller's.
	Get(ctx context.Context, key string) (value []byte, ok bool, err error)
	// Set keeps a value in place of an earlier one. ErrTooLarge, ErrNoTTL.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
	// Add is Set, but where there is a value it stays, and added is false. Of several at once one adds.
	Add(ctx context.Context, key string, value []byte, ttl time.Duration) (added bool, err error)
	// Delete drops a key. One that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// Check returns ErrTooLarge or ErrNoTTL for what a cache does not keep.
func Check(value []byte, ttl time.Duration) error {
	switch {
	case len(value) > MaxValue:
		return ErrTooLarge
	case ttl <= 0:
		return ErrNoTTL
	}
	return nil
}
