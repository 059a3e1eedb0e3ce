package speech

import (
	"context"
	"errors"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// anyVoice speaks with the provider's own voice where it does not know the one that was asked for: a voice's name belongs to
// one provider.
func anyVoice(name string, p Provider) resilience.Provider[Request, Narration] {
	return func(ctx context.Context, w *step.Work, r Request) (Narration, error) {
		n, err := p.Speak(ctx, w, r)
		var f *failure.Failure
		if r.Voice == "" || !errors.As(err, &f) || f.Code != failure.UnknownVoice {
			return n, err
		}
		w.Decided(ctx, decision.Decision{Kind: decision.VoiceReplaced, Provider: name}.Because(f))
		r.Voice = ""
		return p.Speak(ctx, w, r)
	}
}
