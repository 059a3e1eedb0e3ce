package jobsink

import (
	"net/http/httptest"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/jobsink"
)

// The workflow's client reads this JobSink's answers as it reads Knative's.
func TestClientOfTheStatus(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sink(nil))
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client := jobsink.Client{URL: server.URL, HTTP: server.Client()}
	is := func(r Ref, want jobsink.State) func() bool {
		return func() bool {
			got, err := client.State(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			return got == want
		}
	}
	complete, _ := send(t, s, "v/segment/0/1", script{Exit: []int{0}})
	failed, _ := send(t, s, "v/segment/1/1", script{Exit: []int{64}})
	eventually(t, "the Job is complete", is(complete, jobsink.Complete))
	eventually(t, "the Job has failed", is(failed, jobsink.Failed))
	running, dir := send(t, s, "v/segment/2/1", script{})
	eventually(t, "the process runs", func() bool { return attempts(dir) == 1 })
	if !is(running, jobsink.Running)() {
		t.Error("a running Job is not")
	}
	if found, err := s.Delete(t.Context(), running); !found || err != nil {
		t.Fatalf("delete: %v, %v", found, err)
	}
	if !is(running, jobsink.Gone)() {
		t.Error("a deleted Job is not gone")
	}
	unknown := complete
	unknown.Sink = "other"
	if state, err := client.State(t.Context(), unknown); err == nil {
		t.Errorf("a Job of an unknown sink is %s", state)
	}
}
