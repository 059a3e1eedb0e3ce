package script

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/language"
)

func TestScenes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		script string
		want   []string
	}{
		"sentences":   {"Coffee is one of the most loved drinks. Every day people drink billions of cups.", []string{"Coffee is one of the most loved drinks.", "Every day people drink billions of cups."}},
		"short ones":  {"Stop. Look. Listen to what the ocean tells you about time.", []string{"Stop. Look. Listen to what the ocean tells you about time."}},
		"short end":   {"Coffee is one of the most loved drinks of the world. It is.", []string{"Coffee is one of the most loved drinks of the world. It is."}},
		"paragraphs":  {"Stop.\n\nThe ocean tells you about time and about tides.", []string{"Stop.", "The ocean tells you about time and about tides."}},
		"marks alone": {"***\nThe ocean tells you about time.\n---", []string{"*** The ocean tells you about time. ---"}},
		"a long one": {"In the beginning there was nothing but a thin cloud of dust that turned around a young star, and over millions of years the grains met, stuck together and grew, until one of them was large enough to be called a world.",
			[]string{"In the beginning there was nothing but a thin cloud of dust that turned around a young star,", "and over millions of years the grains met, stuck together and grew, until one of them was large enough to be called a world."}},
		"chinese": {"咖啡的历史很长很长，它来自非洲。你喜欢喝咖啡吗？我每天早上都喝一杯。", []string{"咖啡的历史很长很长，它来自非洲。", "你喜欢喝咖啡吗？我每天早上都喝一杯。"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range Scenes(c.script, false) {
				got = append(got, s.Text)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// A scene's id follows from its text alone: edits of others, case and white space change nothing, and a text that recurs
// has several.
func TestSceneIDs(t *testing.T) {
	t.Parallel()
	a := Scenes("The ocean is deep and wide.\nThe sky is high and blue.\nThe ocean is deep and wide.", false)
	b := Scenes("A new first line of the text.\nThe  sky is high and blue.\nThe OCEAN is deep and wide.", false)
	if a[0].ID == a[2].ID || a[0].ID == a[1].ID {
		t.Errorf("ids are not unique: %+v", a)
	}
	if b[1].ID != a[1].ID || b[2].ID != a[0].ID {
		t.Errorf("ids do not survive an edit: %+v and %+v", a, b)
	}
}

func FuzzScenes(f *testing.F) {
	for _, s := range []string{"One. Two!\n\nThree?", "“Open. quote", strings.Repeat("word ", 200), strings.Repeat("咖啡", 200), "***\n---", "", "a\u2028b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = given(text)
		var joined strings.Builder
		ids := map[string]bool{}
		for _, s := range Scenes(text, false) {
			joined.WriteString(s.Text)
			if ids[s.ID] || s.Text == "" {
				t.Fatalf("scene %+v of %q", s, text)
			}
			ids[s.ID] = true
			if d := language.Duration(s.Text); d > 20*time.Second && len(language.Words(s.Text)) > 60 && !strings.Contains(s.Text, "\n") && len(language.Sentences(s.Text)) == 1 {
				t.Fatalf("a scene of %s: %q", d, s.Text)
			}
		}
		squeeze := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) {
					return -1
				}
				return r
			}, s)
		}
		if got, want := squeeze(joined.String()), squeeze(text); got != want {
			t.Fatalf("the scenes hold %q of %q", got, want)
		}
	})
}

func TestClean(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][2]string{
		"round brackets":   {"Coffee (the drink) began ... (in 2026) it is everywhere.", "Coffee (the drink) began ... (in 2026) it is everywhere."},
		"thinking":         {"<think>\nI should\nwrite.\n</think>\nCoffee is old.", "Coffee is old."},
		"unopened thought": {"I should write.</think>Coffee is old.", "Coffee is old."},
		"markdown":         {"# Title\n\n**Coffee** is *old* and `good`.\n\n- First\n- Second\n\n> Quoted\n---\n1. One", "Coffee is old and good.\n\nFirst\nSecond\n\nQuoted\n\nOne"},
		"snake and stars":  {"The snake_case name and 2 * 3 * 4 stay.", "The snake_case name and 2 * 3 * 4 stay."},
		"stage directions": {"[Upbeat music] Coffee is old. [Cut to: beans] It is good.\n[Smiling]\nBye.", "Coffee is old. It is good.\n\nBye."},
		"other brackets":   {"He said [sic] that it works.", "He said [sic] that it works."},
		"speaker":          {"**Narrator:** Coffee is old.\nNarrator (softly): It is good.\n旁白：你好。", "Coffee is old.\nIt is good.\n你好。"},
		"links":            {"See [the page](https://example.com/a_(b)) now.", "See the page now."},
		"fence":            {"```text\nCoffee is old.\n```", "Coffee is old."},
		"paragraphs":       {"One.\n\n\n\nTwo.  Three.", "One.\n\nTwo. Three."},
		"hashtag":          {"The #1 drink costs $5 & more.", "The #1 drink costs $5 & more."},
	} {
		if got := clean(c[0]); got != c[1] {
			t.Errorf("%s: %q, want %q", name, got, c[1])
		}
	}
}

// FuzzClean cleans any answer of a model: what is left is text to speak, on its own what it was among its lines, and it was
// in the answer.
func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"<think>plan</think>\n# Title\n**Narrator:** Coffee is *old*.\n[Music fades]\n- one\n1. two\n", "```\ncode\n```", "[a](b(c)d) ![x](y)", "</think>", "<think>never closed",
		"***", "* * *", "旁白：咖啡【音乐】", "\u202e\x00a\u2028b\ufeff", "> > quoted", "__a__ `b` ~~c~~", strings.Repeat("[", 100) + strings.Repeat("*_", 100),
		"{\\fs200} %s '\"\\N",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		for name, text := range map[string]string{"given": given(answer), "clean": clean(answer)} {
			if !utf8.ValidString(text) || strings.TrimSpace(text) != text || len(text) > len(answer) {
				t.Errorf("%s(%q) = %q", name, answer, text)
			}
			if strings.ContainsFunc(text, func(r rune) bool {
				return r != '\n' && unicode.IsControl(r) || r == '\u2028' || r == '\u202e' || r == '\ufeff'
			}) {
				t.Errorf("%s(%q) = %q", name, answer, text)
			}
			if again := given(text); again != text {
				t.Errorf("%s(%q) = %q, and given again %q", name, answer, text, again)
			}
		}
		if text := clean(answer); strings.Contains(text, "\n\n\n") || strings.Contains(text, "  ") {
			t.Errorf("clean(%q) = %q", answer, text)
		}
	})
}
