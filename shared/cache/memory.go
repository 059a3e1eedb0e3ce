package cache

import (
	"bytes"
	"context"
	"sync"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/lru"
)

// Memory is a Cache within a process. Where its values have more bytes than it may keep, those that were not used for the
// longest time go first.
type Memory struct {
	mu     sync.Mutex
	values *lru.List[string, timed]
}

// timed is a value and its end.
type timed struct {
	value []byte
	until time.Time
}

var _ Cache = (*Memory)(nil)

// overhead is about what an entry takes in bytes beside its key and value.
const overhead = 200

// NewMemory makes a cache of about size bytes.
func NewMemory(size int) *Memory { return &Memory{values: lru.New[string, timed](size)} }

// Get implements Cache.
func (m *Memory) Get(_ context.Context, key string) (value []byte, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.get(key)
	return bytes.Clone(v.value), ok, nil
}

// get drops a value whose time has passed.
func (m *Memory) get(key string) (timed, bool) {
	v, ok := m.values.Get(key)
	if ok && !time.Now().Before(v.until) {
		m.values.Delete(key)
		return timed{}, false
	}
	return v, ok
}

// Set implements Cache.
func (m *Memory) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	if err := Check(value, ttl); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(key, value, ttl)
	return nil
}

func (m *Memory) put(key string, value []byte, ttl time.Duration) {
	m.values.Put(key, timed{append([]byte{}, value...), time.Now().Add(ttl)}, len(key)+len(value)+overhead)
}

// Add implements Cache.
func (m *Memory) Add(_ context.Context, key string, value []byte, ttl time.Duration) (added bool, err error) {
	if err := Check(value, ttl); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.get(key); ok {
		return false, nil
	}
	m.put(key, value, ttl)
	return true, nil
}

// Delete implements Cache.
func (m *Memory) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values.Delete(key)
	return nil
}
