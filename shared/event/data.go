package event

import (
	"encoding/json"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// MaxInline is the largest document in bytes that travels inside an event; a larger one is a blob that the event names
// (the claim check pattern).
const MaxInline = 48 << 10

// Document is a JSON document, inside the event or in the blob store. Exactly one of the two is set.
type Document struct {
	Inline json.RawMessage `json:"inline,omitempty"`
	Ref    *blob.Ref       `json:"ref,omitempty"`
}

// StepRequest is the data of moneyprinter.<step>.requested.
type StepRequest struct {
	// Owner is whose work it is: work of different owners is never shared.
	Owner string `json:"owner"`
	// Version is the step's version that was pinned when the video was accepted.
	Version int `json:"version"`
	// Run is the video's run, from 1; a retry of a video that had ended is another. 0 is 1.
	Run int `json:"run,omitempty"`
	// Seed is the variation of steps whose answer is a choice (language model, search): "regenerate" changes it.
	Seed int64 `json:"seed,omitempty"`
	// Input is the step's input document of package steps.
	Input Document `json:"input"`
	// Deadline is when the workflow gives the step up, whatever the attempt.
	Deadline time.Time `json:"deadline"`
}

// StepCompleted is the data of moneyprinter.<step>.completed.
type StepCompleted struct {
	// Key is the content address of the work.
	Key string `json:"key"`
	// Output is the step's output document of package steps.
	Output Document `json:"output"`
	// Reused tells that the ledger had the result: nothing was done or paid for this request.
	Reused bool `json:"reused,omitempty"`
	// Uncertain counts external calls that may have been made twice, because a process died while one was under way.
	Uncertain int `json:"uncertain,omitempty"`
	// Decisions are what was decided about the calls of providers, the latest last; a reused result has those of the run that
	// made it.
	Decisions []decision.Decision `json:"decisions,omitempty"`
	// Started and Finished are when the step ran.
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
}

// StepFailed is the data of moneyprinter.<step>.failed.
type StepFailed struct {
	Key     string           `json:"key,omitempty"`
	Failure *failure.Failure `json:"failure"`
	// Exhausted says that the broker's retries are used up: another attempt at once would fare no better.
	Exhausted bool `json:"exhausted,omitempty"`
	// Decisions are what was decided about the calls of providers, the latest last.
	Decisions []decision.Decision `json:"decisions,omitempty"`
	Started   time.Time           `json:"started"`
	Finished  time.Time           `json:"finished"`
}

// VideoRequest is the data of moneyprinter.video.requested. The event's subject, where it is set, is the id that the
// video gets; otherwise the id follows from the event's source and id, so that a repeated event makes one video.
type VideoRequest struct {
	// Owner is whose video it is; empty is "local".
	Owner string `json:"owner,omitempty"`
	// Params are the parameters. Fields that are not given take the defaults.
	Params json.RawMessage `json:"params"`
}

// VideoResult is the data of moneyprinter.video.accepted, completed, failed and cancelled.
type VideoResult struct {
	Owner  string       `json:"owner"`
	Params video.Params `json:"params"`
	// Run is the video's run, from 1; a retry of a video that had ended is another.
	Run int `json:"run,omitempty"`
	// Output has an entry for each cut, once the video is completed.
	Output []steps.AssembleOutput `json:"output,omitempty"`
	// Failure is why the video failed.
	Failure *failure.Failure `json:"failure,omitempty"`
	// StoppedAt is the step at which the video ended because it was asked to.
	StoppedAt steps.Name `json:"stopped_at,omitempty"`
}
