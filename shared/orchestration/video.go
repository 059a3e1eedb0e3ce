package orchestration

import (
	"encoding/json"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// State is where a video stands.
type State string

// The states. Queued, a request that the workflow has not accepted yet, is the only one that is not in table video.
const (
	Queued    State = "queued"
	Running   State = "running"
	Completed State = "completed"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Ended tells whether nothing will happen to the video any more.
func (s State) Ended() bool { return s == Completed || s == Failed || s == Cancelled }

// Video is what a user sees of a video.
type Video struct {
	ID    string `json:"id"`
	Owner string `json:"owner"`
	State State  `json:"state"`
	// Paused tells that nothing more is asked for until somebody resumes it.
	Paused bool `json:"paused,omitempty"`
	// Progress is the recorded progress, 0 to 1; running steps report theirs beside it.
	Progress float64                `json:"progress"`
	Params   json.RawMessage        `json:"params"`
	Seq      int64                  `json:"seq"`
	Failure  *failure.Failure       `json:"failure,omitempty"`
	Output   []steps.AssembleOutput `json:"output,omitempty"`
	// Steps are the steps with their tasks, in the pipeline's order; a list of videos leaves the tasks out.
	Steps      []Stage    `json:"steps,omitempty"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
	FinishedAt *time.Time `json:"finished_at,omitempty"`
}

// Stage is a step of a video as a whole.
type Stage struct {
	Name steps.Name `json:"name"`
	// Total is -1 until it is known how far the step fans out.
	Total int    `json:"total"`
	Done  int    `json:"done"`
	Tasks []Task `json:"tasks,omitempty"`
}

// Task is one piece of a step's fan-out.
type Task struct {
	Index     int              `json:"index"`
	State     string           `json:"state"`
	Attempt   int              `json:"attempt"`
	Key       string           `json:"key,omitempty"`
	Reused    bool             `json:"reused,omitempty"`
	Uncertain int              `json:"uncertain,omitempty"`
	Failure   *failure.Failure `json:"failure,omitempty"`
	// Decisions are what was decided about the calls of providers in all attempts, the latest last: retries, keys that were
	// passed over, fall-backs.
	Decisions []decision.Decision `json:"decisions,omitempty"`
	// Started and Finished are when the step ran; a reused result has the times of the run that made it.
	Started  *time.Time `json:"started_at,omitempty"`
	Finished *time.Time `json:"finished_at,omitempty"`
}

func progressOf(v Video) float64 {
	if v.State == Completed {
		return 1
	}
	parts := make([]pipeline.Part, len(v.Steps))
	for i, s := range v.Steps {
		parts[i] = pipeline.Part{Step: s.Name, Total: s.Total, Done: float64(s.Done)}
	}
	return pipeline.Progress(parts)
}
