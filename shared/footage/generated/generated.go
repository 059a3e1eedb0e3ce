// Package generated is the footage provider that needs nothing: moving pictures that package backdrop draws while the
// video is rendered. There is no file to fetch; a clip is an id from which the picture follows.
package generated

import (
	"context"
	"fmt"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/backdrop"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Name is the provider's name.
const Name = "generated"

// Variants is how many clips there are for a term: dark and light in turn, three compositions each.
const Variants = 6

// Provider is the generated footage.
type Provider struct{}

var _ footage.Provider = Provider{}

// Search returns the variants of the term, each as long as anybody wants it.
func (Provider) Search(_ context.Context, _ *step.Work, in steps.SearchInput) ([]steps.Candidate, error) {
	term := strings.Join(strings.Fields(in.Term), " ")
	if term == "" {
		return nil, failure.New(failure.InvalidInput, "generated footage needs a search term", failure.Provider(Name))
	}
	out := make([]steps.Candidate, Variants)
	for v := range out {
		out[v] = steps.Candidate{
			Provider: Name, ID: backdrop.ID(term, v), Kind: steps.Generated, Term: term, Name: fmt.Sprintf("%s, variant %d", term, v+1),
			Credit: steps.Credit{Source: Name, Author: "moneyprinter", Licence: "CC0-1.0"},
		}
	}
	return out, nil
}

// Fetch returns the clip; nothing is downloaded and nothing stored.
func (Provider) Fetch(_ context.Context, _ *step.Work, c steps.Candidate) (steps.Clip, error) {
	for v := range Variants {
		if c.ID == backdrop.ID(c.Term, v) {
			return steps.Clip{ID: footage.ClipID(c), Kind: steps.Generated, Name: c.Name, Term: c.Term, Credit: c.Credit}, nil
		}
	}
	return steps.Clip{}, failure.New(failure.NotFound, fmt.Sprintf("generated footage has no %q for the term %q", c.ID, c.Term), failure.Provider(Name))
}
