package caption

import (
	"fmt"
	"math"

	"github.com/moneyprinter/moneyprinter/shared/caption/ass"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// cue returns the events of a cue in frames of its scene, which has so many.
func (p painter) cue(c steps.Cue, frames int) []ass.Event {
	start, end := max(0, p.frame(c.Start)), min(frames, p.frame(c.End))
	block := p.block(c)
	if start >= end || block.empty() {
		return nil
	}
	var events []ass.Event
	if p.Style.Background != "" {
		events = append(events, ass.Event{Layer: boxLayer, Start: start, End: end, Style: boxStyle, Text: p.box(block)})
	}
	position := fmt.Sprintf(`{\pos(%s,%s)}`, ass.Number(p.geometry.width/2), ass.Number(block.top))
	for _, s := range p.states(c, start, end) {
		events = append(events, ass.Event{Layer: textLayer, Start: s.start, End: s.end, Style: textStyle, Text: position + p.text(block, s.word)})
	}
	return events
}

// block is a cue's text as it lies on the picture, in pixels.
type block struct {
	lines []line
	// mark is what every line begins with.
	mark string
	// em is the font size: the style's, or less where a line would not fit.
	em            float64
	top           float64
	width, height float64
}

func (b block) empty() bool { return b.width == 0 }

// block lays a cue out.
func (p painter) block(c steps.Cue) block {
	b := block{mark: mark(c), em: p.geometry.em}
	words := 0
	for _, l := range c.Lines {
		drawn := p.line(l, words)
		b.lines = append(b.lines, drawn)
		b.width = max(b.width, drawn.width*b.em)
		words += len(l.Words)
	}
	if room := p.geometry.room(); b.width > room {
		b.em, b.width = b.em*room/b.width, room
	}
	for _, l := range b.lines {
		b.height += l.height * b.em
	}
	b.top = math.Round(p.geometry.blockTop(p.Style, b.height))
	return b
}

// box returns the drawing behind a block: across 90 % of the picture, or round the text.
func (p painter) box(b block) string {
	width, radius := 0.9*p.geometry.width, 0.0
	if p.Style.Rounded {
		width, radius = b.width+2*p.geometry.padX, 0.4*b.em
	}
	left := math.Round((p.geometry.width - width) / 2)
	return fmt.Sprintf(`{\pos(%s,%s)\p1}%s{\p0}`, ass.Number(left), ass.Number(b.top-p.geometry.padY), ass.Rectangle(width, b.height+2*p.geometry.padY, radius))
}

// color is the colour of an override tag: &HBBGGRR&.
func color(c video.Color) string {
	r, g, b := c.RGB()
	return fmt.Sprintf("&H%02X%02X%02X&", b, g, r)
}
