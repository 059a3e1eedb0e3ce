// Package speechtest is the conformance suite of speech providers.
package speechtest

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Features are what a provider promises.
type Features struct {
	// Audible tells that it makes a sound.
	Audible bool
	// Rates tells that a higher rate makes the sound shorter.
	Rates bool
	// Timing is where its word times come from.
	Timing steps.Timing
}

// Work returns a work with a scratch folder.
func Work(t *testing.T, calls step.Caller) *step.Work {
	return &step.Work{Scratch: t.TempDir(), Calls: calls, Log: slog.New(slog.DiscardHandler), Progress: func(float64) {}}
}

// texts are what every provider must be able to say, by language.
var texts = map[string][]string{
	"en": {
		"Coffee.",
		"Coffee isn't new: at the end of the day, it is in 1,000 cups — and \"they\" said it was 2.5 times better (in 2026).",
		"-v whisper --help; $(reboot) <break time='9s'/> [[h@l'oU]] \\ `x` & more",
		"Wow 😀 nice 🎉🎉 party!",
		"“Quoted,” said U.S. President J. F. Kennedy… twice?!",
	},
	"zh": {"关于咖啡的历史，你真正了解多少？iPhone 是 2026年。"},
	"ar": {"المصادر الجيدة عن «تاريخ القهوة» تخبرك من أين جاءت معلوماتها."},
	"hi": {"अच्छे स्रोत बताते हैं कि तथ्य कहाँ से आए।"},
}

// Check fails the test unless the words are the text's, each once and in order, with monotone times within the sound.
func Check(t *testing.T, text string, words []steps.Word, milliseconds int) {
	t.Helper()
	want := language.Words(text)
	if len(words) != len(want) {
		t.Fatalf("%q: %d words, want %d", text, len(words), len(want))
	}
	end := 0
	for i, w := range words {
		if w.Text != want[i].Text || w.Offset != want[i].Offset {
			t.Errorf("%q: word %d is %q at %d, want %q at %d", text, i, w.Text, w.Offset, want[i].Text, want[i].Offset)
		}
		if w.Start < end || w.End < w.Start || w.End > milliseconds {
			t.Errorf("%q: word %q is from %d to %d ms, after %d and within %d", text, w.Text, w.Start, w.End, end, milliseconds)
		}
		end = w.End
	}
}

// Test runs the suite on a provider.
func Test(t *testing.T, p speech.Provider, f Features) {
	for lang, list := range texts {
		for _, text := range list {
			t.Run("Words/"+lang, func(t *testing.T) {
				n, err := p.Speak(t.Context(), Work(t, step.Direct), speech.Request{Text: text, Language: lang, Rate: 1})
				if err != nil {
					t.Fatal(err)
				}
				Check(t, text, n.Words, n.Sound.Milliseconds())
				if n.Timing != f.Timing || n.Origin.Provider == "" || n.Voice == "" {
					t.Errorf("timing %q, origin %+v, voice %q", n.Timing, n.Origin, n.Voice)
				}
				if !f.Audible {
					return
				}
				if l := n.Sound.Loudness(); math.Abs(l-speech.Target) > 1 {
					t.Errorf("%q: loudness is %.1f LUFS, want %.1f", text, l, speech.Target)
				}
				from, to := n.Sound.Voiced()
				lead, tail := at(from), n.Sound.Milliseconds()-at(to)
				if lead < 40 || lead > 100 || tail < 200 || tail > 320 {
					t.Errorf("%q: %d ms of silence before and %d ms after the voice", text, lead, tail)
				}
			})
		}
	}

	t.Run("Repeats", func(t *testing.T) {
		r := speech.Request{Text: "Small steps are enough.", Language: "en", Rate: 1}
		var first speech.Narration
		for i := range 2 {
			n, err := p.Speak(t.Context(), Work(t, step.Direct), r)
			if err != nil {
				t.Fatal(err)
			}
			if i == 1 && string(n.Sound.WAV()) != string(first.Sound.WAV()) {
				t.Error("the same text sounds different")
			}
			first = n
		}
	})

	if f.Rates {
		t.Run("Rate", func(t *testing.T) {
			length := map[float64]time.Duration{}
			for _, rate := range []float64{0.25, 0.5, 1, 2, 4} {
				text := "Coffee is one of the most loved drinks of the whole world, and it has a long history."
				n, err := p.Speak(t.Context(), Work(t, step.Direct), speech.Request{Text: text, Language: "en", Rate: rate})
				if err != nil {
					t.Fatal(err)
				}
				Check(t, text, n.Words, n.Sound.Milliseconds())
				length[rate] = time.Duration(n.Sound.Milliseconds())*time.Millisecond - speech.Lead - speech.Tail
			}
			for _, rate := range []float64{0.25, 0.5, 2, 4} {
				if got := float64(length[1]) / float64(length[rate]); got < rate*0.75 || got > rate*1.35 {
					t.Errorf("at a rate of %v it is %.2f times as fast", rate, got)
				}
			}
		})
	}

	t.Run("Cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := p.Speak(ctx, Work(t, step.Direct), speech.Request{Text: "Too late.", Language: "en", Rate: 1}); !errors.Is(err, context.Canceled) {
			t.Errorf("Speak with an ended context = %v", err)
		}
	})

	t.Run("AtOnce", func(t *testing.T) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := p.Speak(t.Context(), Work(t, step.Direct), speech.Request{Text: "All at once.", Language: "en", Rate: 1}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func at(samples int) int { return samples * 1000 / steps.SampleRate }
