package espeak

import (
	"errors"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// FuzzReadWAV reads any output of the program and looks for words in it: a failure, or marks within the sound.
func FuzzReadWAV(f *testing.F) {
	f.Add(wav([]int16{0, 1000, -1000, 0}, 22050), 2)
	f.Add(wav(nil, 0), 1)
	f.Add(wav([]int16{1000, 1000, 1000}, 100), 1)
	f.Add([]byte("RIFF"), 0)
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		if n < 0 || n > 50 {
			return
		}
		samples, hz, err := readWAV(b)
		if err != nil {
			if !errors.Is(err, &failure.Failure{Code: failure.BadAnswer}) {
				t.Errorf("readWAV: %v", err)
			}
			return
		}
		length := ms(len(samples), hz)
		for _, m := range boundaries(samples, samples, hz, n) {
			if m.Start < 0 || m.End < m.Start || m.End > length {
				t.Errorf("the mark %+v in a sound of %d ms", m, length)
			}
		}
	})
}

// FuzzVoices reads any list of voices and any name of one: a voice of the list or a failure.
func FuzzVoices(f *testing.F) {
	const list = "Pty Language Age/Gender VoiceName File Other\n 5 en-us --/M English_(America) gmw/en-US\n 5 cmn-latn-pinyin --/M Chinese sit/cmn\n"
	f.Add(list, "en-US-JennyNeural-Female", "en")
	f.Add(list, "en-us+f3", "en")
	f.Add(list, "", "zh-CN")
	f.Add(list, "-w/etc/passwd", "")
	f.Add("a b c d e\n", "--+", "\x00")
	f.Fuzz(func(t *testing.T, list, name, lang string) {
		c := &catalogue{voices: table([]byte(list)), variants: []string{"f2", "f3"}}
		voice, err := c.resolve(name, lang)
		if err != nil {
			if !errors.Is(err, &failure.Failure{Code: failure.UnknownVoice}) {
				t.Errorf("resolve(%q, %q): %v", name, lang, err)
			}
			return
		}
		// It becomes an argument of the program's.
		base, _, _ := strings.Cut(voice, "+")
		known := false
		for _, v := range c.voices {
			known = known || strings.EqualFold(v.language, base) || strings.HasPrefix(voice, v.language)
		}
		for _, p := range preferred {
			known = known || p == base
		}
		if !known {
			t.Errorf("resolve(%q, %q) = %q of %q", name, lang, voice, list)
		}
	})
}
