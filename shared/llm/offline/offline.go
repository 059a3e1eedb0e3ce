// Package offline writes without a language model: an outline from the subject alone, and search terms from a text.
//
// The outline says how to approach a subject and nothing about the subject itself, so that it is true for any. It is
// labelled as what it is in its origin.
package offline

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Name is the provider's name.
const Name = "offline"

// Note labels an outline.
const Note = "offline outline, no language model"

// Provider is an llm.Provider without a model. It makes no calls.
type Provider struct{}

var _ llm.Provider = Provider{}

// Complete writes an outline for the task Script and picks key words of the subject for the task Terms; others are
// NotConfigured, a subject without letters InvalidInput. The same request and seed give the same answer.
func (Provider) Complete(ctx context.Context, w *step.Work, r llm.Request) (llm.Answer, error) {
	if err := ctx.Err(); err != nil {
		return llm.Answer{}, err
	}
	if !language.Speakable(r.Subject) {
		return llm.Answer{}, failure.New(failure.InvalidInput, "the subject has no letter and no number", failure.Provider(Name), failure.Hint("say in words what the video is about"))
	}
	answer := llm.Answer{Origin: steps.Origin{Provider: Name, Note: Note}}
	switch r.Task {
	case llm.Script:
		lang := r.Language
		if lang == "" {
			lang = language.Detect(r.Subject)
		}
		written, ok := outlines[language.Base(lang)]
		if !ok {
			written = outlines[language.Default]
			answer.Origin.Note = fmt.Sprintf("%s; in English, for want of one in %s", Note, language.Name(lang))
		}
		answer.Text = written.write(r.Subject, r.Paragraphs, w.Seed, r.Try)
	case llm.Terms:
		b, err := json.Marshal([]string{topic(r.Subject)})
		if err != nil {
			return llm.Answer{}, err
		}
		answer.Text, answer.Origin.Note = string(b), "offline key words, no language model"
	default:
		return llm.Answer{}, failure.New(failure.NotConfigured, "the offline writer cannot do this: "+string(r.Task), failure.Provider(Name),
			failure.Hint("set MONEYPRINTER_LLM_API_KEY to use a language model"))
	}
	return answer, nil
}
