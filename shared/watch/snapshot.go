package watch

import (
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Snapshot is how far a video is.
type Snapshot struct {
	State orchestration.State `json:"state"`
	// Progress of the whole, 0 to 1, running tasks counted by their fractions.
	Progress float64          `json:"progress"`
	Steps    []Step           `json:"steps"`
	Failure  *failure.Failure `json:"failure,omitempty"`
}

// Step is how far a step is.
type Step struct {
	Name steps.Name `json:"name"`
	// Total is how many tasks the step has; -1 until that is known.
	Total int `json:"total"`
	// Done counts completed tasks, and running ones by their fractions.
	Done float64 `json:"done"`
	// Completed and Reused count whole tasks: those that are done, and those of them that the ledger had.
	Completed int `json:"completed"`
	Reused    int `json:"reused,omitempty"`
	// Retries counts the attempts that failed.
	Retries int `json:"retries,omitempty"`
}

// Ended tells whether all tasks of the step are done.
func (s Step) Ended() bool { return s.Total >= 0 && s.Completed >= s.Total }

// task is a place without its attempt.
type task struct {
	step  steps.Name
	index int
}

// snapshot joins what is recorded with what the running attempts report.
func snapshot(v orchestration.Video, running map[task]progress.Report) Snapshot {
	s := Snapshot{State: v.State, Progress: v.Progress, Failure: v.Failure, Steps: []Step{}}
	parts := make([]pipeline.Part, len(v.Steps))
	for i, stage := range v.Steps {
		step := Step{Name: stage.Name, Total: stage.Total, Completed: stage.Done, Done: float64(stage.Done)}
		for _, t := range stage.Tasks {
			if t.Reused {
				step.Reused++
			}
			step.Retries += max(t.Attempt-1, 0)
			// The fraction of an attempt that failed, or of a task that is recorded as done, counts no more.
			if r := running[task{stage.Name, t.Index}]; t.State == "requested" && r.Attempt == t.Attempt {
				step.Done += min(max(r.Done, 0), 1)
			}
		}
		s.Steps = append(s.Steps, step)
		parts[i] = pipeline.Part{Step: step.Name, Total: step.Total, Done: step.Done}
	}
	if v.State == orchestration.Running {
		s.Progress = pipeline.Progress(parts)
	}
	return s
}
