// Package espeak speaks with the espeak-ng program: offline, in more than a hundred languages.
//
// The program does not report when its words begin, and its library would need cgo. So each text is spoken twice with
// embedded amplitude commands before its words (the text of espeak-ng's documentation markup: 0x01, a number, A): once
// all at one amplitude, which is the narration, and once with a cycle of five. The engine is deterministic and
// amplitude changes no timing, so the ratio of the two sounds tells at every moment which word is heard.
package espeak

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Name is the provider's name.
const Name = "espeak"

// wordsPerMinute is the speed at a rate of 1: unhurried, as narration is.
const wordsPerMinute = 162

// brisk are the speeds of languages in which the engine's words per minute come out slower than people speak.
var brisk = map[string]float64{"cmn": 190, "yue": 190, "ar": 190}

// The speeds that the engine itself can speak at; what is beyond is done by stretching the sound.
const slowest, fastest = 80, 450

// tone makes the engine's bright sound a little warmer: no rumble, more chest, less hiss.
const tone = "highpass=f=70,equalizer=f=180:t=q:w=0.9:g=2.5,equalizer=f=3200:t=q:w=1.2:g=-2,highshelf=f=5500:g=-4"

// Provider is a speech.Provider that runs espeak-ng.
type Provider struct {
	// Program is the executable; empty is "espeak-ng" on the PATH.
	Program string

	mu     sync.Mutex
	voices *catalogue
}

var _ speech.Provider = (*Provider)(nil)

// Speak says the text.
func (p *Provider) Speak(ctx context.Context, w *step.Work, r speech.Request) (speech.Narration, error) {
	c, err := p.catalogue(ctx)
	if err != nil {
		return speech.Narration{}, err
	}
	voice, err := c.resolve(r.Voice, r.Language)
	if err != nil {
		return speech.Narration{}, err
	}
	rate := r.Rate
	if rate <= 0 {
		rate = 1
	}
	wanted := cmp.Or(brisk[language.Base(voice)], wordsPerMinute) * rate
	speed := min(max(int(math.Round(wanted)), slowest), fastest)
	stretch := wanted / float64(speed)

	words := language.Words(r.Text)
	units := unitsOf(words)
	if len(units) == 0 {
		return speech.Narration{}, failure.New(failure.InvalidInput, "the text has nothing to say: no letter and no number", failure.Provider(Name))
	}
	steady, hz, err := p.synthesize(ctx, voice, speed, units, func(int) int { return amplitudes[0] })
	if err != nil {
		return speech.Narration{}, err
	}
	cycle, _, err := p.synthesize(ctx, voice, speed, units, func(i int) int { return amplitudes[i%len(amplitudes)] })
	if err != nil {
		return speech.Narration{}, err
	}
	marks := make([]speech.Mark, len(words))
	for i, m := range boundaries(steady, cycle, hz, len(units)) {
		if n := units[i].words; n == 1 {
			marks[units[i].first] = m
		} else if m.End > m.Start {
			for j, part := range speech.Align(words[units[i].first:units[i].first+n], nil, m.Start, m.End) {
				marks[units[i].first+j] = speech.Mark{Start: part.Start, End: part.End}
			}
		}
	}
	filters := tone
	if math.Abs(stretch-1) > 0.01 {
		for s := stretch; ; {
			factor := min(max(s, 0.5), 2)
			filters += fmt.Sprintf(",atempo=%.4f", factor)
			if s /= factor; math.Abs(s-1) < 1e-6 {
				break
			}
		}
		for i := range marks {
			marks[i].Start = int(float64(marks[i].Start) / stretch)
			marks[i].End = int(float64(marks[i].End) / stretch)
		}
	}
	sound, err := speech.DecodeBytes(ctx, w.Scratch, wav(steady, hz), "wav", filters)
	if err != nil {
		return speech.Narration{}, err
	}
	sound, later := sound.Normalized().Trimmed()
	for i, m := range marks {
		if m.End > m.Start {
			marks[i] = speech.Mark{Start: m.Start + later, End: m.End + later}
		}
	}
	lead, tail := int(speech.Lead.Milliseconds()), int(speech.Tail.Milliseconds())
	return speech.Narration{
		Sound: sound, Words: speech.Align(words, marks, lead, max(lead, sound.Milliseconds()-tail)), Timing: steps.Boundaries,
		Voice: voice, Origin: steps.Origin{Provider: Name, Model: "espeak-ng " + c.version},
	}, nil
}

// unit is what the engine speaks after one command: a word, or the run of them that a script without spaces needs
// whole to be pronounced right.
type unit struct {
	text         string
	first, words int
	// joined tells that no space stood before it.
	joined bool
}

// unitsOf makes the units of a text's words. Words that cannot be said, such as emoji, whose names the engine would read
// out, are in none.
func unitsOf(words []language.Span) []unit {
	var units []unit
	for i, w := range words {
		text := speakable(w.Text)
		if !language.Speakable(text) {
			continue
		}
		joined := i > 0 && words[i-1].Offset+len(words[i-1].Text) == w.Offset
		if n := len(units) - 1; joined && n >= 0 && units[n].first+units[n].words == i && whole(w.Text) && whole(words[i-1].Text) {
			units[n].text += text
			units[n].words++
			continue
		}
		units = append(units, unit{text, i, 1, joined})
	}
	return units
}

// whole tells whether a word belongs to a script whose characters cannot be read one by one.
func whole(word string) bool {
	for _, r := range word {
		if unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Hiragana, unicode.Katakana) {
			return true
		}
	}
	return false
}

// speakable returns a word without what the engine would take for a command or read out by its name.
func speakable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r >= 0x2190 && unicode.In(r, unicode.So, unicode.Sk, unicode.Cn, unicode.Co), r == '\u200d', r >= '\ufe00' && r <= '\ufe0f', r == '*', r == '#', r == '_', r == '`', r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.ReplaceAll(s, "[[", "[")
}

// synthesize runs the program with an amplitude command before each unit and returns the samples and their rate.
func (p *Provider) synthesize(ctx context.Context, voice string, speed int, units []unit, amplitude func(i int) int) ([]int16, int, error) {
	var text strings.Builder
	for i, u := range units {
		if i > 0 && !u.joined {
			text.WriteByte(' ')
		}
		fmt.Fprintf(&text, "\x01%dA%s", amplitude(i), u.text)
	}
	out, err := p.run(ctx, text.String(), "-b", "1", "-v", voice, "-s", strconv.Itoa(speed), "-p", "46", "--stdin", "--stdout")
	if err != nil {
		return nil, 0, err
	}
	return readWAV(out)
}

// run runs the program. The text goes through standard input, so nothing of it can be taken for an option.
func (p *Provider) run(ctx context.Context, stdin string, args ...string) ([]byte, error) {
	program := p.Program
	if program == "" {
		program = "espeak-ng"
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin = strings.NewReader(stdin)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("espeak-ng: %w", context.Cause(ctx))
	case isNotFound(err):
		return nil, failure.Wrap(failure.NotConfigured, err, "espeak-ng is not installed", failure.Provider(Name),
			failure.Hint("install it (Debian: apt-get install espeak-ng), choose another tts_provider, or set voice_name to no-voice"))
	}
	return nil, failure.Wrap(failure.Internal, fmt.Errorf("%w: %s", err, stderr.String()), "espeak-ng ended with an error", failure.Provider(Name))
}
