// Package search is the function that asks a footage provider what it has for a search term.
package search

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Searcher holds the parts of the function.
type Searcher struct {
	// Providers are the footage providers that a request may name.
	Providers footage.Providers
}

var _ step.Func[steps.SearchInput, steps.SearchOutput] = Searcher{}.Run

// Run returns the candidates of the provider that the input names. Nothing found is an empty list, not a failure: another
// term may find something.
func (s Searcher) Run(ctx context.Context, w *step.Work, in steps.SearchInput) (steps.SearchOutput, error) {
	provider, err := s.Providers.Find(in.Provider)
	if err != nil {
		return steps.SearchOutput{}, err
	}
	found, err := provider.Search(ctx, w, in)
	if err != nil {
		return steps.SearchOutput{}, err
	}
	return steps.SearchOutput{Candidates: found}, nil
}
