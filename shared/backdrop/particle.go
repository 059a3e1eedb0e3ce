package backdrop

import (
	"fmt"
	"math"
)

// particle is one small thing that drifts through the picture.
type particle struct {
	from, to point
	// born may be before the shot's first frame, so that the picture is full from the start; both in frames.
	born, life int
	tags       string
	shape      path
	layer      int
}

// drift draws a particle: it fades in, moves, fades out. Times before the first frame are cut off without a jump.
func (d *document) drift(p particle) {
	s := d.stage
	ms := func(frames int) int { return frames * 1000 / s.fps }
	start, end := max(p.born, 0), p.born+p.life
	if start >= s.frames || end <= 0 {
		return
	}
	at := func(frame int) point {
		k := float64(frame-p.born) / float64(p.life)
		return point{p.from.x + (p.to.x-p.from.x)*k, p.from.y + (p.to.y-p.from.y)*k}
	}
	a, b := at(start), at(end)
	fade := p.life / 4
	since := p.born - start
	d.shape(p.layer, span{start, end}, fmt.Sprintf(`\an5\move(%.1f,%.1f,%.1f,%.1f,0,%d)\fade(255,0,255,%d,%d,%d,%d)%s`,
		a.x, a.y, b.x, b.y, ms(end-start), ms(since), ms(since+fade), ms(since+p.life-fade), ms(since+p.life), p.tags), p.shape)
}

// swarm calls make for about perSecond births a second, from before the first frame on, so the picture is never empty.
func (s *stage) swarm(rnd random, perSecond, seconds float64, make func(born, life int)) {
	life := seconds * float64(s.fps)
	step := float64(s.fps) / perSecond
	for t := -life; t < float64(s.frames); t += step {
		born := int(t + rnd.between(0, step))
		make(born, max(int(life*rnd.between(0.75, 1.25)), 8))
	}
}

// light is the colour and strength of bright particles: glow on dark, the accent's shade on light.
func (s *stage) light(strength float64) (rgb, float64) {
	if s.look.tone == Light {
		return s.look.glow, min(strength*1.3, 1)
	}
	return s.look.glow, strength
}

// motes are soft discs of light out of focus, large and faint, small and bright.
func motes(s *stage, d *document) {
	rnd := newRandom(s.look.seed, s.look.variant*8+2)
	s.swarm(rnd, 5, 5, func(born, life int) {
		near := rnd.unit()
		r := s.px(8 + 62*near*near*near)
		from := point{rnd.between(0, s.w()), rnd.between(0, s.h())}
		angle := rnd.between(-2.2, -0.9)
		far := s.px(rnd.between(90, 220)) * (0.6 + near)
		c, o := s.light(0.42 - 0.32*near)
		d.drift(particle{from: from, to: point{from.x + far*math.Cos(angle), from.y + far*math.Sin(angle)}, born: born, life: life,
			layer: 4, tags: fill(c, o) + fmt.Sprintf(`\blur%.1f`, s.px(2+6*near)), shape: circle(r)})
	})
}

// bubbles rise: thin rings with a small light in each.
func bubbles(s *stage, d *document) {
	rnd := newRandom(s.look.seed, s.look.variant*8+2)
	s.swarm(rnd, 6, 4.5, func(born, life int) {
		near := rnd.unit()
		r := s.px(5 + 34*near*near)
		x := rnd.between(0, s.w())
		from := point{x, rnd.between(0.35, 1.1) * s.h()}
		to := point{x + s.px(rnd.between(-70, 70)), from.y - s.px(350+420*near)}
		c, o := s.light(0.6)
		d.drift(particle{from: from, to: to, born: born, life: life, layer: 4, tags: stroke(c, o, s.px(1.6+near)) + `\blur0.6`, shape: circle(r)})
		glint := circle(r * 0.2)
		shift := point{-r * 0.38, -r * 0.4}
		d.drift(particle{from: point{from.x + shift.x, from.y + shift.y}, to: point{to.x + shift.x, to.y + shift.y}, born: born, life: life, layer: 4, tags: fill(c, o) + `\blur0.8`, shape: glint})
	})
}

