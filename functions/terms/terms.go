// Package terms is the step that finds search terms for footage: for the whole narration, and key words of each scene.
package terms

import (
	"cmp"
	"context"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Finder finds search terms.
type Finder struct {
	// Models are the language models that choose terms; the offline provider leaves the choice to key words.
	Models *llm.Registry
}

// Offline is the name of the provider that has no model.
const Offline = "offline"

// The most terms that a request gets, and how many it gets where it does not say.
const (
	most  = 50
	usual = 5
)

// Run returns the terms and each scene's key words. Given terms are taken as they are. A model whose answers cannot be
// used, three times, is replaced by key words of the text, and the origin says so; its other failures are returned.
func (f Finder) Run(ctx context.Context, w *step.Work, in steps.TermsInput) (steps.TermsOutput, error) {
	amount := min(max(in.Amount, 0), most)
	if amount == 0 {
		amount = usual
	}
	out := steps.TermsOutput{Scenes: sceneWords(in)}
	if out.Terms = distinct(in.Given, most); len(out.Terms) > 0 {
		out.Origin = steps.Origin{Provider: "user"}
		return out, nil
	}
	model, name, err := f.model(in.Provider)
	if err != nil {
		return steps.TermsOutput{}, err
	}
	out.Origin = steps.Origin{Provider: Offline, Note: "offline key words, no language model"}
	if name != Offline {
		parse := func(text string) ([]string, error) { return parse(text, amount) }
		terms, origin, err := llm.Ask(ctx, w, model, prompt(in, amount), parse)
		switch f := failure.From(err); {
		case f == nil && origin.Provider != Offline:
			out.Terms, out.Origin = terms, origin
			return out, nil
		case f == nil || f.Provider == Offline:
			// The models did not answer, and the offline provider was asked in their place. It knows the subject alone.
		case f.Code != failure.BadAnswer || f.Retryable:
			return steps.TermsOutput{}, err
		default:
			w.Log.Warn("the language model's search terms cannot be used; key words take their place", "error", err)
			out.Origin.Note = "offline key words; the answers of " + cmp.Or(origin.Provider, name) + " could not be used"
		}
	}
	out.Terms = keyTerms(in, amount)
	return out, nil
}

// model returns the provider of a request and its name.
func (f Finder) model(name string) (llm.Provider, string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		name = f.Models.Default
	}
	model, err := f.Models.Get(name)
	return model, name, err
}

// distinct returns at most n terms, trimmed, each once whatever its case.
func distinct(terms []string, n int) []string {
	seen, out := map[string]bool{}, []string{}
	for _, t := range terms {
		t = strings.Join(strings.Fields(t), " ")
		if key := strings.ToLower(t); t != "" && !seen[key] && len(out) < n {
			seen[key] = true
			out = append(out, t)
		}
	}
	return out
}
