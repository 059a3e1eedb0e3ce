package ratelimit

import (
	"context"
	"sync"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/lru"
)

// Memory is a Limiter within a process. It knows a bounded number of keys: under more, those that were not seen for the
// longest time begin anew.
type Memory struct {
	now func() time.Time

	mu sync.Mutex
	// due has the theoretical arrival time of each key's next event.
	due *lru.List[string, time.Time]
}

var _ Limiter = (*Memory)(nil)

// NewMemory makes a limiter of at most keys keys, of some hundred bytes each, with the clock given; nil is time.Now.
func NewMemory(keys int, now func() time.Time) *Memory {
	if now == nil {
		now = time.Now
	}
	return &Memory{now: now, due: lru.New[string, time.Time](keys)}
}

// Allow implements Limiter.
func (m *Memory) Allow(_ context.Context, key string, limit Limit) (Decision, error) {
	if err := limit.Check(); err != nil {
		return Decision{}, err
	}
	interval := limit.interval()
	burst := interval * time.Duration(limit.Burst)
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	due, known := m.due.Get(key)
	if !known || due.Before(now) {
		due = now
	}
	next := due.Add(interval)
	if early := next.Add(-burst).Sub(now); early > 0 {
		return Decision{RetryAfter: early, ResetAfter: due.Sub(now)}, nil
	}
	m.due.Put(key, next, 1)
	reset := next.Sub(now)
	return Decision{Allowed: true, Remaining: int((burst - reset) / interval), ResetAfter: reset}, nil
}
