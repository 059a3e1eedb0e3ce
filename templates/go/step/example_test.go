package example_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/example"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestRun(t *testing.T) {
	t.Parallel()
	in := steps.ExampleInput{Scenes: []steps.Scene{{ID: "a", Text: "The sea is salty."}, {ID: "b", Text: "Rivers carry salt."}}}
	out, err := example.Run(t.Context(), &step.Work{Calls: step.Direct}, in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{4, 3}, out.Words); diff != "" {
		t.Error(diff)
	}
}

func TestRunRefusesANarrationWithoutScenes(t *testing.T) {
	t.Parallel()
	_, err := example.Run(t.Context(), &step.Work{Calls: step.Direct}, steps.ExampleInput{})
	if !errors.Is(err, &failure.Failure{Code: failure.InvalidInput}) {
		t.Error(err)
	}
}
