package backdrop

import (
	"fmt"
	"math"
	"strings"
)

// motif is a shot's large form. Its soft part is a field, drawn small with the ground; its edges are drawings.
type motif struct {
	// swell returns the expression of the motif's light, 0 to 1, of X, Y and T; nil is a plain swell.
	swell func(*stage, random) string
	// draw adds the drawings; nil draws none.
	draw func(*stage, *document, random)
}

var (
	steam  = motif{swell: steamLight}
	rays   = motif{swell: rayLight}
	sun    = motif{swell: sunLight, draw: drawSun}
	rings  = motif{draw: drawRings}
	waves  = motif{draw: drawWaves}
	hills  = motif{swell: duskLight, draw: drawHills}
	peaks  = motif{swell: duskLight, draw: drawPeaks}
	orbits = motif{draw: drawOrbits}
	planet = motif{draw: drawPlanet}
	bars   = motif{draw: drawBars}
	grid   = motif{swell: duskLight, draw: drawGrid}
)

// plainLight is a broad band that rolls through the picture.
func plainLight(s *stage, rnd random) string {
	return fmt.Sprintf("pow(0.5+0.5*sin(%.3f*X/W+%.3f*Y/H+%.3f+0.5*T+0.9*sin(%.3f*Y/H-0.35*T)),3)*(1-0.75*Y/H)",
		rnd.between(-2, 2), rnd.between(2.5, 4), rnd.between(0, 6.28), rnd.between(2, 3.5))
}

// steamLight is strands of vapour that rise and curl.
func steamLight(s *stage, rnd random) string {
	wide := s.w() / float64(min(s.width, s.height))
	return fmt.Sprintf("pow(0.5+0.5*sin(%.2f*(X/W-0.5)+1.1*sin(4.2*Y/H+0.9*T+%.3f)+0.6*sin(9*Y/H+1.7*T)),4)*(0.35+0.65*sin(3.1*Y/H))*exp(-pow((X/W-0.5)*%.2f,2))",
		8*wide, rnd.between(0, 6.28), 1.7*wide)
}

// rayLight is shafts that fan out from above the picture and sway.
func rayLight(s *stage, rnd random) string {
	x := rnd.between(0.25, 0.75)
	return fmt.Sprintf("pow(0.5+0.5*sin(13*atan((X/W-%.3f)*%.3f/(Y/H+0.22))+0.55*T+1.3*sin(0.4*T+%.2f)),2.2)*pow(1-Y/H,1.25)*1.15",
		x, s.w()/s.h()*1.6, rnd.between(0, 6.28))
}

// sunX and sunY are where the sun stands, as parts of the width and height.
func sunAt(rnd random) (x, y float64) { return rnd.between(0.3, 0.7), rnd.between(0.28, 0.38) }

// sunLight is the glow round the sun.
func sunLight(s *stage, rnd random) string {
	x, y := sunAt(rnd)
	short := float64(min(s.width, s.height))
	return fmt.Sprintf("exp(-(pow((X/W-%.3f)*%.3f,2)+pow((Y/H-%.3f)*%.3f,2))*(4.2+0.9*sin(1.1*T)))", x, s.w()/short, y, s.h()/short)
}

// duskLight is a glow along a horizon.
func duskLight(s *stage, rnd random) string {
	return fmt.Sprintf("exp(-pow((Y/H-%.3f-0.03*sin(0.6*T+3*X/W))*3.6,2))*(0.75+0.25*sin(2.4*X/W+0.5*T+%.2f))", rnd.between(0.52, 0.6), rnd.between(0, 6.28))
}

// drawSun draws a disc with thin rings that breathe.
func drawSun(s *stage, d *document, rnd random) {
	x, y := sunAt(rnd)
	cx, cy := x*s.w(), y*s.h()
	r := s.px(210)
	rise := s.px(46)
	ms := s.milliseconds()
	d.shape(1, s.whole(), fmt.Sprintf(`\an5\move(%.1f,%.1f,%.1f,%.1f,0,%d)`, cx, cy+rise, cx, cy-rise, ms)+fill(s.look.glow, 0.34)+fmt.Sprintf(`\blur%.1f`, s.px(3)), circle(r))
	for i := range 3 {
		from := 100 + 26*float64(i+1)
		d.shape(1, s.whole(), fmt.Sprintf(`\an5\move(%.1f,%.1f,%.1f,%.1f,0,%d)\fscx%.0f\fscy%.0f\t(\fscx%.0f\fscy%.0f)`, cx, cy+rise, cx, cy-rise, ms, from, from, from+16, from+16)+
			stroke(s.look.glow, 0.34-0.09*float64(i), s.px(1.6)), circle(r))
	}
}

