package terms_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/terms"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/llm/offline"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

type model struct {
	answers []string
	asked   []llm.Request
	err     error
}

func (m *model) Complete(_ context.Context, _ *step.Work, r llm.Request) (llm.Answer, error) {
	m.asked = append(m.asked, r)
	if m.err != nil {
		return llm.Answer{}, m.err
	}
	return llm.Answer{Text: m.answers[len(m.asked)-1], Origin: steps.Origin{Provider: "fake", Model: "m"}}, nil
}

func run(t *testing.T, m *model, in steps.TermsInput) (steps.TermsOutput, error) {
	t.Helper()
	f := terms.Finder{Models: &llm.Registry{Default: "fake", Providers: map[string]llm.Provider{"fake": m, "offline": offline.Provider{}}}}
	return f.Run(t.Context(), llmtest.Work(new(llmtest.Record), 0), in)
}

func scenes(texts ...string) []steps.Scene {
	var out []steps.Scene
	for i, text := range texts {
		out = append(out, steps.Scene{ID: string(rune('a' + i)), Text: text})
	}
	return out
}

var coffee = steps.TermsInput{Subject: "coffee", Language: "en", Amount: 3, Scenes: scenes("Coffee is grown on green mountains.", "Farmers harvest the red cherries by hand.")}

func TestGiven(t *testing.T) {
	t.Parallel()
	m, in := &model{}, coffee
	in.Given = []string{" ocean  waves ", "beach", "Beach", ""}
	out, err := run(t, m, in)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"ocean waves", "beach"}, out.Terms); d != "" || out.Origin.Provider != "user" || len(m.asked) != 0 || len(out.Scenes) != 2 {
		t.Errorf("%s %+v", d, out)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	want := []string{"coffee beans", "coffee farm", "coffee cup"}
	for name, answer := range map[string]string{
		"array":      `["coffee beans", "coffee farm", "coffee cup"]`,
		"fence":      "```json\n[\"coffee beans\", \"coffee farm\", \"coffee cup\"]\n```",
		"prose":      "Sure [of course]! Here they are: [\"coffee beans\",\n\"coffee farm\", \"coffee cup\"] Enjoy.",
		"object":     `{"terms": ["coffee beans", "coffee farm", "coffee cup"]}`,
		"thinking":   `<think>maybe ["tea"]</think>["coffee beans", "coffee farm", "coffee cup"]`,
		"too many":   `["coffee beans", "Coffee Beans", " coffee  farm", "coffee cup.", "coffee shop"]`,
		"too long":   `["` + strings.Repeat("x", 61) + `", "coffee beans", "coffee farm", "coffee cup"]`,
		"first junk": `[1, 2] ["coffee beans", "coffee farm", "coffee cup"]`,
	} {
		m := &model{answers: []string{answer}}
		out, err := run(t, m, coffee)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d := cmp.Diff(want, out.Terms); d != "" || out.Origin.Model != "m" || len(m.asked) != 1 {
			t.Errorf("%s: %s %+v", name, d, out.Origin)
		}
	}
}

func TestPrompt(t *testing.T) {
	t.Parallel()
	m, in := &model{answers: []string{`["a"]`}}, coffee
	in.InOrder, in.Amount = true, 8
	if _, err := run(t, m, in); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"Subject: coffee", "8, in the order of the narration", "green mountains", "red cherries"} {
		if !strings.Contains(m.asked[0].User, part) {
			t.Errorf("the prompt lacks %q: %s", part, m.asked[0].User)
		}
	}
}

