package espeak_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/espeak"
	"github.com/moneyprinter/moneyprinter/shared/speech/speechtest"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	speechtest.Test(t, &espeak.Provider{}, speechtest.Features{Audible: true, Rates: true, Timing: steps.Boundaries})
}

func speak(t *testing.T, r speech.Request) speech.Narration {
	t.Helper()
	r.Rate = 1
	n, err := (&espeak.Provider{}).Speak(t.Context(), speechtest.Work(t, step.Direct), r)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The words around the pauses of the sound itself, measured by its level, begin and end where the pauses do.
func TestWordsAgreeWithTheSound(t *testing.T) {
	t.Parallel()
	for voice, text := range map[string]string{
		"en-us":           "Look. Mountains. Everyone begins. Alone. Long roads. Always. Never alone. Again.",
		"en-us+f2":        "Look. Mountains. Everyone begins. Alone. Long roads. Always. Never alone. Again.",
		"de":              "Morgen. Alle Menschen lernen. Abends. Niemand allein. Immer. Langsam.",
		"cmn-latn-pinyin": "我们。你们爱我。明天。忙吗？",
	} {
		n := speak(t, speech.Request{Text: text, Language: "en", Voice: voice})
		pauses := n.Sound.Pauses()
		var ends []int
		for i, w := range n.Words[:len(n.Words)-1] {
			if strings.ContainsAny(w.Text, ".。？") {
				ends = append(ends, i)
			}
		}
		if len(pauses) != len(ends) {
			t.Errorf("%s: %d pauses and %d sentence ends", voice, len(pauses), len(ends))
			continue
		}
		for i, p := range pauses {
			before, after := n.Words[ends[i]], n.Words[ends[i]+1]
			from, to := p.From*1000/steps.SampleRate, p.To*1000/steps.SampleRate
			if d := after.Start - to; d < -60 || d > 60 {
				t.Errorf("%s: %q begins at %d ms, the sound at %d", voice, after.Text, after.Start, to)
			}
			// A word dies away, in a voice with echo longer, under the level at which Pauses calls it silent.
			if d := before.End - from; d < -60 || d > 150 {
				t.Errorf("%s: %q ends at %d ms, the sound at %d", voice, before.Text, before.End, from)
			}
		}
	}
}

func TestVoices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ voice, language, want string }{
		{"", "en", "en-us"}, {"", "en-GB", "en-gb"}, {"", "en-AU", "en-gb"}, {"", "de-AT", "de"}, {"", "zh-Hans-CN", "cmn-latn-pinyin"}, {"", "pt", "pt"},
		{"", "pt-BR", "pt-br"}, {"", "fr-CA", "fr-fr"}, {"", "no", "nb"}, {"", "es-MX", "es-419"}, {"", "zh-HK", "yue"},
		{"en-us", "en", "en-us"}, {"EN-US+F3", "en", "en-us+f3"}, {"+f2", "de", "de+f2"}, {"German", "en", "de"}, {"cmn", "zh", "cmn-latn-pinyin"},
		{"en-US-JennyNeural-Female", "en", "en-us+f2"}, {"en-GB-RyanNeural-Male", "en", "en-gb"}, {"zh-CN-XiaoxiaoNeural-Female", "zh", "cmn-latn-pinyin+f2"},
		{"en-US-AvaMultilingualNeural-V2-Female", "en", "en-us+f2"}, {"ar-SA-HamedNeural", "ar", "ar"},
	} {
		if n := speak(t, speech.Request{Text: "A", Voice: c.voice, Language: c.language}); n.Voice != c.want {
			t.Errorf("voice %q for %s is %s, want %s", c.voice, c.language, n.Voice, c.want)
		}
	}
}

func TestUnknownVoice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ voice, language, hint string }{
		{"alloy", "en", "en-us"}, {"en-us+nosuch", "en", "en-us"}, {"--help", "en", "doctor"}, {"../../etc/passwd", "en", "doctor"}, {"", "xx", "no-voice"}, {"", "ja", "no-voice"},
		{"xx-XX-NobodyNeural-Female", "en", "doctor"}, {"en-us+../x", "en", "en-us"},
	} {
		_, err := (&espeak.Provider{}).Speak(t.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: "A", Voice: c.voice, Language: c.language})
		f := failure.From(err)
		if f == nil || f.Code != failure.UnknownVoice || f.Retryable || f.Provider != "espeak" || !strings.Contains(f.Hint, c.hint) {
			t.Errorf("voice %q for %s: %+v", c.voice, c.language, f)
		}
	}
}

func TestMissingProgram(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"no-such-espeak", "/no/such/espeak"} {
		_, err := (&espeak.Provider{Program: program}).Speak(t.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: "A", Language: "en"})
		if f := failure.From(err); f == nil || f.Code != failure.NotConfigured || !strings.Contains(f.Hint, "apt-get install espeak-ng") {
			t.Errorf("%s: %v", program, err)
		}
	}
}

func TestNothingToSay(t *testing.T) {
	t.Parallel()
	_, err := (&espeak.Provider{}).Speak(t.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: "😀 — …", Language: "en"})
	if f := failure.From(err); f == nil || f.Code != failure.InvalidInput {
		t.Errorf("Speak = %v", err)
	}
}

func TestVoicesCancelled(t *testing.T) {
	t.Parallel()
	p := &espeak.Provider{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Voices(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Voices = %v", err)
	}
	// What was not learnt is asked again.
	if codes, err := p.Voices(t.Context()); err != nil || len(codes) < 50 {
		t.Errorf("Voices = %d, %v", len(codes), err)
	}
}
