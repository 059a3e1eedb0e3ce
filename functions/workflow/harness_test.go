package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/functions/workflow/workflowtest"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
)

// bench is a workflow with a broker that keeps what was sent and steps that answer at once.
type bench struct {
	*testing.T
	workflow *workflow.Function
	store    *orchestration.Store
	blobs    blob.Store
	// sent are the events that the workflow sent and nobody has taken yet.
	sent []cloudevents.Event
	now  time.Time
	// broken makes the broker refuse events.
	broken bool
	// scenes is how many scenes the script step answers with.
	scenes int
	// fail makes a request fail.
	fail map[string]*failure.Failure
}

// kinds runs a test on a database of each kind.
func kinds(t *testing.T, test func(t *testing.T, open databasetest.Open)) {
	t.Parallel()
	for name, open := range databasetest.Kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

func setup(t *testing.T, open databasetest.Open, change ...func(*workflow.Parts)) *bench {
	t.Helper()
	db := open(t, orchestrationschema.Migrations)
	store := orchestration.New(db)
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, store: store, blobs: blobs, now: time.UnixMilli(1_800_000_000_000), scenes: 3, fail: map[string]*failure.Failure{}}
	parts := workflow.Parts{DB: db, Blobs: blobs, Now: func() time.Time { return b.now }, Broker: event.SenderFunc(func(_ context.Context, e cloudevents.Event) error {
		if b.broken {
			return fmt.Errorf("the broker is down")
		}
		b.sent = append(b.sent, e)
		return nil
	})}
	for _, c := range change {
		c(&parts)
	}
	b.workflow = workflow.NewWith(parts)
	return b
}

// request asks for a video with parameters as JSON fields.
func (b *bench) request(id, params string) {
	b.Helper()
	b.process(b.asks(id, params))
}

// asks makes the event that asks for a video.
func (b *bench) asks(id, params string) cloudevents.Event {
	b.Helper()
	e, err := event.New(event.VideoRequested, "/test", "request-of-"+id, id, event.VideoRequest{Params: json.RawMessage("{" + params + "}")})
	if err != nil {
		b.Fatal(err)
	}
	return e
}

func (b *bench) process(e cloudevents.Event) {
	b.Helper()
	if err := b.workflow.Process(b.Context(), e); err != nil {
		b.Fatalf("Process(%s %s): %v", e.Type(), e.ID(), err)
	}
}

// take removes and returns the sent events of a type; "" takes all.
func (b *bench) take(t event.Type) []cloudevents.Event {
	var taken, kept []cloudevents.Event
	for _, e := range b.sent {
		if t == "" || e.Type() == string(t) {
			taken = append(taken, e)
		} else {
			kept = append(kept, e)
		}
	}
	b.sent = kept
	return taken
}

// run answers every request until nothing is sent any more, and returns the ids of the requests in their order.
func (b *bench) run() []string {
	b.Helper()
	var requests []string
	for len(b.sent) > 0 {
		e := b.sent[0]
		b.sent = b.sent[1:]
		if !strings.HasSuffix(e.Type(), ".requested") {
			continue
		}
		requests = append(requests, e.ID())
		b.process(b.answer(e))
	}
	return requests
}

// answer is a step's answer to a request: its failure where the test asks for one.
func (b *bench) answer(e cloudevents.Event) cloudevents.Event {
	b.Helper()
	reply, err := workflowtest.Steps{Blobs: b.blobs, Scenes: b.scenes, Fail: b.fail}.Answer(b.Context(), e)
	if err != nil {
		b.Fatal(err)
	}
	return reply
}

func (b *bench) get(id string) orchestration.Video {
	b.Helper()
	v, err := b.store.Get(b.Context(), orchestration.LocalOwner, id)
	if err != nil {
		b.Fatal(err)
	}
	return v
}

// count counts the rows that a query counts.
func (b *bench) count(query string) (n int) {
	b.Helper()
	if err := b.store.DB.Read.QueryRow(query).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}
