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
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
	"github.com/moneyprinter/moneyprinter/shared/steps"
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
	place, err := event.ParsePlace(e.ID())
	if err != nil {
		b.Fatal(err)
	}
	var request event.StepRequest
	if err := e.DataAs(&request); err != nil {
		b.Fatal(err)
	}
	kind, data := event.Completed(place.Step), any(nil)
	if f := b.fail[fmt.Sprintf("%s/%d/%d", place.Step, place.Index, place.Attempt)]; f != nil {
		kind, data = event.Failed(place.Step), event.StepFailed{Failure: f}
	} else {
		output, err := json.Marshal(b.output(place, request))
		if err != nil {
			b.Fatal(err)
		}
		document, err := event.Pack(b.Context(), b.blobs, output)
		if err != nil {
			b.Fatal(err)
		}
		data = event.StepCompleted{Key: e.ID(), Output: document}
	}
	reply, err := event.NewStep(kind, event.Source(string(place.Step)), place, data)
	if err != nil {
		b.Fatal(err)
	}
	return reply
}

func (b *bench) output(place event.Place, request event.StepRequest) any {
	b.Helper()
	ref := blob.Ref{Digest: blob.DigestOf([]byte(place.ID())), Size: 1}
	switch place.Step {
	case steps.Script:
		out := steps.ScriptOutput{Language: "en"}
		for i := range b.scenes {
			out.Scenes = append(out.Scenes, steps.Scene{ID: fmt.Sprintf("s%d", i), Text: fmt.Sprintf("Sentence %d.", i)})
		}
		return out
	case steps.Terms:
		out := steps.TermsOutput{Terms: []string{"coffee", "beans"}}
		for i := range b.scenes {
			out.Scenes = append(out.Scenes, steps.SceneTerms{Scene: fmt.Sprintf("s%d", i), Terms: []string{"bean"}})
		}
		return out
	case steps.Speech:
		return steps.SpeechOutput{Audio: ref, Samples: 4 * steps.SampleRate}
	case steps.Subtitle:
		var in steps.SubtitleInput
		if err := request.Input.Read(b.Context(), b.blobs, &in); err != nil {
			b.Fatal(err)
		}
		out := steps.SubtitleOutput{SRT: ref, VTT: ref, Words: ref}
		for i, s := range in.Scenes {
			out.Scenes = append(out.Scenes, steps.CuedScene{ID: s.ID, Start: i * 120, Frames: 120})
		}
		return out
	case steps.Search:
		var in steps.SearchInput
		if err := request.Input.Read(b.Context(), b.blobs, &in); err != nil {
			b.Fatal(err)
		}
		var out steps.SearchOutput
		for i := range 4 {
			out.Candidates = append(out.Candidates, steps.Candidate{Provider: in.Provider, ID: fmt.Sprintf("%s-%d", in.Term, i), Seconds: 8})
		}
		return out
	case steps.Fetch:
		var in steps.FetchInput
		if err := request.Input.Read(b.Context(), b.blobs, &in); err != nil {
			b.Fatal(err)
		}
		if in.Music != nil {
			return steps.FetchOutput{Clip: steps.Clip{ID: "music", Kind: steps.Sound, Blob: ref}}
		}
		return steps.FetchOutput{Clip: steps.Clip{ID: in.Candidate.ID, Kind: steps.VideoClip, Blob: ref}}
	case steps.Plan:
		var in steps.PlanInput
		if err := request.Input.Read(b.Context(), b.blobs, &in); err != nil {
			b.Fatal(err)
		}
		out := steps.PlanOutput{Timeline: ref}
		for _, s := range in.Scenes {
			out.Segments = append(out.Segments, steps.PlannedSlice{Scene: s.ID, Slice: ref})
		}
		return out
	case steps.Segment:
		return steps.SegmentOutput{Video: ref, Frames: 120}
	case steps.Assemble:
		return steps.AssembleOutput{Files: []steps.File{{Role: "video", Name: "video.mp4", Blob: ref}}, Frames: 360}
	}
	b.Fatalf("a request for the unknown step %s", place.Step)
	return nil
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
