package speech_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/speechtest"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// choir has one voice of its own.
func choir(name, own string) speech.Provider {
	return speech.ProviderFunc(func(_ context.Context, _ *step.Work, r speech.Request) (speech.Narration, error) {
		if r.Voice != "" && r.Voice != own {
			return speech.Narration{}, failure.New(failure.UnknownVoice, "no voice "+r.Voice, failure.Provider(name))
		}
		return speech.Narration{Voice: own}, nil
	})
}

// Who takes over speaks with a voice of its own where it does not know the one that was asked for; the first does not.
func TestRegistryFallsBack(t *testing.T) {
	t.Parallel()
	r := &speech.Registry{Default: "first", Missing: map[string]string{"paid": "KEY"},
		Providers: map[string]speech.Provider{"first": choir("first", "ann"), "second": choir("second", "bob")}}
	for name, c := range map[string]struct {
		providers, voice string
		want             string
		decided          []decision.Kind
	}{
		"the default":                {"", "ann", "ann", nil},
		"it knows the voice":         {"paid,second", "bob", "bob", []decision.Kind{decision.FellBack}},
		"it does not know the voice": {"paid,second", "ann", "bob", []decision.Kind{decision.FellBack, decision.VoiceReplaced}},
		"the first does not":         {"first,second", "bob", string(failure.UnknownVoice), nil},
		"it alone is missing":        {"paid", "", string(failure.NotConfigured), nil},
		"all are missing":            {"paid,paid", "", string(failure.NotConfigured), nil},
		"unknown":                    {"first,third", "", string(failure.InvalidInput), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := speechtest.Work(t, step.Direct)
			w.Decisions = new(decision.List)
			var n speech.Narration
			p, err := r.Get(c.providers)
			if err == nil {
				n, err = p.Speak(t.Context(), w, speech.Request{Text: "Hello.", Voice: c.voice})
			}
			got := n.Voice
			if err != nil {
				got = string(failure.From(err).Code)
			}
			if got != c.want {
				t.Errorf("%s (%v), want %s", got, err, c.want)
			}
			var decided []decision.Kind
			for _, d := range w.Decisions.All() {
				decided = append(decided, d.Kind)
			}
			if d := cmp.Diff(c.decided, decided); d != "" {
				t.Error(d)
			}
		})
	}
}
