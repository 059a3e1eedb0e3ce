// Package jobsink runs Knative JobSinks on one machine: an event becomes a Job, and a Job is a child process.
//
// The interface is the JobSink's. POST /<namespace>/<name> makes the Job and answers 202 with the Location of its status;
// an event whose Job exists makes no second one. The process finds its event in $K_EVENT_PATH/event. backoffLimit,
// activeDeadlineSeconds, podFailurePolicy and ttlSecondsAfterFinished mean what they mean in Kubernetes, and the requests
// of running Jobs never exceed the machine: the others wait in order.
//
// Jobs are kept in files. One that had not finished when this process died runs again with the next; its child cannot
// have outlived its parent (PR_SET_PDEATHSIG).
package jobsink

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"
)

// Server serves JobSinks and runs their Jobs.
type Server struct {
	o     Options
	sinks map[string]*sinksv1alpha1.JobSink
	spawn *spawner

	mu     sync.Mutex
	jobs   map[string]*job
	used   amount
	timer  *time.Timer
	closed bool
	runs   sync.WaitGroup
}

// Open reads the Jobs that are kept and goes on with them.
func Open(sinks []*sinksv1alpha1.JobSink, o Options) (*Server, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, sinks: map[string]*sinksv1alpha1.JobSink{}, jobs: map[string]*job{}}
	for _, sink := range sinks {
		s.sinks[sink.Namespace+"/"+sink.Name] = sink
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	s.spawn = newSpawner()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timer = time.AfterFunc(0, s.wake)
	return s, nil
}

// load reads <Dir>/<namespace>/<job>. What is left of an interrupted creation or removal goes.
func (s *Server) load() error {
	if err := os.MkdirAll(s.o.Dir, 0o700); err != nil {
		return fmt.Errorf("jobsink: %w", err)
	}
	dirs, err := filepath.Glob(filepath.Join(s.o.Dir, "*", "*"))
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		if strings.HasPrefix(filepath.Base(dir), ".") {
			os.RemoveAll(dir)
			continue
		}
		j, err := readJob(dir)
		if err != nil {
			s.o.Log.Error("a kept Job is unreadable and left alone", "err", err)
			continue
		}
		s.jobs[key(j.Namespace, j.Name())] = j
	}
	return nil
}

func key(namespace, job string) string { return namespace + "/" + job }

// Delete removes the Job of an event and ends its process, which is gone when Delete returns. It tells whether there was one.
func (s *Server) Delete(ctx context.Context, r Ref) (bool, error) {
	s.mu.Lock()
	j := s.jobs[key(r.Namespace, r.Name())]
	if j == nil {
		s.mu.Unlock()
		return false, nil
	}
	j.deleted = true
	if j.State != Running {
		defer s.mu.Unlock()
		return true, s.drop(j)
	}
	j.cancel()
	ended := j.ended
	s.mu.Unlock()
	select {
	case <-ended:
		return true, nil
	case <-ctx.Done():
		return true, ctx.Err()
	}
}

// drop forgets a Job that is not running. s.mu is held.
func (s *Server) drop(j *job) error {
	delete(s.jobs, key(j.Namespace, j.Name()))
	return j.remove()
}

// Close ends the running Jobs; they run again after the next Open. Their processes are gone when it returns.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	s.timer.Stop()
	for _, j := range s.jobs {
		if j.State == Running {
			j.cancel()
		}
	}
	s.mu.Unlock()
	s.runs.Wait()
	s.spawn.close()
}