// drawRings draws circles that widen from one point like a drop's.
func drawRings(s *stage, d *document, rnd random) {
	cx, cy := rnd.between(0.2, 0.8)*s.w(), rnd.between(0.25, 0.45)*s.h()
	reach := s.px(760)
	every, life := s.fps*7/10, s.fps*5
	c, o := s.light(0.5)
	if s.look.tone == Light {
		c = s.look.shade
		o = 0.4
	}
	for born := -life; born < s.frames; born += every {
		at := span{max(born, 0), min(born+life, s.frames)}
		if at.end <= at.start {
			continue
		}
		grow := func(f int) float64 { return 4 + 96*math.Sqrt(float64(f-born)/float64(life)) }
		ms := func(f int) int { return f * 1000 / s.fps }
		since := born - at.start
		// The growth is a root, so a few straight pieces are drawn in its place.
		tags := fmt.Sprintf(`\an5\pos(%.1f,%.1f)\fade(255,0,255,%d,%d,%d,%d)\fscx%.2f\fscy%.2f`, cx, cy, ms(since), ms(since+life/8), ms(since+life/4), ms(since+life), grow(at.start), grow(at.start))
		for f := at.start; f < at.end; f += max(life/10, 1) {
			g := grow(min(f+max(life/10, 1), at.end))
			tags += fmt.Sprintf(`\t(%d,%d,\fscx%.2f\fscy%.2f)`, ms(f-at.start), ms(min(f+max(life/10, 1), at.end)-at.start), g, g)
		}
		d.shape(1, at, tags+stroke(c, o, s.px(2.2)), circle(reach))
	}
}

// drawWaves draws three bands of swell that roll past each other.
func drawWaves(s *stage, d *document, rnd random) {
	seconds := float64(s.milliseconds()) / 1000
	for i := range 3 {
		depth := float64(i)
		length := s.px(rnd.between(760, 1100)) * (1 + 0.25*depth)
		high := s.px(20 + 13*depth)
		way := s.px(60+55*depth) * seconds
		top := s.h() * (0.70 + 0.085*depth)
		// A band reaches under the next one's lowest trough and no further: what nobody sees costs as much as what is seen.
		under := s.h()*0.085 + 2*s.px(33+13*depth)
		if i == 2 {
			under = s.h() - top
		}
		phase := rnd.between(0, 2*math.Pi)
		p := land(s.w()+way+s.px(4), under+s.px(4), s.px(24), func(x float64) float64 {
			return high + high*math.Sin(2*math.Pi*x/length+phase)*0.8 + high*0.2*math.Sin(2*math.Pi*x/length*2.3+1)
		})
		from, to := 0.0, -way
		if i == 1 {
			from, to = to, from
		}
		d.shape(2, s.whole(), fmt.Sprintf(`\an7\move(%.1f,%.1f,%.1f,%.1f,0,%d)`, from, top, to, top, s.milliseconds())+fill(s.strata(i), 1), p)
	}
}

// drawHills draws rolling land.
func drawHills(s *stage, d *document, rnd random) {
	drawRidges(s, d, rnd, 0.085, func(u, a, b, c float64) float64 {
		return 0.5 + 0.3*math.Sin(2.1*u+a) + 0.15*math.Sin(4.3*u+b) + 0.05*math.Sin(9*u+c)
	})
}

// drawPeaks draws mountains: sharp above, round below.
func drawPeaks(s *stage, d *document, rnd random) {
	drawRidges(s, d, rnd, 0.15, func(u, a, b, c float64) float64 {
		return 1 - 0.62*math.Abs(math.Sin(1.7*u+a)) - 0.27*math.Abs(math.Sin(4.6*u+b)) - 0.11*math.Abs(math.Sin(11.3*u+c))
	})
}

