package lru_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/moneyprinter/moneyprinter/shared/lru"
)

// The list is held against a plain slice that does the same slowly.
func TestList(t *testing.T) {
	t.Parallel()
	type entry struct{ Key, Value, Weight int }
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		l := lru.New[int, int](limit)
		var model []entry // the last used first
		take := func(key int) (e entry, ok bool) {
			for i, e := range model {
				if e.Key == key {
					model = append(model[:i:i], model[i+1:]...)
					return e, true
				}
			}
			return entry{}, false
		}
		for range rapid.IntRange(1, 60).Draw(t, "operations") {
			key := rapid.IntRange(0, 9).Draw(t, "key")
			switch rapid.SampledFrom([]string{"get", "put", "delete"}).Draw(t, "operation") {
			case "get":
				want, wantOK := take(key)
				if wantOK {
					model = append([]entry{want}, model...)
				}
				if got, ok := l.Get(key); ok != wantOK || got != want.Value {
					t.Fatalf("Get(%d) = %d, %v; want %d, %v", key, got, ok, want.Value, wantOK)
				}
			case "put":
				e := entry{key, rapid.Int().Draw(t, "value"), rapid.IntRange(0, 25).Draw(t, "weight")}
				l.Put(e.Key, e.Value, e.Weight)
				take(key)
				if e.Weight <= limit {
					model = append([]entry{e}, model...)
				}
				for weight := 0; ; weight = 0 {
					for _, e := range model {
						weight += e.Weight
					}
					if weight <= limit {
						break
					}
					model = model[:len(model)-1]
				}
			case "delete":
				l.Delete(key)
				take(key)
			}
			if l.Len() != len(model) {
				t.Fatalf("there are %d keys, want %d", l.Len(), len(model))
			}
		}
		got := map[int]int{}
		want := map[int]int{}
		for key := range 10 {
			if v, ok := l.Get(key); ok {
				got[key] = v
			}
		}
		for _, e := range model {
			want[e.Key] = e.Value
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
