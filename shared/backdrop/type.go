package backdrop

import (
	"fmt"
	"math"

	"github.com/moneyprinter/moneyprinter/shared/caption/ass"
	"github.com/moneyprinter/moneyprinter/shared/font"
)

// drawType sets the words as kinetic type: lines rise out of an edge one after the other, stand, and leave before the cut.
func drawType(s *stage, d *document, words []string, set font.Set) {
	b := newBlock(s, words, set)
	if len(b.lines) == 0 {
		return
	}
	ink := ass.Paint{Color: hex(s.look.ink)}
	d.script.Styles = append(d.script.Styles, ass.Style{
		Name: typeStyle, Font: set[0].Family, Size: b.em * set[0].LineHeight(), Weight: set[0].Weight, Fill: ink, Outline: ink, Shadow: ink, Alignment: 1,
	})
	x, anchor := s.w()*0.085, 1
	switch {
	case s.look.variant/2%2 == 1:
		x, anchor = s.w()/2, 2
	case b.rightToLeft:
		x, anchor = s.w()*0.915, 3
	}
	top := s.typeCentre() - b.height/2
	enter := max(s.fps/2, 1)
	stagger := min(s.fps/5, max((s.frames-2*enter)/(len(b.lines)+1), 0))
	leave := s.fps * 3 / 10
	if s.frames < s.fps*3/2 {
		leave = 0
	}
	drawRule(s, d, x, top-b.em*0.18, anchor, leave)
	for i, l := range b.lines {
		start := s.fps/10 + i*stagger
		y := top + l.bottom
		// The line is seen only where it will stand, so it rises as if out of an edge.
		mask := fmt.Sprintf(`\clip(0,%.1f,%d,%.1f)`, y-l.height*1.04, s.width, y+l.height*0.04)
		at := func(y, opacity float64) string {
			return fmt.Sprintf(`{\an%d\pos(%.1f,%.1f)\alpha&H%02X&%s}`, anchor, x, y, alpha(opacity), mask) + l.text
		}
		for f := range enter {
			k := 1 - math.Pow(1-float64(f+1)/float64(enter+1), 4)
			d.event(6, span{start + f, min(start+f+1, s.frames-leave)}, typeStyle, at(y+l.height*(1-k), min(2*k, 1)))
		}
		d.event(6, span{start + enter, s.frames - leave}, typeStyle, at(y, 1))
		for f := range leave {
			k := math.Pow(float64(f+1)/float64(leave+1), 2)
			d.event(6, span{s.frames - leave + f, s.frames - leave + f + 1}, typeStyle, at(y-l.height*0.5*k, 1-k))
		}
	}
}

// typeCentre is the height of the type's middle: away from the captions, a little above the picture's middle otherwise.
func (s *stage) typeCentre() float64 {
	switch s.captions {
	case "top":
		return s.h() * 0.6
	case "center":
		return s.h() * 0.25
	}
	return s.h() * 0.36
}

// drawRule draws the short bar over the type, which grows before the type comes.
func drawRule(s *stage, d *document, x, y float64, anchor, leave int) {
	fade := ""
	if leave > 0 {
		fade = fmt.Sprintf(`\fad(0,%d)`, leave*1000/s.fps)
	}
	d.shape(6, s.whole(), fmt.Sprintf(`\an%d\pos(%.1f,%.1f)\fscx0\t(40,560,0.4,\fscx100)`, anchor, x, y)+fill(s.look.accent, 1)+fade, rectangle(s.px(120), s.px(12)))
}
