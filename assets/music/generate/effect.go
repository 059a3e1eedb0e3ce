package main

import "math"

// echo is a delay that goes from side to side; seconds is its time.
func echo(s sound, seconds, feedback float64) sound {
	n := int(seconds * rate)
	l, r := make([]float64, n), make([]float64, n)
	i, dampL, dampR := 0, 0.0, 0.0
	return s.through(func(a, b float64) (float64, float64) {
		x, y := l[i], r[i]
		dampL += (x - dampL) * 0.35
		dampR += (y - dampR) * 0.35
		l[i], r[i] = a*0.5+b*0.5+dampR*feedback, dampL*feedback
		i = (i + 1) % n
		return x, y
	})
}

// hall is a reverberation: eight delays that feed each other through a Householder matrix, damped, after Jot's feedback
// delay networks (Jot and Chaigne, Digital delay networks for designing artificial reverberators, 1991).
func hall(s sound, seconds float64) sound {
	lengths := [8]int{1433, 1601, 1867, 2053, 2251, 2399, 2687, 2909}
	var lines [8][]float64
	var gains, damp [8]float64
	var at [8]int
	for k, n := range lengths {
		lines[k] = make([]float64, n)
		gains[k] = math.Pow(10, -3*float64(n)/rate/seconds)
	}
	return s.through(func(l, r float64) (float64, float64) {
		var out [8]float64
		sum := 0.0
		for k := range lines {
			damp[k] += (lines[k][at[k]] - damp[k]) * 0.42
			out[k] = damp[k] * gains[k]
			sum += out[k]
		}
		for k := range lines {
			in := l
			if k%2 == 1 {
				in = r
			}
			lines[k][at[k]] = in*0.5 + out[k] - sum/4
			at[k] = (at[k] + 1) % len(lines[k])
		}
		return (out[0] + out[2] - out[4] + out[6]) * 0.5, (out[1] - out[3] + out[5] + out[7]) * 0.5
	})
}