// drawRidges draws three chains of land, the near ones darker and quicker. High is a chain's height as a part of the
// picture's; shape gives the height of its line, 0 to 1, at u short sides.
func drawRidges(s *stage, d *document, rnd random, high float64, shape func(u, a, b, c float64) float64) {
	seconds := float64(s.milliseconds()) / 1000
	for i := range 3 {
		depth := float64(i)
		top := s.h() * (0.54 + 0.115*depth)
		way := s.px(14+20*depth) * seconds
		peak := s.h() * high * (1 - 0.15*depth)
		a, b, c := rnd.between(0, 6.28), rnd.between(0, 6.28), rnd.between(0, 6.28)
		unit := s.px(1080)
		under := s.h() * (0.115 + high)
		if i == 2 {
			under = s.h() - top
		}
		p := land(s.w()+way+s.px(4), under+s.px(4), s.px(10), func(x float64) float64 { return peak * (1 - shape(x/unit, a, b, c)) })
		d.shape(2, s.whole(), fmt.Sprintf(`\an7\move(0,%.1f,%.1f,%.1f,0,%d)`, top, -way, top, s.milliseconds())+fill(s.strata(i), 1), p)
	}
}

// strata is the colour of the i-th of three layers, far to near.
func (s *stage) strata(i int) rgb {
	l := s.look
	near := l.shade
	far := l.fields[0]
	if l.tone == Light {
		far, near = mix(l.base, l.shade, 0.35), l.fields[2]
	}
	return mix(far, near, 0.2+0.3*float64(i))
}

// drawOrbits draws tilted ellipses with a body on each.
func drawOrbits(s *stage, d *document, rnd random) {
	cx, cy := s.w()*rnd.between(0.4, 0.6), s.h()*rnd.between(0.32, 0.42)
	tilt := rnd.between(-28, 28)
	line, o := s.light(0.34)
	if s.look.tone == Light {
		line, o = s.look.shade, 0.5
	}
	sin, cos := math.Sincos(-tilt * math.Pi / 180)
	for i := range 4 {
		rx := s.px(190 + 150*float64(i))
		ry := rx * 0.42
		d.shape(1, s.whole(), fmt.Sprintf(`\an5\pos(%.1f,%.1f)\frz%.1f`, cx, cy, tilt)+stroke(line, o, s.px(1.5)), ellipse(rx, ry))
		turn, phase := rnd.between(0.5, 0.9)/(1+0.45*float64(i)), rnd.between(0, 2*math.Pi)
		at := func(f int) point {
			a := phase + turn*float64(f)/float64(s.fps)
			x, y := rx*math.Cos(a), ry*math.Sin(a)
			return point{cx + x*cos - y*sin, cy + x*sin + y*cos}
		}
		body := s.px(rnd.between(9, 22))
		s.pieces(6, func(a, b int) {
			from, to := at(a), at(b)
			d.shape(3, span{a, b}, fmt.Sprintf(`\an5\move(%.1f,%.1f,%.1f,%.1f,0,%d)`, from.x, from.y, to.x, to.y, (b-a)*1000/s.fps)+fill(s.look.accent, 1)+`\blur0.8`, circle(body))
		})
	}
}

// pieces cuts the shot into stretches of so many frames.
func (s *stage) pieces(frames int, draw func(start, end int)) {
	for a := 0; a < s.frames; a += frames {
		draw(a, min(a+frames, s.frames))
	}
}

// drawPlanet draws a large globe at the picture's edge, with its night side moving in.
func drawPlanet(s *stage, d *document, rnd random) {
	r := s.px(rnd.between(400, 480))
	cx, cy := s.w()*[]float64{0.06, 0.94}[rnd.pick(2)], s.h()*rnd.between(0.58, 0.66)
	out := sign(0.5*s.w() - cx)
	day, night := mix(s.look.fields[1], s.look.glow, 0.25), s.look.shade
	if s.look.tone == Light {
		day, night = s.look.fields[1], s.look.shade
	}
	ms := s.milliseconds()
	d.shape(1, s.whole(), fmt.Sprintf(`\an5\pos(%.1f,%.1f)`, cx, cy)+fill(day, 0.95)+fmt.Sprintf(`\blur%.1f`, s.px(1.5)), circle(r))
	shift := s.px(150)
	d.shape(2, s.whole(), fmt.Sprintf(`\an5\move(%.1f,%.1f,%.1f,%.1f,0,%d)`, cx-out*shift, cy+shift, cx-out*shift*0.55, cy+shift*0.7, ms)+
		fmt.Sprintf(`\clip(%s)`, moved(circle(r-s.px(1)), cx-r, cy-r))+fill(night, 0.8)+fmt.Sprintf(`\blur%.1f`, s.px(20)), circle(r))
	d.shape(2, s.whole(), fmt.Sprintf(`\an5\pos(%.1f,%.1f)\frz%.1f\fscx100\t(\fscx108)`, cx, cy, 18*out)+stroke(s.look.glow, 0.55, s.px(1.8)), ellipse(r*1.5, r*0.36))
}

