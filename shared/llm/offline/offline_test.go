package offline_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/llm/offline"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	llmtest.Test(t, offline.Provider{})
}

func write(t *testing.T, r llm.Request, seed int64) llm.Answer {
	t.Helper()
	r.Task = llm.Script
	answer, err := offline.Provider{}.Complete(t.Context(), llmtest.Work(new(llmtest.Record), seed), r)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

var subjects = map[string]string{
	"en": "the history of coffee", "zh": "咖啡的历史", "ar": "تاريخ القهوة", "es": "la historia del café", "fr": "l'histoire du café",
	"de": "die Geschichte des Kaffees", "pt": "a história do café não contada", "it": "la storia della pizza", "ru": "история кофе", "hi": "कॉफ़ी का इतिहास", "ja": "コーヒーの歴史",
}

// Every outline names the subject in at least five sentences, is some half a minute long, and is in the subject's language.
func TestOutline(t *testing.T) {
	t.Parallel()
	for lang, subject := range subjects {
		for seed := range int64(40) {
			answer := write(t, llm.Request{Subject: subject}, seed)
			naming, sentences := 0, language.Sentences(answer.Text)
			seen := map[string]bool{}
			for _, s := range sentences {
				if strings.Contains(s.Text, subject) {
					naming++
				}
				if seen[s.Text] {
					t.Errorf("%s: %q is there twice", lang, s.Text)
				}
				seen[s.Text] = true
			}
			if naming < 5 {
				t.Errorf("%s: %d of %d sentences name the subject: %s", lang, naming, len(sentences), answer.Text)
			}
			if d := language.Duration(answer.Text); d < 20*time.Second || d > 60*time.Second {
				t.Errorf("%s: the outline takes %s", lang, d)
			}
			if got := language.Detect(answer.Text); got != lang {
				t.Errorf("%s: the outline is in %s: %s", lang, got, answer.Text)
			}
			if strings.ContainsAny(answer.Text, "{}") || answer.Origin.Note != offline.Note {
				t.Errorf("%s: %s, %q", lang, answer.Text, answer.Origin.Note)
			}
		}
	}
}

func TestOutlineDiffers(t *testing.T) {
	t.Parallel()
	shape := func(subject string, seed int64) string {
		return strings.ReplaceAll(write(t, llm.Request{Subject: subject, Language: "en"}, seed).Text, subject, "…")
	}
	if shape("coffee", 0) == shape("volcanoes", 0) {
		t.Error("two subjects get the same sentences")
	}
	if shape("coffee", 0) == shape("coffee", 1) {
		t.Error("another seed gives the same sentences")
	}
}

func TestParagraphs(t *testing.T) {
	t.Parallel()
	for lang, subject := range subjects {
		for n := 1; n <= 10; n++ {
			got := strings.Split(write(t, llm.Request{Subject: subject, Paragraphs: n}, 3).Text, "\n\n")
			if len(got) != n {
				t.Errorf("%s: %d paragraphs, want %d", lang, len(got), n)
			}
			for _, p := range got {
				if strings.TrimSpace(p) == "" {
					t.Errorf("%s: an empty paragraph of %d", lang, n)
				}
			}
		}
	}
}

// Subjects of any form make sentences of one line that begin with a capital and end with a mark.
func TestSubjects(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{
		"Why do cats purr?", "How to sleep better", "\"Quoted\" {s} \x00 subject", "Mars", "10 tips, tricks and secrets: for saving money every single day of your life without noticing that you do it at all",
		strings.Repeat("very ", 90) + "long", "line\nbreak",
	} {
		for seed := range int64(20) {
			text := write(t, llm.Request{Subject: subject, Language: "en"}, seed).Text
			if strings.ContainsAny(text, "\n\x00") || strings.Contains(text, "  ") || strings.Contains(text, "?”?") || len(text) > 1500 {
				t.Errorf("%q: %q", subject, text)
			}
		}
	}
}

func TestOtherLanguage(t *testing.T) {
	t.Parallel()
	answer := write(t, llm.Request{Subject: "coffee", Language: "sw"}, 0)
	if language.Detect(answer.Text) != "en" || !strings.Contains(answer.Origin.Note, "in English, for want of one in Swahili") {
		t.Errorf("%q: %s", answer.Origin.Note, answer.Text)
	}
}

func TestNoSubject(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{"", "?", "😀"} {
		_, err := offline.Provider{}.Complete(t.Context(), llmtest.Work(new(llmtest.Record), 0), llm.Request{Task: llm.Script, Subject: subject})
		if f := failure.From(err); f == nil || f.Code != failure.InvalidInput || f.Hint == "" {
			t.Errorf("%q: Complete = %v", subject, err)
		}
	}
}

func TestOtherTask(t *testing.T) {
	t.Parallel()
	_, err := offline.Provider{}.Complete(t.Context(), llmtest.Work(new(llmtest.Record), 0), llm.Request{Task: "poem", Subject: "coffee"})
	if f := failure.From(err); f == nil || f.Code != failure.NotConfigured || f.Hint == "" {
		t.Errorf("Complete = %v", err)
	}
}

func ExampleProvider() {
	answer, _ := offline.Provider{}.Complete(context.Background(), llmtest.Work(new(llmtest.Record), 0), llm.Request{Task: llm.Terms, Subject: "Black holes"})
	fmt.Println(answer.Text, answer.Origin.Note)
	// Output: ["Black holes"] offline key words, no language model
}
