package jobsink

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// wake starts what may start, removes what has expired, and sets the timer for what comes next.
func (s *Server) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule()
}

// schedule does wake's work. s.mu is held.
func (s *Server) schedule() {
	if s.closed {
		return
	}
	now := time.Now()
	var next time.Time
	later := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	full := false
	for _, j := range s.inOrder() {
		switch at := j.expiry(); {
		case j.over() && (at.IsZero() || at.After(now)):
			later(at)
		case j.over():
			if err := s.drop(j); err != nil {
				s.o.Log.Error("an expired Job cannot be removed", "job", j.Name(), "err", err)
			}
		case j.State == Running:
		case !j.deadline().IsZero() && !j.deadline().After(now):
			s.finish(j, Failed, "DeadlineExceeded")
			later(j.expiry())
		case j.NotBefore.After(now):
			later(j.NotBefore)
			later(j.deadline())
		default:
			// What waits for room is not overtaken. A Job that is larger than the machine has it to itself.
			fits := s.used.plus(j.request()).within(amount{s.o.MilliCPU, s.o.Memory}) || s.used == amount{}
			if full = full || !fits; !full {
				s.start(j)
			}
		}
	}
	s.timer.Stop()
	if !next.IsZero() {
		s.timer.Reset(max(0, time.Until(next)))
	}
}

// inOrder returns the Jobs by age.
func (s *Server) inOrder() []*job {
	jobs := make([]*job, 0, len(s.jobs))
	for _, j := range s.jobs {
		jobs = append(jobs, j)
	}
	slices.SortFunc(jobs, func(a, b *job) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Name(), b.Name()))
	})
	return jobs
}

// start runs an attempt of the Job. s.mu is held.
func (s *Server) start(j *job) {
	if j.started.IsZero() {
		j.started = time.Now()
	}
	ctx, cancel := attemptContext(j.deadline())
	j.cancel, j.ended, j.State = cancel, make(chan struct{}), Running
	s.save(j)
	s.used = s.used.plus(j.request())
	s.runs.Go(func() {
		defer close(j.ended)
		code, err := s.execute(ctx, j)
		s.settle(j, code, err, ctx.Err())
	})
}

func attemptContext(deadline time.Time) (context.Context, context.CancelFunc) {
	if deadline.IsZero() {
		return context.WithCancel(context.Background())
	}
	return context.WithDeadline(context.Background(), deadline)
}

// settle records how an attempt ended.
func (s *Server) settle(j *job, code int, err, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j.cancel()
	s.used = s.used.minus(j.request())
	switch {
	case j.deleted:
		if err := s.drop(j); err != nil {
			s.o.Log.Error("a deleted Job cannot be removed", "job", j.Name(), "err", err)
		}
	case err == nil && code == 0:
		s.finish(j, Complete, "")
	case cause == context.DeadlineExceeded:
		s.finish(j, Failed, "DeadlineExceeded")
	case cause != nil:
		return // Close broke it off: the record still says running, and the next Open runs it again.
	default:
		s.o.Log.Warn("a Job's process failed", "job", j.Name(), "source", j.Source, "id", j.ID, "exit", code, "err", err)
		s.retry(j, code)
	}
	s.schedule()
}

// retry judges a failed attempt by the Job's rules.
func (s *Server) retry(j *job, code int) {
	switch judge(j.Spec, code) {
	case failJob:
		s.finish(j, Failed, "PodFailurePolicy")
		return
	case count:
		j.Failures++
	}
	if j.Failures > j.backoffLimit() {
		s.finish(j, Failed, "BackoffLimitExceeded")
		return
	}
	j.State = Pending
	j.NotBefore = time.Now().Add(s.backoff(j.Failures))
	s.save(j)
}

// finish ends the Job.
func (s *Server) finish(j *job, state State, reason string) {
	j.State, j.Reason, j.Finished = state, reason, time.Now()
	s.save(j)
	if state == Failed {
		s.o.Log.Error("a Job failed", "job", j.Name(), "source", j.Source, "id", j.ID, "reason", reason)
		if s.o.OnFailed != nil {
			s.runs.Go(func() { s.o.OnFailed(j.Ref, reason) })
		}
	}
}

// save keeps the record; a Job whose record cannot be written goes on, for the event is what matters.
func (s *Server) save(j *job) {
	if err := j.save(); err != nil {
		s.o.Log.Error("a Job's record cannot be written", "job", j.Name(), "err", err)
	}
}
