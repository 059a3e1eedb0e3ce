package local_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// A render whose process is killed at every try fails the video with its reason, long before the deadline.
func TestJobThatDies(t *testing.T) {
	t.Parallel()
	m := start(t, local.Options{JobCommand: []string{"/bin/sh", "-c", "kill -9 $$"}})
	p := small("salt")
	p.Script = "Salt comes from rocks."
	id, err := m.Create(t.Context(), orchestration.LocalOwner, p)
	if err != nil {
		t.Fatal(err)
	}
	v := finish(t, m, id)
	if v.State != orchestration.Failed || v.Failure.Code != failure.RenderFailed || v.Failure.Step != string(steps.Segment) || v.Failure.Hint == "" {
		t.Errorf("state %s, failure %+v", v.State, v.Failure)
	}
}
