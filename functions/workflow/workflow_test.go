package workflow_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

const coffee = `"video_subject": "coffee"`

func TestWholeVideo(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open)
		b.request("v", coffee)
		if n := len(b.take(event.VideoAccepted)); n != 1 {
			t.Errorf("%d accepted events", n)
		}
		requests := b.run()
		var names []string
		for _, id := range requests {
			names = append(names, strings.TrimSuffix(strings.TrimPrefix(id, "v/"), "/1"))
		}
		slices.Sort(names)
		want := []string{
			"assemble/0", "fetch/0", "fetch/1", "fetch/2", "fetch/3", "fetch/4", "fetch/5", "fetch/6", "plan/0", "script/0", "search/0", "search/1",
			"segment/0", "segment/1", "segment/2", "speech/0", "speech/1", "speech/2", "subtitle/0", "terms/0",
		}
		if d := cmp.Diff(want, names); d != "" {
			t.Errorf("requests (-want +got):\n%s", d)
		}
		v := b.get("v")
		if v.State != orchestration.Completed || v.Progress != 1 || len(v.Output) != 1 || v.Output[0].Files[0].Name != "video.mp4" {
			t.Errorf("video: state %s, progress %v, output %+v", v.State, v.Progress, v.Output)
		}
		if n := b.count(`SELECT count(*) FROM outbox`); n != 0 {
			t.Errorf("%d rows are left in the outbox", n)
		}
		history, err := b.store.History(t.Context(), "v", 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range history {
			if e.Seq != int64(i+1) {
				t.Fatalf("history entry %d has number %d", i+1, e.Seq)
			}
		}
		if last := history[len(history)-1]; last.Kind != orchestration.VideoCompleted {
			t.Errorf("the history ends with %s", last.Kind)
		}
	})
}

// Whatever is repeated, delayed or reordered, each task is requested once and the video completes once.
func TestRepeatedAndReorderedEvents(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		for seed := range uint64(8) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				b, random := setup(t, open), rand.New(rand.NewPCG(seed, 0))
				b.request("v", coffee+`, "video_count": 2`)
				b.request("v", coffee)
				requested, ends := map[string]int{}, 0
				var news, old []cloudevents.Event
				for len(b.sent)+len(news) > 0 {
					for _, e := range b.take("") {
						if e.Type() == string(event.VideoCompleted) {
							ends++
						}
						if !strings.HasSuffix(e.Type(), ".requested") {
							continue
						}
						requested[e.ID()]++
						news = append(news, b.answer(e))
					}
					if len(news) == 0 {
						break
					}
					if len(old) > 0 && random.IntN(3) == 0 {
						b.process(old[random.IntN(len(old))])
					}
					i := random.IntN(len(news))
					b.process(news[i])
					old = append(old, news[i])
					news = slices.Delete(news, i, i+1)
				}
				for id, n := range requested {
					if n != 1 {
						t.Errorf("%s was requested %d times", id, n)
					}
				}
				if v := b.get("v"); v.State != orchestration.Completed || len(v.Output) != 2 || ends != 1 {
					t.Errorf("state %s, %d outputs, %d completed events", v.State, len(v.Output), ends)
				}
			})
		}
	})
}

func TestStopAt(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		for stop, want := range map[string][]string{
			"script": {"script"}, "audio": {"script", "speech"}, "materials": {"fetch", "script", "search", "speech", "terms"},
			"plan": {"fetch", "plan", "script", "search", "speech", "subtitle", "terms"},
		} {
			t.Run(stop, func(t *testing.T) {
				t.Parallel()
				b := setup(t, open)
				b.request("v", coffee+`, "stop_at": "`+stop+`"`)
				ran := map[string]bool{}
				for _, id := range b.run() {
					ran[strings.Split(id, "/")[1]] = true
				}
				var names []string
				for name := range ran {
					names = append(names, name)
				}
				slices.Sort(names)
				if d := cmp.Diff(want, names); d != "" {
					t.Errorf("steps (-want +got):\n%s", d)
				}
				if v := b.get("v"); v.State != orchestration.Completed {
					t.Errorf("state %s", v.State)
				}
			})
		}
	})
}

