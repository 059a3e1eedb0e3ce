package jobsink

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	batchv1 "k8s.io/api/batch/v1"
)

// State is where a Job stands.
type State string

// The states.
const (
	// Pending: it waits for room or for the end of a backoff.
	Pending State = "pending"
	// Running: its process runs. After the death of this process such a Job runs again.
	Running State = "running"
	// Complete: its process ended with 0.
	Complete State = "complete"
	// Failed: no attempt is left, a rule says so, or its time is over.
	Failed State = "failed"
)

// job is a Job and its record in job.json.
type job struct {
	Ref
	// Spec is the JobSink's at the time of the event: a later manifest does not change a Job.
	Spec     batchv1.JobSpec `json:"spec"`
	Created  time.Time       `json:"created"`
	State    State           `json:"state"`
	Reason   string          `json:"reason,omitempty"`
	Failures int             `json:"failures,omitempty"`
	// NotBefore is when the next attempt may begin.
	NotBefore time.Time `json:"notBefore,omitzero"`
	Finished  time.Time `json:"finished,omitzero"`

	dir string
	// started is when the first attempt of this process began: neither the wait for room nor a night's suspend counts as active.
	started time.Time
	// cancel ends the running attempt, ended is closed when it has.
	cancel  context.CancelFunc
	ended   chan struct{}
	deleted bool
}

func (j *job) over() bool { return j.State == Complete || j.State == Failed }

// deadline is when the Job's time is over; zero is never.
func (j *job) deadline() time.Time {
	if j.Spec.ActiveDeadlineSeconds == nil || j.started.IsZero() {
		return time.Time{}
	}
	return j.started.Add(time.Duration(*j.Spec.ActiveDeadlineSeconds) * time.Second)
}

// expiry is when a finished Job is removed; zero is never.
func (j *job) expiry() time.Time {
	if j.Spec.TTLSecondsAfterFinished == nil || !j.over() {
		return time.Time{}
	}
	return j.Finished.Add(time.Duration(*j.Spec.TTLSecondsAfterFinished) * time.Second)
}

// eventDir holds the file "event" alone, as the mounted Secret does.
func (j *job) eventDir() string { return filepath.Join(j.dir, "event") }

// create writes the Job's folder; it is there whole or not at all.
func (j *job) create(event []byte) error {
	parent := filepath.Dir(j.dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(parent, ".new-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft)
	final := j.dir
	j.dir = draft
	defer func() { j.dir = final }()
	if err := os.Mkdir(j.eventDir(), 0o700); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(j.eventDir(), "event"), event, 0o400); err != nil {
		return err
	}
	if err := j.save(); err != nil {
		return err
	}
	return os.Rename(draft, final)
}

// save replaces the record.
func (j *job) save() error {
	b, err := json.Marshal(j)
	if err != nil {
		return err
	}
	path := filepath.Join(j.dir, "job.json")
	if err := writeFile(path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func writeFile(path string, b []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// remove deletes the folder; a reader never sees half of it.
func (j *job) remove() error {
	gone := filepath.Join(filepath.Dir(j.dir), ".old-"+filepath.Base(j.dir))
	if err := os.Rename(j.dir, gone); err != nil {
		return err
	}
	return os.RemoveAll(gone)
}

// readJob reads a folder that create made.
func readJob(dir string) (*job, error) {
	b, err := os.ReadFile(filepath.Join(dir, "job.json"))
	if err != nil {
		return nil, err
	}
	j := &job{dir: dir}
	if err := json.Unmarshal(b, j); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if j.State == Running {
		j.State = Pending
	}
	return j, nil
}
