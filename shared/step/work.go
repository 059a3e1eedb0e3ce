// Package step turns a pure function into a pipeline step: an HTTP handler for Knative and a main for a Job.
//
// The adapter decodes the event, lifts the deadlines that func's middleware sets, claims the work's key in the ledger,
// runs the function, and answers with the result event. The function knows nothing of any of it:
//
//	func run(ctx context.Context, w *step.Work, in steps.SpeechInput) (steps.SpeechOutput, error)
//
// A returned error is terminal or retryable as its failure says; see package failure.
package step

import (
	"context"
	"log/slog"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/decision"
)

// Func is a pipeline step: an input document to an output document. It must be pure: the same input gives the same
// output, except for what it gets through Work.Call, which is recorded.
type Func[In, Out any] func(ctx context.Context, w *Work, in In) (Out, error)

// Work is what a step may use besides its input.
type Work struct {
	// Blobs holds the media that the input names and takes what the step makes.
	Blobs blob.Store
	// Scratch is an empty folder for temporary files; it is removed when the step ends.
	Scratch string
	// Owner is whose work it is.
	Owner string
	// Seed is the variation of a step whose answer is a choice.
	Seed int64
	// Log has the step's place and trace ids.
	Log *slog.Logger
	// Progress reports how much of the step is done, 0 to 1. It may be called often and never blocks.
	Progress func(done float64)
	// Calls makes and records external calls.
	Calls Caller
	// Decisions collects what is decided about them for the video's record; nil drops it. See Decided.
	Decisions *decision.List
}

// Decided puts a decision on the video's record, and into the log.
func (w *Work) Decided(ctx context.Context, d decision.Decision) {
	d.At = time.Now().UTC().Truncate(time.Millisecond)
	w.Decisions.Add(d)
	if w.Log != nil {
		w.Log.InfoContext(ctx, "decided about a provider", "kind", d.Kind, "provider", d.Provider, "to", d.To, "key", d.Key, "wait_ms", d.Wait, "code", d.Code, "reason", d.Reason)
	}
}

// Caller makes external calls that cost money or time, so that each is paid once.
type Caller interface {
	// Call returns the recorded raw answer to request, or makes the call and records its answer before returning it.
	// The key is the hash of owner, provider, seed and request (as canonical JSON). A failed call records nothing.
	// make gets an idempotency key that stays the same when the call is repeated after a crash.
	Call(ctx context.Context, provider string, request any, make func(ctx context.Context, idempotencyKey string) ([]byte, error)) ([]byte, error)
}

// CallerFunc makes a Caller of a function.
type CallerFunc func(ctx context.Context, provider string, request any, make func(ctx context.Context, idempotencyKey string) ([]byte, error)) ([]byte, error)

// Call calls f.
func (f CallerFunc) Call(ctx context.Context, provider string, request any, make func(ctx context.Context, idempotencyKey string) ([]byte, error)) ([]byte, error) {
	return f(ctx, provider, request, make)
}

// Direct is a Caller that records nothing, for tests of a step alone.
var Direct Caller = CallerFunc(func(ctx context.Context, _ string, _ any, make func(context.Context, string) ([]byte, error)) ([]byte, error) {
	return make(ctx, "")
})
