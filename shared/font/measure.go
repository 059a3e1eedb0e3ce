package font

import (
	"sync"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// shapers holds shapers with their buffers: one serves one goroutine at a time.
var shapers = sync.Pool{New: func() any { return new(shaper) }}

type shaper struct {
	segmenter shaping.Segmenter
	harfbuzz  shaping.HarfbuzzShaper
}

// Width returns the width of a line of text in ems, shaped as libass shapes it (HarfBuzz: kerning, ligatures, joining).
func (s Set) Width(text string) float64 {
	var width float64
	for _, run := range s.Runs(text, nil) {
		width += run.Width()
	}
	return width
}

// Width returns the run's width in ems.
func (r Run) Width() float64 {
	const em = 1024
	runes := []rune(r.Text)
	if len(runes) == 0 {
		return 0
	}
	s := shapers.Get().(*shaper)
	defer shapers.Put(s)
	input := shaping.Input{Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Face: font.NewFace(r.Face.font), Size: fixed.I(em)}
	var width float64
	for _, part := range s.segmenter.Split(input, fixedFace{input.Face}) {
		width += float64(s.harfbuzz.ShapeNoExtents(part).Advance) / 64 / em
	}
	return width
}

// LineHeight returns the height in ems of a line of text: that of its highest run, and of the preferred face for an empty
// line.
func (s Set) LineHeight(text string) float64 {
	runs := s.Runs(text, nil)
	if len(runs) == 0 {
		return s[0].LineHeight()
	}
	var ascent, descent float64
	for _, r := range runs {
		ascent, descent = max(ascent, r.Face.ascent), max(descent, r.Face.descent)
	}
	return ascent + descent
}

// fixedFace is a font map of one face.
type fixedFace struct{ face *font.Face }

func (f fixedFace) ResolveFace(rune) *font.Face { return f.face }
