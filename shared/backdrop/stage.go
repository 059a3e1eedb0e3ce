package backdrop

import (
	"fmt"
	"math"
)

// stage is the picture that a shot is drawn on.
type stage struct {
	width, height, fps int
	// frames is the length of the whole shot.
	frames int
	look   look
	// captions is where the video's captions stand.
	captions string
}

// px scales a length that is given for a short side of 1080 pixels.
func (s *stage) px(at1080 float64) float64 {
	return at1080 * float64(min(s.width, s.height)) / 1080
}

func (s *stage) w() float64 { return float64(s.width) }
func (s *stage) h() float64 { return float64(s.height) }

// milliseconds is the shot's length.
func (s *stage) milliseconds() int { return s.frames * 1000 / s.fps }

// cell is the short side in pixels of the field, which is soft enough to be drawn small and scaled up.
const cell = 54

// source returns the chain that makes the ground for frames frames from the frame start.
//
// Each of three planes holds one field: where its colour lies and how strongly. colorchannelmixer then mixes the three
// colours over the base, which the alpha plane carries, so an expression is computed once and not once for each component.
func (s *stage) source(start, frames int) string {
	short := min(s.width, s.height)
	w, h := cell*s.width/short, cell*s.height/short
	l := s.look
	row := func(base, a, b, c float64) [4]float64 { return [4]float64{a - base, b - base, c - base, base} }
	r := row(l.base.r, l.fields[0].r, l.fields[1].r, l.fields[2].r)
	g := row(l.base.g, l.fields[0].g, l.fields[1].g, l.fields[2].g)
	b := row(l.base.b, l.fields[0].b, l.fields[1].b, l.fields[2].b)
	f := s.fields()
	return fmt.Sprintf("color=c=black:s=%dx%d:r=%d,trim=end_frame=%d,setpts=PTS+%d,format=gbrap16le,"+
		"geq=r='65535*clip(%s,0,1)':g='65535*clip(%s,0,1)':b='65535*clip(%s,0,1)':a=65535,"+
		"colorchannelmixer=rr=%.4f:rg=%.4f:rb=%.4f:ra=%.4f:gr=%.4f:gg=%.4f:gb=%.4f:ga=%.4f:br=%.4f:bg=%.4f:bb=%.4f:ba=%.4f,"+
		"scale=%d:%d:flags=bicubic+accurate_rnd+bitexact:out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1,"+
		"setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709",
		w, h, s.fps, frames, start, f[0], f[1], f[2],
		r[0], r[1], r[2], r[3], g[0], g[1], g[2], g[3], b[0], b[1], b[2], b[3],
		s.width, s.height)
}

// fields returns the expressions of the three fields, 0 to 1, of X, Y and T. Two are soft discs that drift on slow
// ellipses; the third is a swell that crosses the picture, or in a light shot the darker ground under it.
func (s *stage) fields() [3]string {
	rnd := newRandom(s.look.seed, s.look.variant*8+1)
	tall := s.h() / float64(min(s.width, s.height))
	wide := s.w() / float64(min(s.width, s.height))
	disc := func(x, y, size float64) string {
		turn, reach := rnd.between(0.35, 0.6)*rnd.sign(), rnd.between(0.16, 0.26)
		phase := rnd.between(0, 2*math.Pi)
		return fmt.Sprintf("exp(-(pow((X/W-%.3f-%.3f*sin(%.3f*T+%.3f))*%.3f,2)+pow((Y/H-%.3f-%.3f*cos(%.3f*T+%.3f))*%.3f,2)))",
			x, reach, turn, phase, wide/size, y, reach*0.6, turn*0.8, phase, tall/size)
	}
	left := rnd.pick(2) == 0
	x1, x2 := 0.22, 0.8
	if left {
		x1, x2 = x2, x1
	}
	first := disc(x1, rnd.between(0.18, 0.38), rnd.between(0.5, 0.7))
	second := disc(x2, rnd.between(0.5, 0.75), rnd.between(0.42, 0.6))
	light := plainLight
	if s.look.motif.swell != nil {
		light = s.look.motif.swell
	}
	swell := light(s, s.motifRandom())
	if s.look.tone == Dark {
		return [3]string{first, second, swell}
	}
	slope, phase := rnd.between(-0.06, 0.06), rnd.between(0, 2*math.Pi)
	ground := fmt.Sprintf("(0.5+0.5*tanh((Y/H-0.86+0.035*sin(%.3f*X/W+%.3f+0.7*T)+%.3f*(X/W-0.5))*9))", 3.4*wide, phase, slope)
	return [3]string{"(" + swell + ")*(1-" + ground + ")", second + "*(1-" + ground + ")", ground}
}

// motifRandom gives the motif's field and its drawings the same choices.
func (s *stage) motifRandom() random { return newRandom(s.look.seed, s.look.variant*8+3) }
