package jobsink

// State is where the Job of an event stands.
type State string

// The states.
const (
	// Running: the Job has not ended; its pod may run, wait for a node, or wait for its next try.
	Running State = "running"
	// Complete: its process ended with 0.
	Complete State = "complete"
	// Failed: it will not be tried again.
	Failed State = "failed"
	// Gone: there is no such Job, not yet or no longer, or the JobSink could not find out. The event may be sent again:
	// where there is a Job after all, the JobSink makes no second one.
	Gone State = "gone"
)