func sign(x float64) float64 { return math.Copysign(1, x) }

// drawBars draws columns that grow to a rising line.
func drawBars(s *stage, d *document, rnd random) {
	n := int(math.Round(s.w() / s.px(120)))
	pitch := s.w() / float64(n)
	c, o := s.light(0.3)
	if s.look.tone == Light {
		c, o = s.look.shade, 0.55
	}
	level := rnd.between(0.1, 0.16)
	for i := range n {
		level += rnd.between(-0.025, 0.06) * 9 / float64(n)
		high := level * s.h()
		begin := i * 900 / n
		breath := 100 + rnd.between(4, 14)*rnd.sign()
		d.shape(2, s.whole(), fmt.Sprintf(`\an1\pos(%.1f,%.1f)\fscy0\t(%d,%d,0.35,\fscy100)\t(%d,%d,\fscy%.0f)`,
			(float64(i)+0.2)*pitch, s.h(), begin, begin+800, begin+800, max(s.milliseconds(), begin+801), breath)+fill(c, o*rnd.between(0.6, 1)), rectangle(pitch*0.6, high))
	}
}

// drawGrid draws a floor of lines that runs towards the viewer.
func drawGrid(s *stage, d *document, rnd random) {
	horizon := s.h() * rnd.between(0.56, 0.62)
	floor := s.h() - horizon
	c, o := s.light(0.42)
	if s.look.tone == Light {
		c, o = s.look.shade, 0.6
	}
	vanish := s.w() * rnd.between(0.4, 0.6)
	lines := int(math.Ceil(s.w()/s.px(130)))*2 + 2
	// All the lines that run away are one drawing, which libass keeps from frame to frame.
	var away []string
	thick := s.px(2)
	for i := -lines; i <= lines; i++ {
		top, bottom := vanish+float64(i)*s.px(16), vanish+float64(i)*s.px(190)
		end := 1.0
		if edge := min(max(bottom, 0), s.w()); edge != bottom {
			end = (edge - top) / (bottom - top)
		}
		if end > 0 && top > 0 && top < s.w() {
			x, y := top+(bottom-top)*end, floor*end
			away = append(away, string(polygon([]point{{top, 0}, {top + thick*0.6, 0}, {x + thick*1.4, y}, {x, y}})))
		}
	}
	// The empty corner holds the drawing's origin in place.
	d.shape(2, s.whole(), fmt.Sprintf(`\an7\pos(0,%.1f)`, horizon)+fill(c, o*0.7), path("m 0 0 l 0 0 "+strings.Join(away, " ")))
	// A rung at depth z stands at 1/z of the floor's height below the horizon; all come one pitch nearer in a cycle.
	cycle := s.fps * 3 / 2
	for k := range 14 {
		y := func(f int) float64 {
			z := 1 + 0.42*(float64(k)-float64(f%cycle)/float64(cycle))
			return horizon + floor*0.98/max(z, 0.5)
		}
		s.pieces(max(cycle/15, 1), func(a, b int) {
			if y(a) > s.h()+2 {
				return
			}
			end := b
			to := y(b)
			if b%cycle <= a%cycle {
				// The cycle ends here: the rung is where its neighbour began.
				to = horizon + floor*0.98/max(1+0.42*(float64(k)-1), 0.5)
			}
			d.shape(2, span{a, end}, fmt.Sprintf(`\an4\move(0,%.1f,0,%.1f,0,%d)`, y(a), to, (end-a)*1000/s.fps)+fill(c, o*min((y(a)-horizon)/floor*1.6, 1)), rectangle(s.w(), s.px(1.6)))
		})
	}
}
