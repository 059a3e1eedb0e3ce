package espeak

import (
	"math"

	"github.com/moneyprinter/moneyprinter/shared/speech"
)

// amplitudes is the cycle of the second synthesis. The first is that of the narration; the engine quantises them to
// value*55/100, see levels.
var amplitudes = [5]int{80, 64, 48, 32, 16}

// levels are the ratios at which the amplitudes are heard.
var levels = func() (l [5]float64) {
	for i, a := range amplitudes {
		l[i] = float64(a*55/100) / float64(amplitudes[0]*55/100)
	}
	return l
}()

// boundaries finds when each of n units is heard, in milliseconds, by the ratio of the two sounds. A unit without sound
// of its own gets the zero mark.
func boundaries(steady, cycle []int16, hz, n int) []speech.Mark {
	marks := make([]speech.Mark, n)
	frame := hz / 400
	current, pending, run := -1, -1, 0
	heardAt := 0
	for at := 0; at+frame <= min(len(steady), len(cycle)); at += frame {
		class, ok := classify(steady[at:at+frame], cycle[at:at+frame])
		if !ok {
			continue
		}
		end := ms(at+frame, hz)
		if current >= 0 && class == current%len(levels) {
			marks[current].End, pending = end, -1
			continue
		}
		// A frame across two words may look like a third: a new class counts once it has been heard twice.
		if class != pending {
			pending, run, heardAt = class, 1, at
			continue
		}
		if run++; run < 2 {
			continue
		}
		next := current + 1 + (class-(current+1)%len(levels)+len(levels))%len(levels)
		if next >= n || next-current > len(levels)-1 {
			continue
		}
		current, pending = next, -1
		marks[current] = speech.Mark{Start: ms(heardAt, hz), End: end}
	}
	return marks
}

// classify returns the index of the level at which a frame is heard; ok is false where it is silent or between levels.
func classify(steady, cycle []int16) (class int, ok bool) {
	var a, b float64
	for i := range steady {
		a += float64(steady[i]) * float64(steady[i])
		b += float64(cycle[i]) * float64(cycle[i])
	}
	if a < 25*25*float64(len(steady)) {
		return 0, false
	}
	ratio := math.Sqrt(b / a)
	for i, l := range levels {
		if math.Abs(ratio-l) < 0.09 {
			return i, true
		}
	}
	return 0, false
}

func ms(samples, hz int) int { return samples * 1000 / hz }