func TestFailures(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		busy := failure.New(failure.RateLimited, "too many requests", failure.Provider("openai"))
		for name, c := range map[string]struct {
			fail     map[string]*failure.Failure
			state    orchestration.State
			attempts int
		}{
			"passes":          {map[string]*failure.Failure{"speech/1/1": busy, "speech/1/2": busy}, orchestration.Completed, 3},
			"does not pass":   {map[string]*failure.Failure{"speech/1/1": busy, "speech/1/2": busy, "speech/1/3": busy}, orchestration.Failed, 3},
			"cannot pass":     {map[string]*failure.Failure{"speech/1/1": failure.New(failure.UnknownVoice, "no such voice")}, orchestration.Failed, 1},
			"in the last one": {map[string]*failure.Failure{"assemble/0/1": failure.New(failure.CheckFailed, "three frames are missing")}, orchestration.Failed, 0},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := setup(t, open)
				b.fail = c.fail
				b.request("v", coffee)
				attempts := 0
				for _, id := range b.run() {
					if strings.HasPrefix(id, "v/speech/1/") {
						attempts++
					}
				}
				v := b.get("v")
				if v.State != c.state || (c.attempts > 0 && attempts != c.attempts) {
					t.Errorf("state %s after %d attempts, want %s after %d", v.State, attempts, c.state, c.attempts)
				}
				if c.state == orchestration.Failed && (v.Failure == nil || v.Failure.Step == "" || v.Failure.Message == "") {
					t.Errorf("failure %+v has no reason", v.Failure)
				}
				if n := b.count(`SELECT count(*) FROM outbox`) + b.count(`SELECT count(*) FROM task WHERE state IN ('ready', 'requested')`); n != 0 {
					t.Errorf("%d rows are left open", n)
				}
			})
		}
	})
}

// A part of ours that does not answer is no attempt of the video's: it is asked again until the step's deadline.
func TestOurOwnOutage(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open)
		b.request("v", coffee)
		b.take(event.VideoAccepted)
		outage := func(e cloudevents.Event) cloudevents.Event {
			place, _ := event.ParsePlace(e.ID())
			reply, err := event.NewStep(event.Failed(place.Step), event.Source("deadletter"), place, event.StepFailed{Failure: failure.New(failure.Unavailable, "the ledger does not answer"), Exhausted: true})
			if err != nil {
				t.Fatal(err)
			}
			return reply
		}
		for range 10 {
			e := b.take("")
			if len(e) != 1 {
				t.Fatalf("%d requests after an outage, want 1", len(e))
			}
			b.process(outage(e[0]))
			if s := b.get("v").State; s != orchestration.Running {
				t.Fatalf("state %s", s)
			}
		}
		b.now = b.now.Add(6 * time.Minute)
		if err := b.workflow.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		v := b.get("v")
		if v.State != orchestration.Failed || v.Failure.Code != failure.Timeout || !strings.Contains(v.Failure.Message, "the ledger does not answer") {
			t.Errorf("after the deadline: %s, %+v", v.State, v.Failure)
		}
	})
}

func TestBadRequests(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		for name, c := range map[string]struct {
			params string
			code   failure.Code
		}{
			"empty subject":   {`"video_subject": " "`, failure.InvalidInput},
			"wrong type":      {`"video_subject": 7`, failure.InvalidInput},
			"no such base":    {`"video_subject": "coffee", "base": "\u0000"`, failure.NotFound},
			"unknown aspect":  {coffee + `, "video_aspect": "2:1"`, failure.InvalidInput},
			"1 MB script":     {`"video_script": "` + strings.Repeat("word ", 200_000) + `"`, failure.TooLarge},
			"unknown base":    {coffee + `, "base": "gone"`, failure.NotFound},
			"unknown footage": {coffee + `, "video_source": "cinema"`, failure.InvalidInput},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := setup(t, open)
				b.request("v", c.params)
				v := b.get("v")
				if v.State != orchestration.Failed || v.Failure.Code != c.code {
					t.Errorf("state %s, failure %+v, want code %s", v.State, v.Failure, c.code)
				}
				if failed := b.take(event.VideoFailed); len(failed) != 1 || len(b.sent) != 0 {
					t.Errorf("%d failed events, and %d others", len(failed), len(b.sent))
				}
			})
		}
	})
}

func TestLostEventsAreSentAgain(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open)
		b.request("v", coffee)
		lost := b.take("")
		b.now = b.now.Add(2 * time.Minute)
		if err := b.workflow.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(b.sent) != 1 || b.sent[0].ID() != "v/script/0/1" || b.sent[0].ID() != lost[len(lost)-1].ID() {
			t.Fatalf("sent again: %v", b.sent)
		}
		b.take("")
		if err := b.workflow.Sweep(t.Context()); err != nil || len(b.sent) != 0 {
			t.Errorf("a second sweep sent %d events, %v", len(b.sent), err)
		}
		if err := b.workflow.Recover(t.Context()); err != nil || len(b.sent) != 0 {
			t.Errorf("a recovery in the same instant sent %d events, %v", len(b.sent), err)
		}
		b.now = b.now.Add(time.Millisecond)
		if err := b.workflow.Recover(t.Context()); err != nil || len(b.sent) != 1 {
			t.Errorf("a recovery sent %d events, %v", len(b.sent), err)
		}
		b.run()
		if s := b.get("v").State; s != orchestration.Completed {
			t.Errorf("state %s", s)
		}
	})
}

