// Package ratelimit bounds how often somebody may do something.
//
// Its algorithm is the generic cell rate algorithm (ITU-T I.371, annex A), which keeps one time for each key and lets events
// through at an even rate with bursts, without the jumps of fixed windows.
package ratelimit

import (
	"context"
	"time"
)

// Limiter counts events by key, such as a client's address.
type Limiter interface {
	// Allow counts an event under a key, unless that would be beyond the limit. An error means that it is not known; a limit
	// that does not pass its Check is one.
	Allow(ctx context.Context, key string, limit Limit) (Decision, error)
}

// Decision says whether an event is within its limit.
type Decision struct {
	Allowed bool
	// Remaining is how many more events would be allowed at once now.
	Remaining int
	// RetryAfter is how long it takes until one event is allowed again; 0 where this one is.
	RetryAfter time.Duration
	// ResetAfter is how long it takes until a whole burst is allowed again.
	ResetAfter time.Duration
}
