package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/postmortem"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// sink is a JobSink whose Jobs run unless the test says otherwise.
type sink struct {
	mu     sync.Mutex
	states map[string]jobsink.State
	cause  postmortem.Cause
	// down makes it give no answer.
	down bool
	// asked counts the questions by event id; together is how many were asked at once, most the maximum of that.
	asked          map[string]int
	together, most int
	// arrived and meet, where they are set, get each question and hold it until meet is closed.
	arrived, meet chan struct{}
}

func (s *sink) State(ctx context.Context, r jobsink.Ref) (jobsink.State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Namespace != "moneyprinter" || !strings.Contains(r.ID, "/"+r.Sink+"/") || r.Source != event.Source("workflow") {
		return "", fmt.Errorf("asked about %+v", r)
	}
	s.asked[r.ID]++
	if s.together++; s.together > s.most {
		s.most = s.together
	}
	if s.meet != nil {
		s.mu.Unlock()
		s.arrived <- struct{}{}
		<-s.meet
		s.mu.Lock()
	}
	s.together--
	if s.down {
		return "", errors.New("the JobSink does not answer")
	}
	if state, ok := s.states[r.ID]; ok {
		return state, nil
	}
	return jobsink.Running, nil
}

// Why makes a cause of its own each time, as the real one does: the workflow completes its failure.
func (s *sink) Why(context.Context, jobsink.Ref) postmortem.Cause {
	why, f := s.cause, *s.cause.Failure
	why.Failure = &f
	return why
}

// rendering is a bench with one video whose three segments are requested, and nothing else under way.
func rendering(t *testing.T, open databasetest.Open) (*bench, *sink, []cloudevents.Event) {
	t.Helper()
	s := &sink{states: map[string]jobsink.State{}, asked: map[string]int{}}
	b := setup(t, open, func(p *workflow.Parts) { p.Jobs, p.Namespace, p.Resend = s, "moneyprinter", 24*time.Hour })
	b.request("v", coffee)
	for {
		var left []cloudevents.Event
		for _, e := range b.take("") {
			switch {
			case e.Type() == string(event.Requested(steps.Segment)):
				left = append(left, e)
			case strings.HasSuffix(e.Type(), ".requested"):
				b.process(b.answer(e))
			}
		}
		if len(left) == 3 {
			return b, s, left
		}
	}
}

// later sweeps after a while.
func (b *bench) later(d time.Duration) {
	b.Helper()
	b.now = b.now.Add(d)
	if err := b.workflow.Sweep(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) ids() []string {
	var ids []string
	for _, e := range b.sent {
		ids = append(ids, e.ID())
	}
	return ids
}

func TestJobsAreAskedNowAndThen(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b, s, _ := rendering(t, open)
		b.later(10 * time.Second)
		if len(s.asked) != 0 {
			t.Errorf("Jobs were asked about at once: %v", s.asked)
		}
		for range 12 {
			b.later(5 * time.Second)
		}
		// After 15 s, and then every 15 s.
		for _, id := range []string{"v/segment/0/1", "v/segment/1/1", "v/segment/2/1"} {
			if s.asked[id] != 4 {
				t.Errorf("%s was asked about %d times in 70 s", id, s.asked[id])
			}
		}
		if len(s.asked) != 3 || len(b.sent) != 0 || b.get("v").State != orchestration.Running {
			t.Errorf("asked about %v; sent %v", s.asked, b.ids())
		}
	})
}

func TestFailedJobs(t *testing.T) {
	for name, c := range map[string]struct {
		cause postmortem.Cause
		state orchestration.State
		next  []string
	}{
		"out of memory":           {postmortem.Cause{Failure: failure.New(failure.OutOfMemory, "the process ran out of memory"), Exhausted: true}, orchestration.Failed, nil},
		"over its deadline":       {postmortem.Cause{Failure: failure.New(failure.Timeout, "the Job was over its deadline")}, orchestration.Running, []string{"v/segment/1/2"}},
		"a part of ours was away": {postmortem.Cause{Failure: failure.New(failure.Unavailable, "the Job could not reach the database"), Exhausted: true}, orchestration.Running, []string{"v/segment/1/2"}},
	} {
		t.Run(name, func(t *testing.T) {
			kinds(t, func(t *testing.T, open databasetest.Open) {
				b, s, requests := rendering(t, open)
				s.states["v/segment/1/1"], s.cause = jobsink.Failed, c.cause
				b.later(20 * time.Second)
				b.take(event.VideoFailed)
				v := b.get("v")
				if v.State != c.state || !slices.Equal(b.ids(), c.next) {
					t.Fatalf("state %s, requests %v, want %s, %v", v.State, b.ids(), c.state, c.next)
				}
				if c.state == orchestration.Failed {
					if v.Failure.Code != c.cause.Failure.Code || v.Failure.Step != "segment" {
						t.Errorf("failure %+v", v.Failure)
					}
					return
				}
				// The dead Job is not asked about again, and the new one makes the video.
				b.later(20 * time.Second)
				if s.asked["v/segment/1/1"] != 1 {
					t.Errorf("the dead Job was asked about %d times", s.asked["v/segment/1/1"])
				}
				b.process(b.answer(requests[0]))
				b.process(b.answer(requests[2]))
				b.run()
				if state := b.get("v").State; state != orchestration.Completed {
					t.Errorf("state %s", state)
				}
			})
		})
	}
}

