// Package silent is the voice of a video without one: silence for as long as the text takes to read.
package silent

import (
	"context"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Name is the provider's name, and the original's name of its voice; "none" is another.
const Name = "no-voice"

// shortest is how long a scene lasts at least.
const shortest = time.Second

// Wanted tells whether a voice name asks for no voice.
func Wanted(voice string) bool {
	voice = strings.ToLower(strings.TrimSpace(voice))
	return voice == Name || voice == "none"
}

// Provider is a speech.Provider that says nothing.
type Provider struct{}

var _ speech.Provider = Provider{}

// Speak returns silence of the length that language.Duration estimates, divided by the rate, and times for its words.
func (Provider) Speak(ctx context.Context, _ *step.Work, r speech.Request) (speech.Narration, error) {
	if err := ctx.Err(); err != nil {
		return speech.Narration{}, err
	}
	rate := r.Rate
	if rate <= 0 {
		rate = 1
	}
	length := max(shortest, time.Duration(float64(language.Duration(r.Text))/rate))
	sound := speech.Silence(length + speech.Lead + speech.Tail)
	from := int(speech.Lead.Milliseconds())
	return speech.Narration{
		Sound: sound, Words: speech.Align(language.Words(r.Text), nil, from, from+int(length.Milliseconds())), Timing: steps.Estimated,
		Voice: Name, Origin: steps.Origin{Provider: Name, Note: "silence of the length that reading takes"},
	}, nil
}
