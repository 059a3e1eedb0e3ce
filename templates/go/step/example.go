// Package example is a step of the pipeline that waits for its purpose: it counts the words of each scene.
package example

import (
	"context"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

var _ step.Func[steps.ExampleInput, steps.ExampleOutput] = Run

// Run returns the number of words of each scene, in the scenes' order. A narration without scenes is a failure of code
// InvalidInput.
func Run(ctx context.Context, w *step.Work, in steps.ExampleInput) (steps.ExampleOutput, error) {
	if len(in.Scenes) == 0 {
		return steps.ExampleOutput{}, failure.New(failure.InvalidInput, "there are no scenes")
	}
	out := steps.ExampleOutput{Words: make([]int, len(in.Scenes))}
	for i, s := range in.Scenes {
		out.Words[i] = len(strings.Fields(s.Text))
	}
	return out, nil
}
