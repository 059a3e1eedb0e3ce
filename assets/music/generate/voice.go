package main

import (
	"math"
	"math/rand/v2"
)

// hertz is the frequency of a MIDI note number in equal temperament, A4 = 440 Hz.
func hertz(note int) float64 { return 440 * math.Pow(2, float64(note-69)/12) }

// swell is an envelope that opens within attack, holds, and closes within release at the end of seconds.
func swell(t, seconds, attack, release float64) float64 {
	e := math.Min(t/attack, 1)
	if rest := seconds - t; rest < release {
		e = math.Min(e, math.Max(rest/release, 0))
	}
	return e * e * (3 - 2*e)
}

// pad is a warm chord tone: a few harmonics of two strings that beat slowly, the upper ones opening with the envelope.
func pad(f, seconds, phase float64) func(float64) float64 {
	return func(t float64) float64 {
		e := swell(t, seconds, 0.9, 1.3)
		bright := 0.55 + 0.25*math.Sin(2*math.Pi*0.13*t+phase)
		v := 0.0
		for h, level := 1.0, 1.0; h <= 6; h, level = h+1, level*bright*e*0.72 {
			v += level / h * (math.Sin(2*math.Pi*f*h*1.0016*t+phase*h) + math.Sin(2*math.Pi*f*h*0.9983*t+2.1*phase*h))
		}
		return v * e * 0.5
	}
}

// keys is a soft electric piano: a sine whose bell-like partial fades first, with a slow tremolo.
func keys(f, seconds, velocity float64) func(float64) float64 {
	return func(t float64) float64 {
		bell := math.Exp(-5*t) * 0.9 * velocity * math.Sin(2*math.Pi*f*7*t) * math.Min(1, 900/f)
		body := math.Sin(2*math.Pi*f*t + (0.9*math.Exp(-2.2*t)+0.12)*velocity*math.Sin(2*math.Pi*f*t) + 0.22*bell)
		return body * math.Exp(-1.15*t) * (1 - 0.14*math.Sin(2*math.Pi*4.3*t)) * swell(t, seconds, 0.006, 0.25)
	}
}

// pluck is a struck bar: harmonics that decay faster the higher they are.
func pluck(f, seconds float64) func(float64) float64 {
	return func(t float64) float64 {
		v := math.Sin(2*math.Pi*f*t)*math.Exp(-3.2*t) + 0.42*math.Sin(2*math.Pi*f*2.001*t)*math.Exp(-5.5*t) +
			0.2*math.Sin(2*math.Pi*f*3.003*t)*math.Exp(-9*t) + 0.1*math.Sin(2*math.Pi*f*5.2*t)*math.Exp(-16*t)
		return v * swell(t, seconds, 0.003, 0.1)
	}
}

// bass is a round low tone.
func bass(f, seconds float64) func(float64) float64 {
	return func(t float64) float64 {
		v := math.Sin(2*math.Pi*f*t) + 0.3*math.Exp(-3*t)*math.Sin(4*math.Pi*f*t) + 0.08*math.Sin(6*math.Pi*f*t)*math.Exp(-6*t)
		return v * math.Exp(-0.8*t) * swell(t, seconds, 0.012, 0.12)
	}
}

// kick is a drum skin whose pitch falls.
func kick(t float64) float64 {
	phase := 2 * math.Pi * (46*t + 58/26.0*(1-math.Exp(-26*t)))
	return math.Sin(phase) * math.Exp(-8.5*t) * math.Min(t/0.002, 1)
}

// noise returns a voice of filtered noise: highs above the cut, or lows below it.
func noise(seed uint64, cut, decay float64, high bool) func(float64) float64 {
	r := rand.NewPCG(seed, 0x6d757369)
	low, low2 := 0.0, 0.0
	k := 1 - math.Exp(-2*math.Pi*cut/rate)
	return func(t float64) float64 {
		x := float64(int64(r.Uint64()>>11))/(1<<52) - 1
		low += (x - low) * k
		low2 += (low - low2) * k
		if high {
			x -= low
		} else {
			x = low2 * 2
		}
		return x * math.Exp(-decay*t) * math.Min(t/0.003, 1)
	}
}
