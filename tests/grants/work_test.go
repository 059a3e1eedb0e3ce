package grants_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/functions/deadletter"
	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/functions/stream"
	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/functions/workflow/workflowtest"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// work is all that a function does with its database, done once with ids that are new each time. Admin is the same database
// as superuser, by which others' part of it is done.
type work func(t *testing.T, db, admin *database.DB, id string) error

// works are the functions' work.
var works = map[string]work{
	"gateway": workOfGateway, "stream": workOfStream, "workflow": workOfWorkflow, "deadletter": workOfDeadletter,
	"script": workOfStep, "terms": workOfStep, "speech": workOfStep, "subtitle": workOfStep, "search": workOfStep, "fetch": workOfStep,
	"plan": workOfStep, "segment": workOfStep, "assemble": workOfStep,
}

var quiet = slog.New(slog.DiscardHandler)

// rounds numbers the ids.
var rounds atomic.Int64

func newID() string { return fmt.Sprintf("r%d", rounds.Add(1)) }

// workOfStep is what the adapter does with a step's ledger.
func workOfStep(t *testing.T, db, _ *database.DB, id string) error {
	l := ledger.New(db)
	ctx := t.Context()
	claim := func(attempt string) (ledger.Grant, error) {
		return l.Claim(ctx, ledger.Claim{Key: id, Owner: "o", Step: "speech", Attempt: attempt, Incarnation: ledger.Incarnation{Instance: "i", Boot: "b"}})
	}
	for _, end := range []string{"release", "finish"} {
		held, err := claim("one")
		if err != nil {
			return err
		}
		if g, err := claim("two"); err != nil || g.Status != ledger.Busy {
			return fmt.Errorf("a held key is %v: %w", g.Status, err)
		}
		if err := l.Heartbeat(ctx, held.Lease); err != nil {
			return err
		}
		if end == "release" {
			_, err = l.Release(ctx, held.Lease)
		} else {
			_, err = l.Finish(ctx, held.Lease, []byte(`1`), time.Hour)
		}
		if err != nil {
			return err
		}
	}
	if _, err := l.Begin(ctx, id, "p"); err != nil {
		return err
	}
	if err := l.Forget(ctx, id); err != nil {
		return err
	}
	if _, err := l.Begin(ctx, id, "p"); err != nil {
		return err
	}
	if err := l.Record(ctx, id, []byte("answer")); err != nil {
		return err
	}
	if err := errors.Join(l.End(ctx, id, 1), l.End(ctx, id, 2)); err != nil {
		return err
	}
	if g, err := l.Claim(ctx, ledger.Claim{Key: id + "-ended", Attempt: id + "/speech/0/1", Video: id, Run: 1}); err != nil || g.Status != ledger.Ended {
		return fmt.Errorf("work for an ended video is %v: %w", g.Status, err)
	}
	_, ok, err := l.Answer(ctx, id)
	if err == nil && !ok {
		err = errors.New("a recorded answer is gone")
	}
	return err
}

// request answers a request by a function and returns an error where that is a fault of the function's.
func request(t *testing.T, handle http.HandlerFunc, method, path, body string) error {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	w := httptest.NewRecorder()
	handle(w, r)
	if w.Code >= 500 {
		return fmt.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return nil
}

// anybody is a workflow that does nothing.
type anybody struct{ control.Workflow }

func (anybody) Cancel(context.Context, string, string) error { return nil }
func (anybody) Delete(context.Context, string, string) error { return nil }

func workOfGateway(t *testing.T, db, admin *database.DB, id string) error {
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		return err
	}
	f := gateway.NewWith(gateway.Parts{Store: orchestration.New(db), Blobs: blobs, Log: quiet, Workflow: anybody{},
		Broker: event.SenderFunc(func(context.Context, cloudevents.Event) error { return nil })})
	orchestrationtest.Put(t, orchestration.New(admin), orchestration.Video{ID: id, State: orchestration.Completed, Steps: []orchestration.Stage{{Name: steps.Script, Total: 1, Tasks: []orchestration.Task{{State: "completed"}}}}})
	for _, r := range [][2]string{
		{"POST", "/api/v1/videos"}, {"GET", "/api/v1/videos"}, {"GET", "/api/v1/videos/" + id}, {"GET", "/api/v1/videos/none"}, {"GET", "/api/v1/videos/" + id + "/files/none"},
		{"POST", "/api/v1/videos/" + id + "/cancel"}, {"DELETE", "/api/v1/videos/" + id}, {"GET", "/health"},
	} {
		if err := request(t, f.Handle, r[0], r[1], `{"video_subject": "coffee"}`); err != nil {
			return err
		}
	}
	return nil
}

