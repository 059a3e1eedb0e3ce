// Package speech is the step that speaks a scene: a sound file and the times of its words.
package speech

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/library"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/silent"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Speaker speaks scenes.
type Speaker struct {
	// Voices are the speech providers.
	Voices *speech.Registry
	// Library holds the recordings that a user names.
	Library library.Library
}

// Run returns the scene's narration: the user's recording where there is one, silence for the voices "no-voice" and "none",
// otherwise the provider's speech. A text with nothing to say is InvalidInput; the provider's failures are its own.
func (s Speaker) Run(ctx context.Context, w *step.Work, in steps.SpeechInput) (steps.SpeechOutput, error) {
	n, err := s.narrate(ctx, w, in)
	if err != nil {
		return steps.SpeechOutput{}, err
	}
	ref, err := w.Blobs.Put(ctx, bytes.NewReader(n.Sound.WAV()), "audio/vnd.wave")
	if err != nil {
		return steps.SpeechOutput{}, fmt.Errorf("store the narration: %w", err)
	}
	return steps.SpeechOutput{Audio: ref, Samples: int64(len(n.Sound)), Words: n.Words, Timing: n.Timing, Voice: n.Voice, Origin: n.Origin}, nil
}

func (s Speaker) narrate(ctx context.Context, w *step.Work, in steps.SpeechInput) (speech.Narration, error) {
	if in.Recording != "" {
		return s.recorded(ctx, w, in)
	}
	if strings.TrimSpace(in.Text) == "" || !language.Speakable(in.Text) {
		return speech.Narration{}, failure.New(failure.InvalidInput, "the scene has nothing to say: no letter and no number")
	}
	provider := in.Provider
	if silent.Wanted(in.Voice) {
		provider = silent.Name
	}
	voice, err := s.Voices.Get(provider)
	if err != nil {
		return speech.Narration{}, err
	}
	lang := in.Language
	if lang == "" {
		lang = language.Detect(in.Text)
	}
	return voice.Speak(ctx, w, speech.Request{Text: in.Text, Language: lang, Voice: in.Voice, Rate: in.Rate})
}
