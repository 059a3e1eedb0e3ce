// Package cachetest is the conformance suite of caches.
package cachetest

import (
	"bytes"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/moneyprinter/moneyprinter/shared/cache"
)

// Test runs the suite. open returns a new view of one and the same cache at each call, as another process would have; others may
// use the cache at the same time. It must have room for some megabytes.
func Test(t *testing.T, open func(t *testing.T) cache.Cache) {
	get := func(t *testing.T, c cache.Cache, key string) (string, bool) {
		t.Helper()
		v, ok, err := c.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return string(v), ok
	}
	want := func(t *testing.T, c cache.Cache, key, value string) {
		t.Helper()
		if v, ok := get(t, c, key); !ok || v != value {
			t.Fatalf("Get(%q) = %q, %v; want %q", key, v, ok, value)
		}
	}
	wantNone := func(t *testing.T, c cache.Cache, key string) {
		t.Helper()
		if v, ok := get(t, c, key); ok {
			t.Fatalf("Get(%q) = %q, want none", key, v)
		}
	}
	set := func(t *testing.T, c cache.Cache, key, value string, ttl time.Duration) {
		t.Helper()
		if err := c.Set(t.Context(), key, []byte(value), ttl); err != nil {
			t.Fatal(err)
		}
	}
	add := func(t *testing.T, c cache.Cache, key, value string) bool {
		t.Helper()
		added, err := c.Add(t.Context(), key, []byte(value), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return added
	}

	t.Run("SetGetDelete", func(t *testing.T) {
		t.Parallel()
		c, other, key := open(t), open(t), uuid.NewString()
		wantNone(t, c, key)
		set(t, c, key, "one", time.Hour)
		want(t, other, key, "one")
		set(t, other, key, "two", time.Hour)
		want(t, c, key, "two")
		for range 2 {
			if err := c.Delete(t.Context(), key); err != nil {
				t.Fatal(err)
			}
			wantNone(t, other, key)
		}
	})

	t.Run("AnyBytes", func(t *testing.T) {
		t.Parallel()
		c, key := open(t), "a key\r\n{of}\x00 any* bytes "+uuid.NewString()
		for _, value := range []string{"", "\x00\xff\r\n", string(bytes.Repeat([]byte{0xAB}, cache.MaxValue))} {
			set(t, c, key, value, time.Hour)
			if v, ok := get(t, c, key); !ok || v != value {
				t.Fatalf("a value of %d bytes came back as %d, %v", len(value), len(v), ok)
			}
		}
	})

	t.Run("WhatIsNotKept", func(t *testing.T) {
		t.Parallel()
		c, key := open(t), uuid.NewString()
		for _, bad := range []struct {
			size int
			ttl  time.Duration
			want error
		}{{cache.MaxValue + 1, time.Hour, cache.ErrTooLarge}, {1, 0, cache.ErrNoTTL}, {1, -time.Second, cache.ErrNoTTL}} {
			if err := c.Set(t.Context(), key, make([]byte, bad.size), bad.ttl); !errors.Is(err, bad.want) {
				t.Errorf("Set of %d bytes for %v: %v, want %v", bad.size, bad.ttl, err, bad.want)
			}
			if _, err := c.Add(t.Context(), key, make([]byte, bad.size), bad.ttl); !errors.Is(err, bad.want) {
				t.Errorf("Add of %d bytes for %v: %v, want %v", bad.size, bad.ttl, err, bad.want)
			}
			wantNone(t, c, key)
		}
	})

	t.Run("AddKeepsWhatIsThere", func(t *testing.T) {
		t.Parallel()
		c, other, key := open(t), open(t), uuid.NewString()
		if !add(t, c, key, "first") || add(t, other, key, "second") {
			t.Fatal("the first is to be added, the second not")
		}
		want(t, other, key, "first")
		set(t, c, key, "third", time.Hour)
		if add(t, c, key, "fourth") {
			t.Fatal("a value that was set is replaced")
		}
		want(t, c, key, "third")
		if err := c.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if !add(t, c, key, "fifth") {
			t.Fatal("after Delete nothing is added")
		}
		want(t, c, key, "fifth")
	})

	t.Run("OneAddsOfManyAtOnce", func(t *testing.T) {
		t.Parallel()
		views, key := []cache.Cache{open(t), open(t)}, uuid.NewString()
		var added atomic.Int64
		var adding sync.WaitGroup
		for i := range 20 {
			adding.Go(func() {
				ok, err := views[i%2].Add(t.Context(), key, []byte{byte(i)}, time.Hour)
				if err != nil {
					t.Error(err)
				}
				if ok {
					added.Add(1)
				}
			})
		}
		adding.Wait()
		if n := added.Load(); n != 1 {
			t.Fatalf("%d have added", n)
		}
	})

	t.Run("ValuesEnd", func(t *testing.T) {
		t.Parallel()
		c, short, long := open(t), uuid.NewString(), uuid.NewString()
		set(t, c, long, "stays", time.Hour)
		set(t, c, short, "stays", time.Hour)
		set(t, c, short, "goes", 20*time.Millisecond)
		again := time.NewTicker(5 * time.Millisecond)
		defer again.Stop()
		limit := time.After(30 * time.Second)
		for _, ok := get(t, c, short); ok; _, ok = get(t, c, short) {
			select {
			case <-again.C:
			case <-limit:
				t.Fatal("a value outlives its time")
			}
		}
		want(t, c, long, "stays")
		if !add(t, c, short, "new") {
			t.Fatal("a value whose time has passed is in the way")
		}
	})

	t.Run("TheValueIsTheCallers", func(t *testing.T) {
		t.Parallel()
		c, key, value := open(t), uuid.NewString(), []byte("value")
		if err := c.Set(t.Context(), key, value, time.Hour); err != nil {
			t.Fatal(err)
		}
		value[0] = 'X'
		got, _, err := c.Get(t.Context(), key)
		if err != nil || string(got) != "value" {
			t.Fatalf("%q, %v", got, err)
		}
		got[0] = 'Y'
		want(t, c, key, "value")
	})
}
