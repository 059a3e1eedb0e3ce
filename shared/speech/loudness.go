package speech

import "math"

// Target is the loudness of synthesised narration in LUFS, mono.
const Target = -19.0

// peak is the highest sample of synthesised narration: -1.5 dBFS.
const peak = 0.841

// Loudness returns the integrated loudness in LUFS as ITU-R BS.1770-4 defines it: K-weighting, blocks of 400 ms that
// overlap by 75 %, an absolute gate at -70 LUFS and a relative one 10 LU below the mean. Silence is -Inf; a sound
// shorter than a block is one block.
func (s Sound) Loudness() float64 {
	// The filter coefficients are those of the recommendation for 48 kHz.
	shelf := biquad{b: [3]float64{1.53512485958697, -2.69169618940638, 1.19839281085285}, a: [2]float64{-1.69065929318241, 0.73248077421585}}
	high := biquad{b: [3]float64{1, -2, 1}, a: [2]float64{-1.99004745483398, 0.99007225036621}}
	const hop, block = 4800, 19200
	energy := make([]float64, (len(s)+hop-1)/hop)
	for i, v := range s {
		y := high.next(shelf.next(float64(v)))
		energy[i/hop] += y * y
	}
	var blocks []float64
	for i := 0; i == 0 || i+block/hop <= len(energy); i++ {
		sum, n := 0.0, 0
		for j := i; j < min(i+block/hop, len(energy)); j++ {
			sum, n = sum+energy[j], n+min(hop, len(s)-j*hop)
		}
		if n > 0 {
			blocks = append(blocks, sum/float64(n))
		}
	}
	gated := mean(blocks, power(-70))
	return lufs(mean(blocks, max(power(-70), gated*0.1)))
}

// Normalized returns the sound at Target, its peaks softly limited.
func (s Sound) Normalized() Sound {
	l := s.Loudness()
	if math.IsInf(l, 0) {
		return s
	}
	gain := float32(math.Pow(10, (Target-l)/20))
	out := make(Sound, len(s))
	for i, v := range s {
		out[i] = limit(v * gain)
	}
	return out
}

// limit passes what is below -4.5 dBFS and bends what is above so that it never exceeds the peak.
func limit(v float32) float32 {
	const knee = 0.6
	if a := abs(v); a > knee {
		bent := knee + (peak-knee)*float32(math.Tanh(float64((a-knee)/(peak-knee))))
		return float32(math.Copysign(float64(bent), float64(v)))
	}
	return v
}

func power(lufs float64) float64 { return math.Pow(10, (lufs+0.691)/10) }
func lufs(power float64) float64 { return -0.691 + 10*math.Log10(power) }

// mean is the mean of the values over a gate, 0 where there is none.
func mean(values []float64, gate float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if v > gate {
			sum, n = sum+v, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// biquad is a second order filter, transposed direct form II.
type biquad struct {
	b      [3]float64
	a      [2]float64
	z1, z2 float64
}

func (f *biquad) next(x float64) float64 {
	y := f.b[0]*x + f.z1
	f.z1 = f.b[1]*x - f.a[0]*y + f.z2
	f.z2 = f.b[2]*x - f.a[1]*y
	return y
}
