package espeak

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Units of known lengths, some without sound, some with silence inside, are found where they are.
func TestBoundaries(t *testing.T) {
	t.Parallel()
	const hz = 22050
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var steady, cycle []int16
		var want [][2]int
		silent := 0
		tone := func(milliseconds, unit int) {
			for range milliseconds * hz / 1000 {
				v := 6000 * math.Sin(float64(len(steady))*2*math.Pi*180/hz) * (0.6 + 0.4*rng.Float64())
				steady = append(steady, int16(v))
				cycle = append(cycle, int16(v*levels[unit%len(levels)]))
			}
		}
		rest := func(milliseconds int) {
			steady = append(steady, make([]int16, milliseconds*hz/1000)...)
			cycle = append(cycle, make([]int16, milliseconds*hz/1000)...)
		}
		n := 1 + rng.IntN(30)
		for unit := range n {
			if rng.IntN(6) == 0 && silent < 2 {
				silent++
				want = append(want, [2]int{})
				continue
			}
			silent = 0
			if rng.IntN(3) == 0 {
				rest(rng.IntN(300))
			}
			from := len(steady) * 1000 / hz
			tone(40+rng.IntN(300), unit)
			if rng.IntN(3) == 0 {
				rest(rng.IntN(60))
				tone(20+rng.IntN(80), unit)
			}
			want = append(want, [2]int{from, len(steady) * 1000 / hz})
		}
		for i, m := range boundaries(steady, cycle, hz, n) {
			if near := func(a, b int) bool { return a-b <= 12 && b-a <= 12 }; !near(m.Start, want[i][0]) || !near(m.End, want[i][1]) {
				t.Fatalf("unit %d of %d is at %v, want %v", i, n, m, want[i])
			}
		}
	}
}
