package pipeline_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/pipeline"
)

// A step is a Job where the manifests make it one, by a JobSink of its name.
func TestJobsHaveAJobSink(t *testing.T) {
	t.Parallel()
	for _, s := range pipeline.Steps {
		b, err := os.ReadFile(fmt.Sprintf("../../eventing/%s.yaml", s.Name))
		if err != nil {
			t.Fatal(err)
		}
		if has := strings.Contains(string(b), fmt.Sprintf("kind: JobSink\nmetadata:\n  name: %s\n", s.Name)); has != s.Job {
			t.Errorf("%s: a Job %v, and a JobSink %v", s.Name, s.Job, has)
		}
	}
}
