// Package workflow is the function that knows the pipeline. It takes requests for videos and every step's result, and asks
// for the next steps. Its state is the database: each event is one transaction, which also writes the events to send.
//
// An event may come twice, late, or out of order. A result counts only while its task is under way, so a repeat changes
// nothing; a request stays in the outbox until its result is recorded, so a loss is mended by the sweep.
package workflow

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"go.opentelemetry.io/otel/trace"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/readiness"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// Function is the workflow.
type Function struct {
	probe   *readiness.Probe
	parts   Parts
	handler http.Handler
	swept   atomic.Int64
	// inquiries and lookout are memories that only spare questions: another replica has its own.
	inquiries inquiries
	lookout   lookout
	attendant attendant
}

// Parts are what the workflow needs from where it runs.
type Parts struct {
	// DB is the database of package orchestration, migrated.
	DB     *database.DB
	Blobs  blob.Store
	Broker event.Sender
	// Changed is called after a video's state was recorded; nil tells nobody.
	Changed func(video string)
	// Log is the service's log; nil is slog.Default.
	Log *slog.Logger
	// InFlight overrides how many requests of a step may be under way at once in all, and PerOwner of one owner; what is
	// not given is the pipeline's.
	InFlight map[steps.Name]int
	PerOwner map[steps.Name]int
	// Jobs is asked about the Jobs of requests that nobody answers; nil asks nobody, where the JobSink tells by itself.
	// Namespace is the JobSinks'.
	Jobs      Jobs
	Namespace string
	// Stop ends a Job that nobody waits for any more and removes it; nil leaves it to find that out by its lease.
	Stop func(ctx context.Context, r jobsink.Ref) error
	// Vigil is how long the request of a moneyprinter.sweep.due is held open while videos are being made, so that a replica
	// stays and sweeps: less than the timeout of its trigger. 0 holds none: something else sweeps every few seconds.
	Vigil time.Duration
	// Stopping is closed when the process is told to end, which ends a vigil; nil never is.
	Stopping <-chan struct{}
	// Resend is how long a request may stay unanswered before the sweep sends it again; 0 is a minute.
	Resend time.Duration
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// NewWith makes the workflow of its parts.
func NewWith(p Parts) *Function {
	if p.Changed == nil {
		p.Changed = func(string) {}
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if p.Resend == 0 {
		p.Resend = time.Minute
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	f := &Function{probe: readiness.New(p.DB.Write.PingContext), parts: p}
	mux := http.NewServeMux()
	mux.Handle("/", control.Handler(f, p.Log))
	mux.HandleFunc("POST /{$}", f.event)
	f.handler = mux
	return f
}

// Handle takes events at /, and serves package control's routes beside.
func (f *Function) Handle(w http.ResponseWriter, r *http.Request) { f.handler.ServeHTTP(w, r) }

// event takes an event: 202 once it is recorded, 503 where the broker should send it again, 400 for one that can never be
// taken.
func (f *Function) event(w http.ResponseWriter, r *http.Request) {
	liftDeadlines(w)
	e, err := event.FromRequest(r)
	if err != nil {
		http.Error(w, "not a CloudEvent: "+err.Error(), http.StatusBadRequest)
		return
	}
	switch err := f.Process(r.Context(), e); {
	case err == nil:
		w.WriteHeader(http.StatusAccepted)
	case errors.Is(err, errUnreadable):
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		f.parts.Log.WarnContext(r.Context(), "the event could not be recorded and will come again", "type", e.Type(), "id", e.ID(), "error", err)
		http.Error(w, "the workflow's database does not answer", http.StatusServiceUnavailable)
	}
}

// errUnreadable marks an event that no retry makes readable.
var errUnreadable = errors.New("workflow: unreadable event")

// Process records an event and sends what follows from it.
func (f *Function) Process(ctx context.Context, e cloudevents.Event) error {
	parent, _ := e.Extensions()[event.TraceParentExtension].(string)
	ctx, span := telemetry.Tracer().Start(telemetry.WithParent(ctx, parent), "workflow "+e.Type(), trace.WithSpanKind(trace.SpanKindConsumer))
	defer span.End()

	defer f.attend()
	what := event.Type(e.Type())
	if what == event.SweepDue && f.parts.Vigil > 0 {
		return f.keepVigil(ctx, e.ID())
	}
	sweep := what == event.SweepDue || what == event.Ping
	err := f.transact(ctx, func(t *transition) error {
		about, became, ok := what.Split()
		switch {
		case what == event.VideoRequested:
			return t.accept(e)
		case ok && became == "completed":
			return t.stepCompleted(steps.Name(about), e)
		case ok && became == "failed":
			return t.stepFailed(steps.Name(about), e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	kept, err := f.vigilIsKept(ctx, sweep || what == event.VideoRequested)
	if err != nil {
		return err
	}
	if sweep || !kept && f.sweepIsDue() {
		return f.Sweep(ctx)
	}
	return nil
}

// transact runs a transition in one transaction and then sends what it wrote to the outbox.
func (f *Function) transact(ctx context.Context, change func(*transition) error) error {
	var t *transition
	err := f.parts.DB.Tx(ctx, func(tx *sql.Tx) error {
		t = &transition{ctx: ctx, tx: tx, f: f, now: f.parts.Now(), admit: map[steps.Name]bool{}, changed: map[string]bool{}}
		if err := change(t); err != nil {
			return err
		}
		return t.admitReady()
	})
	if err != nil {
		return err
	}
	f.publish(ctx, t.send)
	f.stopJobs(ctx, t.stop)
	for video := range t.changed {
		f.parts.Changed(video)
	}
	return nil
}

// transition is what one event changes.
type transition struct {
	ctx context.Context
	tx  *sql.Tx
	f   *Function
	now time.Time
	// admit are the steps in which a task became ready or a place became free.
	admit map[steps.Name]bool
	// send are the events to send after the commit; their rows are in the outbox.
	send []cloudevents.Event
	// stop are the requests whose Jobs nobody waits for any more.
	stop    []event.Place
	changed map[string]bool
}

func (f *Function) inFlight(s pipeline.Step) (all, perOwner int) {
	all = s.InFlight
	if n, ok := f.parts.InFlight[s.Name]; ok {
		all = n
	}
	perOwner = all
	if n, ok := f.parts.PerOwner[s.Name]; ok {
		perOwner = n
	}
	return all, perOwner
}
