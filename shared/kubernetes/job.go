package kubernetes

// Job is what is read of a Job of batch/v1.
type Job struct {
	Status struct {
		Conditions []Condition `json:"conditions"`
	} `json:"status"`
}

// Condition is a condition of a Job.
type Condition struct {
	// Type is Complete, Failed, Suspended, FailureTarget or SuccessCriteriaMet.
	Type string `json:"type"`
	// Status is True, False or Unknown.
	Status string `json:"status"`
	// Reason is, of a failed Job, one of the constants below.
	Reason string `json:"reason"`
	// Message is for people.
	Message string `json:"message"`
}

// The reasons for which Jobs fail, of those that a Job of one pod can have.
const (
	// BackoffLimitExceeded: its pods failed, each time it was tried.
	BackoffLimitExceeded = "BackoffLimitExceeded"
	// DeadlineExceeded: it was active longer than its activeDeadlineSeconds.
	DeadlineExceeded = "DeadlineExceeded"
	// PodFailurePolicy: a rule of its podFailurePolicy ended it at once.
	PodFailurePolicy = "PodFailurePolicy"
)

// Failed returns the condition that says why the Job failed, and whether it has.
func (j Job) Failed() (Condition, bool) {
	for _, c := range j.Status.Conditions {
		if c.Type == "Failed" && c.Status == "True" {
			return c, true
		}
	}
	return Condition{}, false
}
