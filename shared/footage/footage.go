// Package footage holds where a video's pictures come from: providers that offer candidates for a search term and fetch the
// chosen ones. Every provider passes footagetest.Test.
package footage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Provider offers and delivers footage. What goes over the network or costs money goes through w.Calls.
type Provider interface {
	// Search returns what the provider has for the input, best first. Every candidate names the provider, has an id that is
	// unique within it, and says whose work it is. Nothing found is an empty list and no error.
	Search(ctx context.Context, w *step.Work, in steps.SearchInput) ([]steps.Candidate, error)
	// Fetch gets a candidate that Search offered, checks it and stores it. The clip's id is ClipID of the candidate.
	Fetch(ctx context.Context, w *step.Work, c steps.Candidate) (steps.Clip, error)
}

// Providers are the providers by name.
type Providers map[string]Provider

// Find returns a provider by its name; an unknown one is a failure of code InvalidInput that lists the known.
func (p Providers) Find(name string) (Provider, error) {
	if found, ok := p[name]; ok {
		return found, nil
	}
	known := slices.Sorted(maps.Keys(p))
	return nil, failure.New(failure.InvalidInput, fmt.Sprintf("there is no footage provider %q", name), failure.Hint("take one of: %s", strings.Join(known, ", ")))
}

// ClipID is the id of a candidate's clip, unique among the clips of all providers.
func ClipID(c steps.Candidate) string { return c.Provider + ":" + c.ID }
