package cache_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/cache"
	"github.com/moneyprinter/moneyprinter/shared/cache/cachetest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	m := cache.NewMemory(64 << 20)
	cachetest.Test(t, func(*testing.T) cache.Cache { return m })
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	const size, value = 100_000, 1000
	m := cache.NewMemory(size)
	for i := range 1000 {
		if err := m.Set(t.Context(), strconv.Itoa(i), make([]byte, value), time.Hour); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := m.Get(t.Context(), "0"); !ok { // which is used all the time
			t.Fatalf("after %d values the one in use is gone", i)
		}
	}
	kept := 0
	for i := range 1000 {
		if _, ok, _ := m.Get(t.Context(), strconv.Itoa(i)); ok {
			kept++
		}
	}
	if kept*value > size || kept*value < size/2 {
		t.Errorf("%d values of %d bytes are kept, in a cache of %d", kept, value, size)
	}
}

func TestMemoryKeepsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := cache.NewMemory(1 << 20)
		if err := m.Set(t.Context(), "key", []byte("value"), time.Minute); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute - time.Nanosecond)
		if _, ok, _ := m.Get(t.Context(), "key"); !ok {
			t.Fatal("the value is gone too early")
		}
		time.Sleep(time.Nanosecond)
		if _, ok, _ := m.Get(t.Context(), "key"); ok {
			t.Fatal("the value is there too long")
		}
	})
}
