package script_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/script"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/llm/offline"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// model is a language model that gives its answers one after the other and keeps what it was asked.
type model struct {
	answers []string
	asked   []llm.Request
}

func (m *model) Complete(_ context.Context, _ *step.Work, r llm.Request) (llm.Answer, error) {
	m.asked = append(m.asked, r)
	return llm.Answer{Text: m.answers[len(m.asked)-1], Origin: steps.Origin{Provider: "fake", Model: "m"}}, nil
}

func writer(m *model) script.Writer {
	return script.Writer{Models: &llm.Registry{Default: "fake", Providers: map[string]llm.Provider{"fake": m, "offline": offline.Provider{}}}}
}

func run(t *testing.T, m *model, in steps.ScriptInput) (steps.ScriptOutput, error) {
	t.Helper()
	return writer(m).Run(t.Context(), llmtest.Work(new(llmtest.Record), 0), in)
}

func texts(scenes []steps.Scene) []string {
	var out []string
	for _, s := range scenes {
		out = append(out, s.Text)
	}
	return out
}

func TestWritten(t *testing.T) {
	t.Parallel()
	m := &model{answers: []string{"Coffee (the drink) began in Ethiopia. It is (in 2026) loved everywhere on the whole earth."}}
	out, err := run(t, m, steps.ScriptInput{Subject: "coffee", Paragraphs: 1, Prompt: "Mention 2026.", Language: "english"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Coffee (the drink) began in Ethiopia.", "It is (in 2026) loved everywhere on the whole earth."}
	if d := cmp.Diff(want, texts(out.Scenes)); d != "" {
		t.Error(d)
	}
	if out.Language != "en" || out.Origin.Provider != "fake" || out.Origin.Model != "m" {
		t.Errorf("%+v", out)
	}
	ask := m.asked[0]
	for _, part := range []string{"Subject: coffee", "1 paragraph", "English (en)", "Mention 2026."} {
		if !strings.Contains(ask.User, part) {
			t.Errorf("the prompt lacks %q: %s", part, ask.User)
		}
	}
	if !strings.Contains(ask.System, "no greeting") || ask.Task != llm.Script {
		t.Errorf("request %+v", ask)
	}
	m = &model{answers: []string{"Ahoy there."}}
	if _, err := run(t, m, steps.ScriptInput{Subject: "coffee", Paragraphs: 3, SystemPrompt: "Talk like a pirate."}); err != nil || m.asked[0].System != "Talk like a pirate." || !strings.Contains(m.asked[0].User, "3 paragraphs") {
		t.Errorf("%v: %+v", err, m.asked)
	}
}

func TestAsksAgain(t *testing.T) {
	t.Parallel()
	m := &model{answers: []string{"<think>hm</think>", "***", "Coffee is old."}}
	out, err := run(t, m, steps.ScriptInput{Subject: "coffee"})
	if err != nil || out.Script != "Coffee is old." {
		t.Errorf("%q, %v", out.Script, err)
	}
	_, err = run(t, &model{answers: []string{"", "", ""}}, steps.ScriptInput{Subject: "coffee"})
	if f := failure.From(err); f == nil || f.Code != failure.BadAnswer || f.Provider != "fake" {
		t.Errorf("Run = %v", err)
	}
}

func TestGiven(t *testing.T) {
	t.Parallel()
	m := &model{}
	out, err := run(t, m, steps.ScriptInput{Script: "  First # line [kept].\r\n\r\nSecond *line*\x00 stays\u202e too.\t \n"})
	if err != nil {
		t.Fatal(err)
	}
	if want := "First # line [kept].\n\nSecond *line* stays too."; out.Script != want {
		t.Errorf("script is %q, want %q", out.Script, want)
	}
	if out.Origin.Provider != "user" || len(m.asked) != 0 || len(out.Scenes) != 2 {
		t.Errorf("%+v, asked %v", out, m.asked)
	}
	if out, err := run(t, m, steps.ScriptInput{Script: "咖啡的历史很长。"}); err != nil || out.Language != "zh" {
		t.Errorf("%q, %v", out.Language, err)
	}
	if out, err := run(t, m, steps.ScriptInput{Script: "咖啡的历史很长。", Language: "zh-tw"}); err != nil || out.Language != "zh-TW" {
		t.Errorf("%q, %v", out.Language, err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   steps.ScriptInput
		code failure.Code
	}{
		"nothing to say":   {steps.ScriptInput{Script: "— … 😀 !!!"}, failure.InvalidInput},
		"white space":      {steps.ScriptInput{Script: " \n\t"}, failure.InvalidInput},
		"language":         {steps.ScriptInput{Subject: "coffee", Language: "Klingon"}, failure.InvalidInput},
		"unknown provider": {steps.ScriptInput{Subject: "coffee", Provider: "nobody"}, failure.InvalidInput},
	} {
		_, err := run(t, &model{}, c.in)
		if f := failure.From(err); f == nil || f.Code != c.code || f.Message == "" {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

func TestWhole(t *testing.T) {
	t.Parallel()
	out, err := run(t, &model{}, steps.ScriptInput{Script: "One. Two.\n\nThree.", Whole: true})
	if err != nil || len(out.Scenes) != 1 || out.Scenes[0].Text != "One. Two.\n\nThree." {
		t.Errorf("%+v, %v", out.Scenes, err)
	}
	out, err = run(t, &model{}, steps.ScriptInput{Whole: true})
	if err != nil || len(out.Scenes) != 1 || out.Scenes[0].ID == "" {
		t.Errorf("a recording alone: %+v, %v", out, err)
	}
}

func TestOffline(t *testing.T) {
	t.Parallel()
	for subject, lang := range map[string]string{"The history of coffee": "en", "咖啡的历史": "zh", "تاريخ القهوة": "ar"} {
		out, err := run(t, &model{}, steps.ScriptInput{Subject: subject, Paragraphs: 1, Provider: "offline"})
		if err != nil {
			t.Fatal(err)
		}
		if out.Language != lang || len(out.Scenes) < 5 || out.Origin.Note != offline.Note {
			t.Errorf("%s: %+v", subject, out)
		}
		for _, s := range out.Scenes {
			if d := language.Duration(s.Text); d < 2*time.Second || d > 13*time.Second {
				t.Errorf("scene %q takes %s", s.Text, d)
			}
		}
	}
}
