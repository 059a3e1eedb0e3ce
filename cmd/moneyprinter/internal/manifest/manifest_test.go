package manifest

import (
	"github.com/moneyprinter/moneyprinter/eventing"
	"testing"
)

func TestOurs(t *testing.T) {
	set, problems := Lint(eventing.Manifests, nil)
	for _, p := range problems {
		t.Error(p)
	}
	t.Log(len(set.Triggers), len(set.JobSinks), len(set.EventTypes), set.Triggers[0].Spec.Delivery)
}
