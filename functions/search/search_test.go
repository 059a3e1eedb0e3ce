package search

import (
	"errors"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/footage/footagetest"
	"github.com/moneyprinter/moneyprinter/shared/footage/generated"
	"github.com/moneyprinter/moneyprinter/shared/footage/local"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

func TestRun(t *testing.T) {
	t.Parallel()
	s := Searcher{Providers: footage.Providers{generated.Name: generated.Provider{}, local.Name: local.Provider{}}}
	out, err := s.Run(t.Context(), footagetest.NewWork(t), steps.SearchInput{Provider: "generated", Term: "coffee", Aspect: video.Portrait})
	if err != nil || len(out.Candidates) != generated.Variants {
		t.Errorf("generated: %+v, %v", out, err)
	}
	for name, test := range map[string]struct {
		in   steps.SearchInput
		want failure.Code
	}{
		"unknown provider": {steps.SearchInput{Provider: "nobody", Term: "coffee"}, failure.InvalidInput},
		"no term":          {steps.SearchInput{Provider: "generated"}, failure.InvalidInput},
		"no such file":     {steps.SearchInput{Provider: "local", Materials: []video.Material{{URL: "a.mp4"}}}, failure.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, err := s.Run(t.Context(), footagetest.NewWork(t), test.in); !errors.Is(err, &failure.Failure{Code: test.want}) {
				t.Errorf("Run = %+v, %v; want code %s", out, err, test.want)
			}
		})
	}
}
