package workflow_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/functions/deadletter"
	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// bury makes a dead letter of an event, as the broker does with what a receiver answered, and tells the workflow.
func (b *bench) bury(e cloudevents.Event, why *failure.Failure) {
	b.Helper()
	answer, err := json.Marshal(why)
	if err != nil {
		b.Fatal(err)
	}
	e = e.Clone()
	e.SetExtension("knativeerrordest", "http://speech.moneyprinter.svc.cluster.local")
	e.SetExtension("knativeerrorcode", 503)
	e.SetExtension("knativeerrordata", string(answer))
	sink := deadletter.NewWith(deadletter.Parts{DB: b.store.DB, Broker: event.SenderFunc(b.workflow.Process)})
	for range 2 { // it may come twice
		if err := sink.Process(b.Context(), e); err != nil {
			b.Fatal(err)
		}
	}
}

// runUntil answers requests until one for a step comes, and returns it.
func (b *bench) runUntil(step steps.Name) cloudevents.Event {
	b.Helper()
	for len(b.sent) > 0 {
		e := b.sent[0]
		b.sent = b.sent[1:]
		if e.Type() == string(event.Requested(step)) {
			return e
		}
		if strings.HasSuffix(e.Type(), ".requested") {
			b.process(b.answer(e))
		}
	}
	b.Fatalf("%s was not asked for", step)
	return cloudevents.Event{}
}

var outage = failure.New(failure.Unavailable, "openai answers 503", failure.Provider("openai"))

// A provider's outage ends the video; once it is over the letter is replayed and the video completes.
func TestReplayAfterAnOutage(t *testing.T) {
	ways(t, func(b *bench, w control.Workflow) {
		b.request("v", coffee)
		lost := b.runUntil(steps.Speech)
		b.bury(lost, outage)
		if v := b.get("v"); v.State != orchestration.Failed || v.Failure.Provider != "openai" {
			b.Fatalf("state %s, %v", v.State, v.Failure)
		}
		b.take("")
		list, err := w.Letters(b.Context(), control.LetterQuery{Video: "v"})
		if err != nil || len(list) != 1 {
			b.Fatalf("letters %+v, %v", list, err)
		}
		l, err := w.Letter(b.Context(), list[0].ID)
		if err != nil || l.EventID != lost.ID() || l.Status != 503 || l.Reason.Message != outage.Message || !strings.Contains(l.Destination, "speech") || !strings.Contains(string(l.Event), "knativeerrorcode") {
			b.Errorf("letter %+v, %v", l, err)
		}
		if err := w.Replay(b.Context(), l.ID, nil); err != nil {
			b.Fatal(err)
		}
		b.run()
		if v := b.get("v"); v.State != orchestration.Completed {
			b.Errorf("state %s, %v", v.State, v.Failure)
		}
		if l, err = w.Letter(b.Context(), l.ID); err != nil || l.Replays != 1 || l.Replayed == nil {
			b.Errorf("after the replay: %+v, %v", l, err)
		}
		if err := w.Replay(b.Context(), l.ID, nil); !conflict(err) {
			b.Errorf("a complete video is replayed: %v", err)
		}
		if err := w.Discard(b.Context(), l.ID); err != nil {
			b.Error(err)
		}
		for _, err := range []error{w.Discard(b.Context(), l.ID), w.Replay(b.Context(), l.ID, nil), w.Replay(b.Context(), "none/of\x00it", nil)} {
			if !errors.Is(err, &failure.Failure{Code: failure.NotFound}) {
				b.Errorf("a letter that is gone: %v", err)
			}
		}
	})
}

// A letter's event can be edited: the task gets the new input.
func TestReplayWithOtherData(t *testing.T) {
	ways(t, func(b *bench, w control.Workflow) {
		b.request("v", coffee)
		lost := b.runUntil(steps.Speech)
		b.bury(lost, failure.New(failure.BadAnswer, "no sound", failure.Provider("openai")))
		b.take("")
		list, err := w.Letters(b.Context(), control.LetterQuery{})
		if err != nil || len(list) != 1 {
			b.Fatalf("letters %+v, %v", list, err)
		}
		for _, bad := range []string{"{", `{"input":{}}`, `[]`} {
			if err := w.Replay(b.Context(), list[0].ID, json.RawMessage(bad)); !errors.Is(err, &failure.Failure{Code: failure.InvalidInput}) {
				b.Errorf("%s: %v", bad, err)
			}
		}
		edited := json.RawMessage(`{"input": {"inline": {"text": "Edited.", "voice": "none"}}}`)
		if err := w.Replay(b.Context(), list[0].ID, edited); err != nil {
			b.Fatal(err)
		}
		found := false
		for _, e := range b.take(event.Requested(steps.Speech)) {
			var request event.StepRequest
			if err := e.DataAs(&request); err != nil {
				b.Fatal(err)
			}
			found = found || strings.Contains(string(request.Input.Inline), "Edited.")
			b.sent = append(b.sent, e)
		}
		if !found {
			b.Error("the edited input was not asked for")
		}
		b.run()
		if v := b.get("v"); v.State != orchestration.Completed {
			b.Errorf("state %s, %v", v.State, v.Failure)
		}
	})
}

// What is no step's request is sent again as it was, without the broker's remarks, until the broker has taken it.
func TestReplayOfOtherEvents(t *testing.T) {
	ways(t, func(b *bench, w control.Workflow) {
		e, err := event.New("com.example.other", "/example", "e-1", "s", map[string]int{"a": 1})
		if err != nil {
			b.Fatal(err)
		}
		b.bury(e, failure.New(failure.Internal, "no"))
		list, err := w.Letters(b.Context(), control.LetterQuery{Type: "com.example.other", Limit: 5})
		if err != nil || len(list) != 1 {
			b.Fatalf("letters %+v, %v", list, err)
		}
		b.broken = true
		if err := w.Replay(b.Context(), list[0].ID, nil); err != nil {
			b.Fatal(err)
		}
		b.broken = false
		if err := b.workflow.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		sent := b.take("com.example.other")
		if len(sent) != 1 || sent[0].ID() != "e-1" || string(sent[0].Data()) != `{"a":1}` || len(sent[0].Extensions()) != 0 {
			b.Errorf("sent %v", sent)
		}
		if n := b.count(`SELECT count(*) FROM outbox`); n != 0 {
			b.Errorf("%d rows are left in the outbox", n)
		}
	})
}