func TestAsksAgain(t *testing.T) {
	t.Parallel()
	m := &model{answers: []string{"I cannot.", `["coffee beans"`, `["coffee beans"]`}}
	out, err := run(t, m, coffee)
	if err != nil || len(out.Terms) != 1 || len(m.asked) != 3 || m.asked[2].Try != 2 {
		t.Errorf("%+v, %v, asked %d times", out.Terms, err, len(m.asked))
	}
	m = &model{answers: []string{"no", "[]", "{}"}}
	out, err = run(t, m, coffee)
	if err != nil || len(out.Terms) == 0 || out.Origin.Provider != "offline" || !strings.Contains(out.Origin.Note, "fake could not be used") {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = run(t, &model{err: failure.New(failure.Unauthorized, "no")}, coffee)
	if f := failure.From(err); f == nil || f.Code != failure.Unauthorized {
		t.Errorf("Run = %v", err)
	}
}

// Where the offline provider takes a model's place, the terms are the step's own key words, also of a script without a subject.
func TestFallsBackToKeyWords(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{"coffee", ""} {
		in := coffee
		in.Subject, in.Provider = subject, "offline"
		want, err := run(t, &model{}, in)
		if err != nil {
			t.Fatal(err)
		}
		in.Provider = "fake,offline"
		got, err := run(t, &model{err: failure.New(failure.Unavailable, "down", failure.Provider("fake"))}, in)
		if err != nil {
			t.Fatalf("%q: %v", subject, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", subject, d)
		}
	}
}

func TestOffline(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in     steps.TermsInput
		terms  []string
		scenes [][]string
	}{
		"english": {steps.TermsInput{Subject: "black holes", Language: "en", Amount: 2, Scenes: scenes(
			"There is more to black holes than a first glance can show.",
			"Albert Einstein predicted that light bends around them.",
			"So what is it?")},
			[]string{"black holes", "black holes predicted"},
			[][]string{{"black holes"}, {"Albert", "Einstein", "predicted"}, {"black", "holes"}}},
		"chinese": {steps.TermsInput{Subject: "咖啡的历史", Language: "zh", Amount: 2, Scenes: scenes("关于咖啡的历史，你真正了解多少？", "他们在非洲种植咖啡。")},
			nil, [][]string{{"历史"}, {"非洲", "种植", "咖啡"}}},
		"arabic": {steps.TermsInput{Subject: "تاريخ القهوة", Language: "ar", Amount: 1, Scenes: scenes("المصادر الجيدة عن «تاريخ القهوة» كثيرة.")},
			[]string{"تاريخ القهوة"}, [][]string{{"المصادر", "الجيدة", "تاريخ القهوة"}}},
		"nothing": {steps.TermsInput{Language: "en", Scenes: scenes("")}, []string{"background"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.in.Provider = "offline"
			out, err := run(t, &model{}, c.in)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.terms, out.Terms); c.terms != nil && d != "" {
				t.Error(d)
			}
			for i, want := range c.scenes {
				if d := cmp.Diff(want, out.Scenes[i].Terms); d != "" || out.Scenes[i].Scene != c.in.Scenes[i].ID {
					t.Errorf("scene %d: %s", i, d)
				}
			}
		})
	}
}

// Every scene of every outline gets one to three key words that are short, stand in the scene or the subject, and differ.
func TestSceneWords(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{"The history of coffee", "black holes", "Why do cats purr?", "咖啡的历史", "تاريخ القهوة", "die Geschichte des Kaffees", "कॉफ़ी का इतिहास", "กาแฟ", strings.Repeat("very ", 50) + "long"} {
		for seed := range int64(10) {
			answer, err := offline.Provider{}.Complete(t.Context(), llmtest.Work(new(llmtest.Record), seed), llm.Request{Task: llm.Script, Subject: subject})
			if err != nil {
				t.Fatal(err)
			}
			var in steps.TermsInput
			for _, s := range language.Sentences(answer.Text) {
				in.Scenes = append(in.Scenes, steps.Scene{ID: s.Text, Text: s.Text})
			}
			in.Subject, in.Language, in.Provider, in.Amount = subject, language.Detect(answer.Text), "offline", 5
			out, err := run(t, &model{}, in)
			if err != nil {
				t.Fatal(err)
			}
			if len(out.Terms) == 0 || len(out.Terms) > 5 || len(out.Scenes) != len(in.Scenes) {
				t.Errorf("%s: %d terms, %d scenes of %d", subject, len(out.Terms), len(out.Scenes), len(in.Scenes))
			}
			for i, s := range out.Scenes {
				seen := map[string]bool{}
				for _, term := range s.Terms {
					if seen[term] || utf8.RuneCountInString(term) > 24 || !strings.Contains(in.Scenes[i].Text+" "+subject, term) {
						t.Errorf("%q: key word %q", in.Scenes[i].Text, term)
					}
					seen[term] = true
				}
				if n := len(s.Terms); n < 1 || n > 3 {
					t.Errorf("%q: %d key words", in.Scenes[i].Text, n)
				}
			}
		}
	}
}

func FuzzOffline(f *testing.F) {
	f.Add("coffee", "Coffee is old.", "en")
	f.Add("咖啡", "咖啡iPhone很香。don't-", "zh")
	f.Add("", "\xff 'n' -- ’", "th")
	f.Fuzz(func(t *testing.T, subject, text, lang string) {
		out, err := run(t, &model{}, steps.TermsInput{Subject: subject, Language: lang, Provider: "offline", Amount: 4, Scenes: scenes(text, subject)})
		if err != nil || len(out.Terms) == 0 || len(out.Scenes) != 2 {
			t.Fatalf("%+v, %v", out, err)
		}
	})
}
