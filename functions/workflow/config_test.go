package workflow_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestConfig(t *testing.T) {
	t.Setenv("MONEYPRINTER_NAMESPACE", "")
	c, err := workflow.LoadConfig()
	if d := cmp.Diff(workflow.Config{JobSink: jobsink.ClusterURL, Namespace: "moneyprinter", Vigil: 40 * time.Second}, c); d != "" || err != nil {
		t.Errorf("of an empty environment: %v (-want +got):\n%s", err, d)
	}
	for name, value := range map[string]string{
		"MONEYPRINTER_IN_FLIGHT": "segment=64,assemble=16", "MONEYPRINTER_IN_FLIGHT_PER_OWNER": "segment=16",
		"MONEYPRINTER_JOBSINK": "http://127.0.0.1:8080/jobsink", "MONEYPRINTER_NAMESPACE": "videos", "MONEYPRINTER_VIGIL": "0",
	} {
		t.Setenv(name, value)
	}
	c, err = workflow.LoadConfig()
	want := workflow.Config{
		InFlight: pipeline.Limits{steps.Segment: 64, steps.Assemble: 16}, PerOwner: pipeline.Limits{steps.Segment: 16},
		JobSink: "http://127.0.0.1:8080/jobsink", Namespace: "videos",
	}
	if d := cmp.Diff(want, c); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	for name, value := range map[string]string{"MONEYPRINTER_IN_FLIGHT": "segment=many", "MONEYPRINTER_IN_FLIGHT_PER_OWNER": "x=1", "MONEYPRINTER_VIGIL": "-1s"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			if c, err := workflow.LoadConfig(); err == nil || !strings.Contains(err.Error(), value[:1]) {
				t.Errorf("%s=%s: %+v, %v", name, value, c, err)
			}
		})
	}
}

// trigger is what this package relies on of a Trigger; the linter checks the whole.
type trigger struct {
	Metadata struct{ Name string }
	Spec     struct{ Delivery struct{ Timeout string } }
}

// The trigger that delivers moneyprinter.sweep.due waits for longer than its request is held, and no other delivers it.
func TestTriggerOfTheVigil(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../eventing/workflow.yaml")
	if err != nil {
		t.Fatal(err)
	}
	timeouts := map[string]string{}
	for document := range strings.SplitSeq(string(b), "\n---\n") {
		var one trigger
		if err := yaml.Unmarshal([]byte(document), &one); err != nil {
			t.Fatal(err)
		}
		timeouts[one.Metadata.Name] = one.Spec.Delivery.Timeout
		if strings.Contains(document, string(event.SweepDue)+"}") != (one.Metadata.Name == "vigil") {
			t.Errorf("who gets %s: the trigger %s does not fit", event.SweepDue, one.Metadata.Name)
		}
	}
	if timeouts["vigil"] != "PT60S" {
		t.Fatalf("the triggers' timeouts are %v", timeouts)
	}
	c, err := workflow.LoadConfig()
	if spare := 60*time.Second - c.Vigil; err != nil || spare < 15*time.Second {
		t.Errorf("%s are left for the last sweep, %v", spare, err)
	}
}
