// Package speech turns text into narration: a sound and the times of its words.
//
// [Provider] is the one interface; each engine has a package of its own and passes speechtest.Test. What engines have in
// common is here: the sound itself, its loudness and its silences, and the alignment of words, so that every word of a
// text has a time whatever an engine reports.
package speech

import (
	"context"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Provider speaks.
type Provider interface {
	// Speak says the request's text. Errors are failures: UnknownVoice for a voice or language that it has not,
	// NotConfigured for a missing program or key, and those of a remote service.
	Speak(ctx context.Context, w *step.Work, r Request) (Narration, error)
}

// Request is a text to say.
type Request struct {
	Text string
	// Language is the text's, a BCP 47 tag.
	Language string
	// Voice is the provider's name of a voice; empty is its best for the language.
	Voice string
	// Rate multiplies the speaking rate; 0 is 1.
	Rate float64
}

// Narration is a spoken text.
type Narration struct {
	Sound Sound
	// Words are those of language.Words of the text, each once and in order, within the sound.
	Words  []steps.Word
	Timing steps.Timing
	// Voice is the voice that spoke, in the provider's own name.
	Voice  string
	Origin steps.Origin
}

// The silence before and after the voice of a synthesised scene: together, the breath between two sentences.
const (
	Lead = 60 * time.Millisecond
	Tail = 260 * time.Millisecond
)
