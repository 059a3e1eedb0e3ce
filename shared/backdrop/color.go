package backdrop

import "math"

// rgb is a colour in sRGB, each component 0 to 1.
type rgb struct{ r, g, b float64 }

// oklch returns a colour by lightness (0 to 1), chroma (0 to about 0.3) and hue in degrees, in Björn Ottosson's OKLab
// (https://bottosson.github.io/posts/oklab/). Equal lightness looks equally light whatever the hue, so a palette's
// contrast holds for all its hues. A chroma outside sRGB is lowered until the colour fits.
func oklch(lightness, chroma, hue float64) rgb {
	for ; chroma > 0.002; chroma -= 0.004 {
		if c, ok := oklab(lightness, chroma, hue); ok {
			return c
		}
	}
	c, _ := oklab(lightness, 0, hue)
	return c
}

func oklab(lightness, chroma, hue float64) (rgb, bool) {
	sin, cos := math.Sincos(hue * math.Pi / 180)
	a, b := chroma*cos, chroma*sin
	cube := func(x float64) float64 { return x * x * x }
	l := cube(lightness + 0.3963377774*a + 0.2158037573*b)
	m := cube(lightness - 0.1055613458*a - 0.0638541728*b)
	s := cube(lightness - 0.0894841775*a - 1.2914855480*b)
	linear := [3]float64{
		4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s,
	}
	fits := true
	for i, x := range linear {
		fits = fits && x > -0.001 && x < 1.001
		x = min(max(x, 0), 1)
		if x <= 0.0031308 {
			linear[i] = 12.92 * x
		} else {
			linear[i] = 1.055*math.Pow(x, 1/2.4) - 0.055
		}
	}
	return rgb{linear[0], linear[1], linear[2]}, fits
}

// mix goes from a to b, t from 0 to 1.
func mix(a, b rgb, t float64) rgb {
	return rgb{a.r + (b.r-a.r)*t, a.g + (b.g-a.g)*t, a.b + (b.b-a.b)*t}
}
