package pipeline_test

import (
	"strings"
	"testing"

	"github.com/caarlos0/env/v11"
	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Limits are read from the environment as every function reads it.
func TestLimits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]pipeline.Limits{
		"":                           nil,
		" ":                          {},
		"segment=4":                  {steps.Segment: 4},
		" segment = 4 , assemble=2 ": {steps.Segment: 4, steps.Assemble: 2},
	} {
		got, err := read(text)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, d)
		}
	}
	for text, reason := range map[string]string{
		"segment":             "is not <step>=<number>",
		"segment=4,":          "is not <step>=<number>",
		"render=4":            `there is no step "render"; there are script, `,
		"segment=0":           "above zero",
		"segment=-1":          "above zero",
		"segment=four":        "above zero",
		"segment=4,segment=5": "segment comes twice",
	} {
		if got, err := read(text); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: %v, %v, want %s", text, got, err, reason)
		}
	}
}

func read(text string) (pipeline.Limits, error) {
	var c struct {
		Limits pipeline.Limits `env:"LIMITS"`
	}
	err := env.ParseWithOptions(&c, env.Options{Environment: map[string]string{"LIMITS": text}})
	return c.Limits, err
}
