package caption

import "github.com/moneyprinter/moneyprinter/shared/steps"

// bridge is the longest silence in milliseconds after a word through which the word stays highlighted, so that the
// highlight does not flicker between words.
const bridge = 250

// state is how a cue looks from frame start up to frame end: the word being spoken, counted through the lines, or -1.
type state struct {
	start, end int
	word       int
}

// states returns the looks of a cue between two frames, without gap or overlap.
func (p painter) states(c steps.Cue, start, end int) []state {
	states := []state{{start, end, -1}}
	if !p.Style.Highlight {
		return states
	}
	var words []steps.Word
	for _, l := range c.Lines {
		words = append(words, l.Words...)
	}
	// look begins a state that lasts until the next one; at the same frame the later word wins.
	look := func(frame, word int) {
		frame = max(start, min(frame, end))
		last := &states[len(states)-1]
		if frame <= last.start {
			last.word = word
			return
		}
		last.end = frame
		states = append(states, state{frame, end, word})
	}
	for i, w := range words {
		look(p.frame(w.Start), i)
		if i+1 == len(words) || words[i+1].Start-w.End > bridge {
			look(p.frame(w.End), -1)
		}
	}
	if last := states[len(states)-1]; last.start >= last.end {
		states = states[:len(states)-1]
	}
	return states
}
