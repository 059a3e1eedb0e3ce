package main

import (
	"encoding/binary"
	"math"
)

// rate is the sample rate in Hz.
const rate = 48_000

// sound is a stereo loop.
type sound struct{ left, right []float64 }

func newSound(samples int) sound { return sound{make([]float64, samples), make([]float64, samples)} }

// note adds a mono voice at a time in seconds, panned from -1 (left) to 1 with equal power. What is longer than the rest of
// the loop goes on at its beginning.
func (s sound) note(at, seconds, gain, pan float64, voice func(t float64) float64) {
	l, r := math.Cos((pan+1)*math.Pi/4)*gain, math.Sin((pan+1)*math.Pi/4)*gain
	start := int(math.Round(at * rate))
	for i := range int(seconds * rate) {
		v := voice(float64(i) / rate)
		k := ((start+i)%len(s.left) + len(s.left)) % len(s.left)
		s.left[k] += v * l
		s.right[k] += v * r
	}
}

// add mixes another loop in.
func (s sound) add(o sound, gain float64) {
	for i := range s.left {
		s.left[i] += o.left[i] * gain
		s.right[i] += o.right[i] * gain
	}
}

// through returns the loop after an effect that has memory, in the state that it has on every round but the first.
func (s sound) through(effect func(l, r float64) (float64, float64)) sound {
	out := newSound(len(s.left))
	for range 2 {
		for i := range s.left {
			out.left[i], out.right[i] = effect(s.left[i], s.right[i])
		}
	}
	return out
}

// master brings the loop to a loudness: a gentle high-pass, a soft ceiling, and a gain to the root mean square given.
func (s sound) master(rms float64) sound {
	var lowL, lowR float64
	s = s.through(func(l, r float64) (float64, float64) {
		lowL += (l - lowL) * 0.0035
		lowR += (r - lowR) * 0.0035
		return l - lowL, r - lowR
	})
	sum := 0.0
	for i := range s.left {
		sum += s.left[i]*s.left[i] + s.right[i]*s.right[i]
	}
	gain := rms / math.Sqrt(sum/float64(2*len(s.left)))
	const ceiling = 0.72
	for i := range s.left {
		s.left[i] = ceiling * math.Tanh(s.left[i]*gain/ceiling)
		s.right[i] = ceiling * math.Tanh(s.right[i]*gain/ceiling)
	}
	return s
}

// bytes returns the samples as interleaved 32 bit floats.
func (s sound) bytes() []byte {
	b := make([]byte, 0, 8*len(s.left))
	for i := range s.left {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(s.left[i])))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(s.right[i])))
	}
	return b
}