func TestBrokerOutage(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open)
		b.broken = true
		b.request("v", coffee)
		b.broken = false
		b.now = b.now.Add(10 * time.Second)
		if err := b.workflow.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(b.take(event.VideoAccepted)); n != 1 {
			t.Errorf("%d accepted events after the outage", n)
		}
		b.run()
		if s := b.get("v").State; s != orchestration.Completed {
			t.Errorf("state %s", s)
		}
	})
}

// A request that the gateway has stored becomes a video although its event never arrived.
func TestStoredRequest(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open, func(p *workflow.Parts) { p.Now = func() time.Time { return time.Now().Add(time.Minute) } })
		e, err := event.New(event.VideoRequested, "/gateway", "x", "v", event.VideoRequest{Params: json.RawMessage(`{` + coffee + `}`)})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []bool{true, false} {
			if created, err := b.store.Request(t.Context(), e); err != nil || created != want {
				t.Fatalf("request %d: created %v, %v", i, created, err)
			}
		}
		if s := b.get("v").State; s != orchestration.Queued {
			t.Errorf("state %s before the sweep", s)
		}
		if err := b.workflow.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.run()
		if s := b.get("v").State; s != orchestration.Completed {
			t.Errorf("state %s", s)
		}
	})
}

func TestAdmission(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open, func(p *workflow.Parts) { p.InFlight = map[steps.Name]int{steps.Script: 2, steps.Speech: 3} })
		for i := range 10 {
			b.request(fmt.Sprintf("v%d", i), coffee)
		}
		var news []cloudevents.Event
		most := 0
		for {
			for _, e := range b.take("") {
				if strings.HasSuffix(e.Type(), ".requested") {
					news = append(news, e)
				}
			}
			if len(news) == 0 {
				break
			}
			open := 0
			for _, e := range news {
				if e.Type() == string(event.Requested(steps.Speech)) {
					open++
				}
			}
			most = max(most, open)
			b.process(b.answer(news[0]))
			news = news[1:]
		}
		if most != 3 {
			t.Errorf("at most %d speech requests were under way, want 3", most)
		}
		if n := b.count(`SELECT count(*) FROM video WHERE state = 'completed'`); n != 10 {
			t.Errorf("%d of 10 videos are complete", n)
		}
	})
}

func TestCancel(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open, func(p *workflow.Parts) { p.InFlight = map[steps.Name]int{steps.Script: 1} })
		b.request("v", coffee)
		b.request("w", coffee)
		script := b.take(event.Requested(steps.Script))
		if err := b.workflow.Cancel(t.Context(), "somebody else", "v"); failure.From(err).Code != failure.NotFound {
			t.Errorf("another owner's cancel = %v", err)
		}
		if err := b.workflow.Cancel(t.Context(), orchestration.LocalOwner, "v"); err != nil {
			t.Fatal(err)
		}
		if err := b.workflow.Cancel(t.Context(), orchestration.LocalOwner, "v"); failure.From(err).Code != failure.Conflict {
			t.Errorf("a second cancel = %v", err)
		}
		b.process(b.answer(script[0]))
		if v := b.get("v"); v.State != orchestration.Cancelled || len(b.take(event.VideoCancelled)) != 1 {
			t.Errorf("state %s", v.State)
		}
		// The place of the cancelled video's request is free for the other.
		b.run()
		if s := b.get("w").State; s != orchestration.Completed {
			t.Errorf("the other video is %s", s)
		}
	})
}

func TestEventWithoutSubjectMakesOneVideo(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open)
		for range 2 {
			e := cloudevents.New()
			e.SetType(string(event.VideoRequested))
			e.SetSource("/outside")
			e.SetID("42")
			if err := e.SetData("application/json", map[string]any{"params": map[string]any{"video_subject": "coffee"}}); err != nil {
				t.Fatal(err)
			}
			b.process(e)
		}
		if n := b.count(`SELECT count(*) FROM video`); n != 1 {
			t.Errorf("%d videos", n)
		}
	})
}

func TestUnreadableEvents(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open)
		b.request("v", coffee)
		for name, change := range map[string]func(*cloudevents.Event){
			"no place":  func(e *cloudevents.Event) { e.SetID("nonsense") },
			"no output": func(e *cloudevents.Event) { e.SetData("application/json", map[string]any{}) },
		} {
			e := b.answer(b.sent[len(b.sent)-1])
			change(&e)
			if err := b.workflow.Process(t.Context(), e); err == nil {
				t.Errorf("%s: taken", name)
			}
		}
		e, err := event.New(event.VideoRequested, "/outside", "1", "w", event.VideoRequest{Owner: "a\x00", Params: []byte(`{"video_subject": "coffee"}`)})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.workflow.Process(t.Context(), e); err == nil {
			t.Error("an owner that no column takes: taken")
		}
		if s := b.get("v").State; s != orchestration.Running {
			t.Errorf("state %s", s)
		}
	})
}
