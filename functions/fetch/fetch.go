// Package fetch is the function that gets one asset, footage or music, checks it and stores it.
package fetch

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/music"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Fetcher holds the parts of the function.
type Fetcher struct {
	// Providers are the footage providers that a candidate may come from.
	Providers footage.Providers
	// Music is where tracks come from.
	Music music.Source
}

var _ step.Func[steps.FetchInput, steps.FetchOutput] = Fetcher{}.Run

// Run fetches the candidate or the music that the input names: one of the two, or it is a failure of code InvalidInput.
func (f Fetcher) Run(ctx context.Context, w *step.Work, in steps.FetchInput) (steps.FetchOutput, error) {
	if (in.Candidate == nil) == (in.Music == nil) {
		return steps.FetchOutput{}, failure.New(failure.InvalidInput, "fetch needs either a candidate or music")
	}
	clip, err := f.clip(ctx, w, in)
	return steps.FetchOutput{Clip: clip}, err
}

func (f Fetcher) clip(ctx context.Context, w *step.Work, in steps.FetchInput) (steps.Clip, error) {
	if in.Music != nil {
		return f.Music.Track(ctx, w, *in.Music)
	}
	provider, err := f.Providers.Find(in.Candidate.Provider)
	if err != nil {
		return steps.Clip{}, err
	}
	return provider.Fetch(ctx, w, *in.Candidate)
}
