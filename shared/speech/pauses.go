package speech

import (
	"math"
	"slices"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Pause is a silence within the voice, in samples.
type Pause struct{ From, To int }

// Pauses returns the silences of at least 120 ms between the first and the last voice: stretches whose level stays 32 dB
// under that of the loud tenth of the sound.
func (s Sound) Pauses() []Pause {
	const frame = steps.SampleRate / 100
	from, to := s.Voiced()
	var level []float64
	for i := from; i+frame <= to; i += frame {
		sum := 0.0
		for _, v := range s[i : i+frame] {
			sum += float64(v) * float64(v)
		}
		level = append(level, math.Sqrt(sum/frame))
	}
	limit := loud(level) * math.Pow(10, -32.0/20)
	var pauses []Pause
	for i := 0; i < len(level); i++ {
		j := i
		for j < len(level) && level[j] < limit {
			j++
		}
		if j-i >= 12 && i > 0 && j < len(level) {
			pauses = append(pauses, Pause{from + i*frame, from + j*frame})
		}
		i = max(i, j)
	}
	return pauses
}

// loud is the level that nine tenths of the frames do not reach.
func loud(level []float64) float64 {
	if len(level) == 0 {
		return 0
	}
	sorted := slices.Clone(level)
	slices.Sort(sorted)
	return sorted[len(sorted)*9/10]
}
