package speech_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/speechtest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Whatever an engine reports, every word has a time, in order and within the sound; and what it reports in order stays.
func TestAlignProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("abc é, .!—“”咖啡。กาเ😀\n1"))).Draw(r, "text")
		words := language.Words(text)
		marks := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) speech.Mark {
			return speech.Mark{Start: rapid.IntRange(-500, 5000).Draw(r, "start"), End: rapid.IntRange(-500, 5000).Draw(r, "end")}
		}), 0, len(words)+2).Draw(r, "marks")
		to := rapid.IntRange(0, 4000).Draw(r, "to")
		got := speech.Align(words, marks, min(60, to), to)
		speechtest.Check(t, text, got, to)
	})
	rapid.Check(t, func(r *rapid.T) {
		words := language.Words(strings.Repeat("word ", rapid.IntRange(1, 20).Draw(r, "words")))
		marks, at := make([]speech.Mark, len(words)), 0
		for i := range marks {
			start := at + rapid.IntRange(0, 400).Draw(r, "gap")
			at = start + rapid.IntRange(1, 400).Draw(r, "length")
			marks[i] = speech.Mark{Start: start, End: at}
		}
		for i, w := range speech.Align(words, marks, 0, at) {
			if w.Start != marks[i].Start || w.End != marks[i].End {
				r.Fatalf("word %d is moved from %v to %v", i, marks[i], w)
			}
		}
	})
}

func TestAlignInterpolates(t *testing.T) {
	t.Parallel()
	words := language.Words("one two three four")
	got := speech.Align(words, []speech.Mark{{Start: 100, End: 300}, {}, {}, {Start: 900, End: 1200}}, 0, 1200)
	if got[1].Start != 300 || got[2].End != 900 || got[1].End != got[2].Start || got[1].End <= got[1].Start {
		t.Errorf("%+v", got)
	}
	merged := speech.Align(words[:2], []speech.Mark{{Start: 100, End: 300}}, 0, 300)
	if merged[1].End-merged[1].Start < 50 || merged[0].End > merged[1].Start {
		t.Errorf("a word merged with its neighbour has no time: %+v", merged)
	}
}

// tone is a sound of voice (true) and silence of the lengths given, in milliseconds.
func tone(parts ...int) speech.Sound {
	var s speech.Sound
	for i, milliseconds := range parts {
		for range milliseconds * steps.SampleRate / 1000 {
			v := 0.0
			if i%2 == 0 {
				v = 0.3 * math.Sin(float64(len(s))*2*math.Pi*200/steps.SampleRate)
			}
			s = append(s, float32(v))
		}
	}
	return s
}

// Pauses go to the punctuation that they belong to, even where there are more of either.
func TestEstimate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		sound speech.Sound
		// starts are where the words of these indexes begin.
		starts map[int]int
	}{
		"one clause":             {"one two three", tone(900), map[int]int{0: 0}},
		"two":                    {"one two, three four", tone(500, 300, 500), map[int]int{0: 0, 2: 800}},
		"a comma without pause":  {"one, two three four. five six seven eight", tone(1000, 400, 1000), map[int]int{4: 1400}},
		"a pause without a mark": {"one two three four. five six seven eight", tone(500, 200, 500, 400, 1000), map[int]int{4: 1600}},
		"three":                  {"one two. three four five six. seven eight", tone(500, 300, 1000, 300, 500), map[int]int{2: 800, 6: 2100}},
		"chinese":                {"咖啡很香，你喜欢吗？", tone(800, 300, 800), map[int]int{4: 1100}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			words := speech.Estimate(c.text, c.sound)
			speechtest.Check(t, c.text, words, c.sound.Milliseconds())
			for i, want := range c.starts {
				if d := words[i].Start - want; d < -20 || d > 20 {
					t.Errorf("%q begins at %d ms, want %d", words[i].Text, words[i].Start, want)
				}
			}
			if end := words[len(words)-1].End; end < c.sound.Milliseconds()-20 {
				t.Errorf("the last word ends at %d of %d ms", end, c.sound.Milliseconds())
			}
		})
	}
}

func FuzzEstimate(f *testing.F) {
	f.Add("one, two. three", []byte{9, 3, 9})
	f.Add("", []byte{})
	f.Add("咖啡，很香。", []byte{1, 30, 1, 30, 1})
	f.Add("a,b,c,d,e,f", []byte{})
	f.Fuzz(func(t *testing.T, text string, parts []byte) {
		if len(text) > 400 || len(parts) > 12 {
			return
		}
		var lengths []int
		for _, p := range parts {
			lengths = append(lengths, int(p%40)*10)
		}
		sound := tone(lengths...)
		speechtest.Check(t, text, speech.Estimate(text, sound), sound.Milliseconds())
	})
}

func TestPauses(t *testing.T) {
	t.Parallel()
	got := tone(500, 300, 400, 80, 400, 1000).Pauses()
	if len(got) != 1 || math.Abs(float64(got[0].From-24000)) > 480 || math.Abs(float64(got[0].To-38400)) > 480 {
		t.Errorf("Pauses = %v, want one from 24000 to 38400", got)
	}
	if p := speech.Silence(time.Second).Pauses(); len(p) != 0 {
		t.Errorf("silence has pauses: %v", p)
	}
}