func workOfStream(t *testing.T, db, admin *database.DB, id string) error {
	s := orchestration.New(admin)
	orchestrationtest.Put(t, s, orchestration.Video{ID: id, State: orchestration.Completed, Steps: []orchestration.Stage{{Name: steps.Script, Total: 1, Tasks: []orchestration.Task{{State: "completed"}}}}})
	orchestrationtest.Note(t, s, id, orchestration.Entry{Seq: 1, Kind: orchestration.VideoCompleted})
	f := stream.NewWith(stream.Parts{Store: orchestration.New(db), Log: quiet})
	ready := orchestration.New(db).Ready(t.Context())
	return errors.Join(ready, request(t, f.Handle, "GET", "/api/v1/videos/"+id+"/events", ""), request(t, f.Handle, "GET", "/api/v1/videos/none/events", ""))
}

func workOfDeadletter(t *testing.T, db, _ *database.DB, id string) error {
	f := deadletter.NewWith(deadletter.Parts{DB: db, Log: quiet, Broker: event.SenderFunc(func(context.Context, cloudevents.Event) error { return nil })})
	e, err := event.NewStep(event.Requested(steps.Speech), "/test", event.Place{Video: id, Step: steps.Speech, Attempt: 1}, event.StepRequest{})
	if err != nil {
		return err
	}
	return errors.Join(f.Process(t.Context(), e), f.Process(t.Context(), e))
}

// workOfWorkflow makes a video, some of whose events are lost, ends another before it begins, and forgets both.
func workOfWorkflow(t *testing.T, db, admin *database.DB, id string) error {
	ctx := t.Context()
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		return err
	}
	now := time.Now()
	var sent []cloudevents.Event
	f := workflow.NewWith(workflow.Parts{DB: db, Blobs: blobs, Log: quiet, InFlight: map[steps.Name]int{steps.Script: 1}, Vigil: time.Millisecond, Now: func() time.Time { return now },
		Broker: event.SenderFunc(func(_ context.Context, e cloudevents.Event) error {
			sent = append(sent, e)
			return nil
		})})
	asked := orchestration.New(admin)
	for _, video := range []string{id, id + "-queued"} {
		if _, err := asked.Request(ctx, orchestrationtest.Asks(t, "", video)); err != nil {
			return err
		}
	}
	if err := f.Cancel(ctx, orchestration.LocalOwner, id+"-queued"); err != nil {
		return err
	}
	now = now.Add(time.Minute)
	if err := errors.Join(f.Sweep(ctx), f.Recover(ctx)); err != nil {
		return err
	}
	now = now.Add(2 * time.Minute)
	sent = nil
	if err := f.Sweep(ctx); err != nil {
		return err
	}
	for i, owner := range []string{"a", "b", "a", "b", "a", "b"} {
		e, err := event.New(event.VideoRequested, "/test", fmt.Sprintf("%s-%d", id, i), fmt.Sprintf("%s-%d", id, i), event.VideoRequest{Owner: owner, Params: []byte(`{"video_subject": "coffee", "stop_at": "script"}`)})
		if err == nil {
			err = f.Process(ctx, e)
		}
		if err != nil {
			return err
		}
	}
	if err := errors.Join(f.Hold(ctx, "nobody"), f.Release(ctx, "nobody")); err != nil {
		return err
	}
	answers := workflowtest.Steps{Blobs: blobs, Scenes: 2, Fail: map[string]*failure.Failure{"speech/0/1": failure.New(failure.RateLimited, "too many requests", failure.Provider("openai"))}}
	for len(sent) > 0 {
		e := sent[0]
		sent = sent[1:]
		if !strings.HasSuffix(e.Type(), ".requested") {
			continue
		}
		reply, err := answers.Answer(ctx, e)
		if err != nil {
			return err
		}
		if err := f.Process(ctx, reply); err != nil {
			return err
		}
	}
	if v, err := asked.Get(ctx, orchestration.LocalOwner, id); err != nil || v.State != orchestration.Completed {
		return fmt.Errorf("the video is %s: %w", v.State, err)
	}
	due, err := event.New(event.SweepDue, "/test", "due-"+id, "sweep", struct{}{})
	if err != nil {
		return err
	}
	letter := deadletter.NewWith(deadletter.Parts{DB: admin, Log: quiet})
	if err := errors.Join(f.Process(ctx, due), letter.Process(ctx, due)); err != nil {
		return err
	}
	letters, err := f.Letters(ctx, control.LetterQuery{Video: "sweep", Limit: 1})
	if err != nil || len(letters) == 0 {
		return fmt.Errorf("%d dead letters: %w", len(letters), err)
	}
	if err := errors.Join(f.Replay(ctx, letters[0].ID, nil), f.Discard(ctx, letters[0].ID)); err != nil {
		return err
	}
	return errors.Join(f.Delete(ctx, orchestration.LocalOwner, id), f.Delete(ctx, orchestration.LocalOwner, id+"-queued"))
}