// embers are small glowing sparks that rise fast.
func embers(s *stage, d *document) {
	rnd := newRandom(s.look.seed, s.look.variant*8+2)
	c, o := s.light(0.9)
	s.swarm(rnd, 14, 2.6, func(born, life int) {
		r := s.px(rnd.between(1.6, 5))
		from := point{rnd.between(0, s.w()), rnd.between(0.3, 1.05) * s.h()}
		to := point{from.x + s.px(rnd.between(-160, 160)), from.y - s.px(rnd.between(320, 800))}
		d.drift(particle{from: from, to: to, born: born, life: life, layer: 4, tags: fill(c, o*rnd.between(0.5, 1)) + fmt.Sprintf(`\blur%.1f`, r*0.45), shape: circle(r)})
	})
}

// stars stand nearly still and twinkle.
func stars(s *stage, d *document) {
	rnd := newRandom(s.look.seed, s.look.variant*8+2)
	c, o := s.light(0.95)
	s.swarm(rnd, 26, 3.4, func(born, life int) {
		r := s.px(1.5 + 4*math.Pow(rnd.unit(), 4))
		from := point{rnd.between(0, s.w()), rnd.between(0, s.h())}
		d.drift(particle{from: from, to: point{from.x - s.px(14)*r, from.y + s.px(5)*r}, born: born, life: life, layer: 1, tags: fill(c, o*rnd.between(0.35, 1)) + `\blur0.7`, shape: circle(r)})
	})
}

// snow falls.
func snow(s *stage, d *document) {
	rnd := newRandom(s.look.seed, s.look.variant*8+2)
	c, o := s.light(0.8)
	s.swarm(rnd, 11, 4, func(born, life int) {
		near := rnd.unit()
		r := s.px(2.5 + 12*near*near*near)
		from := point{rnd.between(-0.1, 1) * s.w(), rnd.between(-0.1, 0.75) * s.h()}
		to := point{from.x + s.px(rnd.between(20, 180)), from.y + s.px(260+380*near)}
		d.drift(particle{from: from, to: to, born: born, life: life, layer: 4, tags: fill(c, o*(1-0.55*near)) + fmt.Sprintf(`\blur%.1f`, s.px(0.8+4*near)), shape: circle(r)})
	})
}

// leaves turn as they fall.
func leaves(s *stage, d *document) {
	rnd := newRandom(s.look.seed, s.look.variant*8+2)
	s.swarm(rnd, 3.2, 5, func(born, life int) {
		near := rnd.unit()
		l := s.px(22 + 60*near*near)
		from := point{rnd.between(-0.1, 1) * s.w(), rnd.between(-0.15, 0.6) * s.h()}
		to := point{from.x + s.px(rnd.between(60, 300)), from.y + s.px(300+380*near)}
		c, o := s.look.fields[1], 0.75
		if rnd.pick(2) == 0 {
			c = s.look.accent
		}
		turn := rnd.between(0, 360)
		d.drift(particle{from: from, to: to, born: born, life: life, layer: 4,
			tags:  fill(c, o-0.4*near) + fmt.Sprintf(`\blur%.1f\frz%.0f\t(\frz%.0f)`, s.px(0.6+5*near*near), turn, turn+rnd.between(60, 200)*rnd.sign()),
			shape: leaf(l, l*0.42)})
	})
}

// sparks are short lines of light that run along one of two directions.
func sparks(s *stage, d *document) {
	rnd := newRandom(s.look.seed, s.look.variant*8+2)
	c, o := s.light(0.75)
	s.swarm(rnd, 7, 2.4, func(born, life int) {
		length, thick := s.px(rnd.between(24, 120)), s.px(rnd.between(1.5, 3.5))
		from := point{rnd.between(0, s.w()), rnd.between(0, s.h())}
		to, shape := point{from.x, from.y - s.px(rnd.between(200, 520))}, rectangle(thick, length)
		if rnd.pick(3) == 0 {
			to, shape = point{from.x + s.px(rnd.between(200, 520))*rnd.sign(), from.y}, rectangle(length, thick)
		}
		d.drift(particle{from: from, to: to, born: born, life: life, layer: 4, tags: fill(c, o*rnd.between(0.35, 1)) + `\blur1`, shape: shape})
	})
}