// Jobs that are over their deadline are tried again as often as the pipeline says, and then fail the video.
func TestJobsThatAlwaysFail(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b, s, _ := rendering(t, open)
		for attempt := range 3 {
			if state := b.get("v").State; state != orchestration.Running {
				t.Fatalf("state %s before attempt %d", state, attempt+1)
			}
			s.states[fmt.Sprintf("v/segment/0/%d", attempt+1)] = jobsink.Failed
			s.cause = postmortem.Cause{Failure: failure.New(failure.Timeout, "the Job was over its deadline")}
			b.later(20 * time.Second)
		}
		if v := b.get("v"); v.State != orchestration.Failed || v.Failure.Code != failure.Timeout || v.Failure.Message != "the Job was over its deadline" {
			t.Errorf("state %s, failure %+v", v.State, v.Failure)
		}
	})
}

// A Job that ended well and was not heard of is made again, as often as it takes, and is no attempt of the video's.
func TestLostResultsOfJobs(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b, s, requests := rendering(t, open)
		b.process(b.answer(requests[0]))
		b.process(b.answer(requests[2]))
		for attempt := 1; attempt <= 5; attempt++ {
			s.states[fmt.Sprintf("v/segment/1/%d", attempt)] = jobsink.Complete
			b.later(20 * time.Second) // seen complete
			for range 11 {
				b.later(5 * time.Second)
			}
			if len(b.sent) != 0 {
				t.Fatalf("before a minute had passed: %v", b.ids())
			}
			b.later(5 * time.Second)
			if want := []string{fmt.Sprintf("v/segment/1/%d", attempt+1)}; !slices.Equal(b.ids(), want) {
				t.Fatalf("after a minute: %v, want %v", b.ids(), want)
			}
			if attempt < 5 {
				b.take("")
			}
		}
		// The first attempt's result was only late.
		b.process(b.answer(requests[1]))
		b.run()
		if v := b.get("v"); v.State != orchestration.Completed {
			t.Errorf("state %s", v.State)
		}
	})
}

// A Job that is gone is made anew by the outbox, and one about which nobody answers is left alone.
func TestGoneJobs(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		s := &sink{states: map[string]jobsink.State{"v/segment/1/1": jobsink.Gone}, asked: map[string]int{}}
		b, _, _ := rendering(t, open)
		b.workflow = workflow.NewWith(workflow.Parts{
			DB: b.store.DB, Blobs: b.blobs, Jobs: s, Namespace: "moneyprinter", Now: func() time.Time { return b.now },
			Broker: event.SenderFunc(func(_ context.Context, e cloudevents.Event) error { b.sent = append(b.sent, e); return nil }),
		})
		b.later(30 * time.Second)
		if s.asked["v/segment/1/1"] != 1 || len(b.sent) != 0 {
			t.Errorf("asked %v, sent %v", s.asked, b.ids())
		}
		b.later(40 * time.Second)
		if !slices.Contains(b.ids(), "v/segment/1/1") {
			t.Errorf("after a minute: %v", b.ids())
		}
		b.take("")
		s.down, s.states["v/segment/0/1"] = true, jobsink.Failed
		b.later(20 * time.Second)
		if v := b.get("v"); v.State != orchestration.Running || len(b.sent) != 0 {
			t.Errorf("state %s, sent %v", v.State, b.ids())
		}
	})
}

// However many Jobs there are, one sweep asks about a part of them, a few at a time, and every one has its turn.
func TestOneSweepAsksAboutAPart(t *testing.T) {
	t.Parallel()
	s := &sink{states: map[string]jobsink.State{}, asked: map[string]int{}, arrived: make(chan struct{}, 1000), meet: make(chan struct{})}
	b := setup(t, databasetest.SQLite, func(p *workflow.Parts) {
		p.Jobs, p.Namespace, p.Resend, p.InFlight = s, "moneyprinter", 24*time.Hour, map[steps.Name]int{steps.Segment: 1000}
	})
	b.scenes = 150
	b.request("v", coffee)
	for done := false; !done; {
		for _, e := range b.take("") {
			if e.Type() == string(event.Requested(steps.Segment)) {
				done = true
			} else if strings.HasSuffix(e.Type(), ".requested") {
				b.process(b.answer(e))
			}
		}
	}
	b.now = b.now.Add(20 * time.Second)
	swept := make(chan error)
	go func() { swept <- b.workflow.Sweep(t.Context()) }()
	for range 8 {
		<-s.arrived
	}
	close(s.meet)
	if err := <-swept; err != nil {
		t.Fatal(err)
	}
	if len(s.asked) != 64 || s.most != 8 {
		t.Errorf("one sweep asked about %d Jobs, %d at once", len(s.asked), s.most)
	}
	b.later(5 * time.Second)
	b.later(5 * time.Second)
	if len(s.asked) != 150 || slices.Max(slices.Collect(maps.Values(s.asked))) != 1 {
		t.Errorf("three sweeps asked about %d Jobs of 150", len(s.asked))
	}
}
