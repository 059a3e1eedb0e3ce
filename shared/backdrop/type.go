package backdrop

import (
	"fmt"
	"math"
	"unicode"
)

// drawType sets the words as kinetic type: lines rise out of an edge one after the other, stand, and leave before the cut.
func drawType(s *stage, d *document, words []string) {
	b := newBlock(s, words)
	if len(b.lines) == 0 {
		return
	}
	// The same choice for a term's two tones, so that a scene keeps its typography.
	centred := (s.look.seed+uint64(s.look.variant/2))%2 == 1
	right := b.rightToLeft && !centred
	margin := s.w() * 0.085
	x, anchor := margin, 1
	switch {
	case centred:
		x, anchor = s.w()/2, 2
	case right:
		x, anchor = s.w()-margin, 3
	}
	top := s.typeCentre() - b.height/2
	enter := s.fps * 45 / 100
	stagger := min(s.fps*28/100, max((s.frames-2*enter)/(len(b.lines)+1), 0))
	leave := s.fps * 3 / 10
	if s.frames < s.fps*3/2 {
		leave = 0
	}
	drawRule(s, d, b, x, top, anchor, leave)
	for i, line := range b.lines {
		start := s.fps/12 + i*stagger
		base := top + line.bottom
		clip := fmt.Sprintf(`\clip(0,%.1f,%d,%.1f)`, base-line.size*1.12, s.width, base+line.size*0.14)
		tags := func(y, opacity float64) string {
			return fmt.Sprintf(`{\an%d\pos(%.1f,%.1f)\fs%.1f\1a&H%02X&%s}`, anchor, x, y, line.size, alpha(opacity), clip)
		}
		for f := range enter {
			k := 1 - math.Pow(1-float64(f+1)/float64(enter+1), 3)
			d.event(6, span{start + f, start + f + 1}, "Type", tags(base+line.size*1.1*(1-k), k)+line.text)
		}
		d.event(6, span{start + enter, s.frames - leave}, "Type", tags(base, 1)+line.text)
		for f := range leave {
			k := math.Pow(float64(f+1)/float64(leave+1), 2)
			d.event(6, span{max(s.frames-leave+f, start+enter), s.frames - leave + f + 1}, "Type", tags(base-line.size*0.55*k, 1-k)+line.text)
		}
	}
}

// typeCentre is the height of the type's middle: away from the captions, a little above the picture's middle otherwise.
func (s *stage) typeCentre() float64 {
	switch s.captions {
	case "top":
		return s.h() * 0.58
	case "center":
		return s.h() * 0.24
	}
	return s.h() * 0.37
}

// drawRule draws the short line that stands over the type and grows with its entrance.
func drawRule(s *stage, d *document, b block, x, top float64, anchor, leave int) {
	length, thick := s.px(132), s.px(9)
	y := top - s.px(44)
	fade := ""
	if leave > 0 {
		fade = fmt.Sprintf(`\fad(0,%d)`, leave*1000/s.fps)
	}
	d.shape(6, s.whole(), fmt.Sprintf(`\an%d\pos(%.1f,%.1f)\fscx0\t(40,620,0.4,\fscx100)`, anchor, x, y)+fill(s.look.accent, 1)+fade, rectangle(length, thick))
}

// rightToLeft tells whether the first strong letter is Arabic, Hebrew or of another script written from the right.
func rightToLeft(text string) bool {
	for _, r := range text {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) {
			return true
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return false
}
