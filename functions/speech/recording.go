package speech

import (
	"context"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffprobe"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// recorded takes the user's recording as it is, at its own loudness and with its own silences. Its words' times are
// estimated by its pauses.
func (s Speaker) recorded(ctx context.Context, w *step.Work, in steps.SpeechInput) (speech.Narration, error) {
	ref, name, err := s.Library.Import(ctx, w.Blobs, in.Recording)
	if err != nil {
		return speech.Narration{}, err
	}
	path, err := blob.File(ctx, w.Blobs, ref.Digest, w.Scratch)
	if err != nil {
		return speech.Narration{}, err
	}
	info, err := ffprobe.Probe(ctx, path, name)
	if err != nil {
		return speech.Narration{}, err
	}
	if !info.HasAudio && info.Kind != steps.Sound {
		return speech.Narration{}, failure.New(failure.UnsupportedMedia, name+" has no sound", failure.Hint("give mp3, m4a, aac, wav, flac, ogg, opus or wma, or a film with sound"))
	}
	if longest := speech.MaxMinutes; info.Duration.Minutes() > float64(longest) {
		return speech.Narration{}, failure.New(failure.TooLarge, fmt.Sprintf("%s is %.0f minutes long; at most %d are taken", name, info.Duration.Minutes(), longest))
	}
	sound, err := speech.Decode(ctx, path, info.Demuxer, "")
	if err != nil {
		return speech.Narration{}, err
	}
	return speech.Narration{Sound: sound, Words: speech.Estimate(in.Text, sound), Timing: steps.Estimated,
		Origin: steps.Origin{Provider: "user", Note: "recording of the user's own: " + name}}, nil
}
