package orchestrationtest

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Test is the conformance suite of a store on a kind of database. Open opens an empty store.
func Test(t *testing.T, open func(t testing.TB) *orchestration.Store) {
	for name, test := range map[string]func(*testing.T, *orchestration.Store){
		"RequestsAreKept":         requestsAreKept,
		"SeenWhileItIsAccepted":   seenWhileItIsAccepted,
		"AVideoIsWhole":           aVideoIsWhole,
		"HistoryInPages":          historyInPages,
		"Lists":                   lists,
		"OwnersSeeTheirOwn":       ownersSeeTheirOwn,
		"WhatIsNoID":              whatIsNoID,
		"LatestIsWhatWasWritten":  latestIsWhatWasWritten,
		"NotReadyWithoutDatabase": notReadyWithoutDatabase,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// Asks makes the event that asks for a video of an owner.
func Asks(t testing.TB, owner, id string) cloudevents.Event {
	t.Helper()
	e, err := event.New(event.VideoRequested, "/test", id, id, event.VideoRequest{Owner: owner, Params: []byte(`{"video_subject":"x"}`)})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func request(t *testing.T, s *orchestration.Store, owner, id string, want bool) {
	t.Helper()
	if created, err := s.Request(t.Context(), Asks(t, owner, id)); err != nil || created != want {
		t.Fatalf("the request for %s: created %v, %v; want %v", id, created, err, want)
	}
}

func get(t *testing.T, s *orchestration.Store, owner, id string) orchestration.Video {
	t.Helper()
	v, err := s.Get(t.Context(), owner, id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A request is kept once, is seen as a video that waits, and is no request any more once the video is there.
func requestsAreKept(t *testing.T, s *orchestration.Store) {
	request(t, s, "", "v", true)
	request(t, s, "", "v", false)
	v := get(t, s, orchestration.LocalOwner, "v")
	if v.State != orchestration.Queued || v.Owner != orchestration.LocalOwner || string(v.Params) != `{"video_subject":"x"}` || time.Since(v.CreatedAt) > time.Minute || v.UpdatedAt != v.CreatedAt {
		t.Errorf("a request is %+v", v)
	}
	Put(t, s, orchestration.Video{ID: "accepted", State: orchestration.Completed})
	request(t, s, "", "accepted", false)
	bad := Asks(t, "", "bad")
	if err := bad.SetData("application/json", []byte(`[]`)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Request(t.Context(), bad); !errors.Is(err, &failure.Failure{Code: failure.InvalidInput}) {
		t.Errorf("a request that cannot be read: %v", err)
	}
}

// A video is never out of sight while the workflow turns its request into a video.
func seenWhileItIsAccepted(t *testing.T, s *orchestration.Store) {
	for i := range 30 {
		id := fmt.Sprintf("v%d", i)
		request(t, s, "", id, true)
		var accepting sync.WaitGroup
		accepting.Go(func() {
			err := s.DB.Tx(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), `DELETE FROM request WHERE id = $1`, id)
				_, insert := tx.ExecContext(t.Context(), `
INSERT INTO video (id, owner, source, state, params, versions, seed, traceparent, seq, created_at, updated_at) VALUES ($1, 'local', '', 'running', '{}', '{}', 1, '', 0, 0, 0)`, id)
				return errors.Join(err, insert)
			})
			if err != nil {
				t.Error(err)
			}
		})
		for get(t, s, orchestration.LocalOwner, id).State != orchestration.Running {
			if _, total, err := s.List(t.Context(), orchestration.LocalOwner, 1, 0); err != nil || total != i+1 {
				t.Fatalf("%d of %d videos are listed, %v", total, i+1, err)
			}
		}
		accepting.Wait()
	}
}

// What is put is what is got.
func aVideoIsWhole(t *testing.T, s *orchestration.Store) {
	at := time.UnixMilli(1_800_000_000_123).UTC()
	later := at.Add(90 * time.Second)
	want := orchestration.Video{
		ID: "v", Owner: "Zoë", State: orchestration.Failed, Params: json.RawMessage(`{"video_subject":"日本 \u0000"}`), Seq: 7, Progress: 0.25,
		Failure: failure.New(failure.RateLimited, "too many requests", failure.Provider("openai"), failure.Step("speech")),
		Steps: []orchestration.Stage{
			{Name: steps.Script, Total: 1, Done: 1, Tasks: []orchestration.Task{{State: "completed", Attempt: 1, Key: "k", Reused: true, Started: &at, Finished: &later}}},
			{Name: steps.Speech, Total: 2, Done: 1, Tasks: []orchestration.Task{
				{Index: 0, State: "completed", Attempt: 2, Uncertain: 1, Started: &at, Finished: &later},
				{Index: 1, State: "failed", Attempt: 3, Failure: failure.New(failure.RateLimited, "too many requests")},
			}},
			{Name: steps.Plan, Total: -1},
		},
		CreatedAt: at, UpdatedAt: later, FinishedAt: &later,
	}
	Put(t, s, want)
	ignored := []cmp.Option{cmpopts.IgnoreUnexported(failure.Failure{}), cmpopts.IgnoreFields(orchestration.Video{}, "Progress")}
	v := get(t, s, "Zoë", "v")
	if diff := cmp.Diff(want, v, ignored...); diff != "" {
		t.Errorf("a video (-put +got):\n%s", diff)
	}
	if v.Progress <= 0 || v.Progress >= 1 {
		t.Errorf("progress %v", v.Progress)
	}
	want.State, want.Failure, want.Output = orchestration.Completed, nil, []steps.AssembleOutput{{Files: []steps.File{{Role: "video", Name: "海.mp4"}}, Frames: 300}}
	Put(t, s, want)
	v = get(t, s, "Zoë", "v")
	if diff := cmp.Diff(want, v, ignored...); diff != "" || v.Progress != 1 {
		t.Errorf("a completed video: progress %v (-put +got):\n%s", v.Progress, diff)
	}
}

func historyInPages(t *testing.T, s *orchestration.Store) {
	Put(t, s, orchestration.Video{ID: "v", State: orchestration.Running})
	Put(t, s, orchestration.Video{ID: "w", State: orchestration.Running})
	var want []orchestration.Entry
	for i := range int64(7) {
		e := orchestration.Entry{Seq: i + 1, At: time.UnixMilli(i).UTC(), Kind: orchestration.TaskCompleted, Detail: orchestration.Detail{Step: steps.Speech, Index: int(i), Reused: i%2 == 0}}
		Note(t, s, "v", e)
		want = append(want, e)
	}
	Note(t, s, "w", want[0])
	for _, c := range []struct {
		after int64
		limit int
		want  []orchestration.Entry
	}{{0, 100, want}, {0, 3, want[:3]}, {3, 3, want[3:6]}, {6, 3, want[6:]}, {7, 3, nil}, {99, 3, nil}} {
		got, err := s.History(t.Context(), "v", c.after, c.limit)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%d after %d: %v (-want +got):\n%s", c.limit, c.after, err, diff)
		}
	}
	if v := get(t, s, orchestration.LocalOwner, "v"); v.Seq != 7 {
		t.Errorf("the video counts %d entries, want 7", v.Seq)
	}
}

func lists(t *testing.T, s *orchestration.Store) {
	at := time.UnixMilli(1_700_000_000_000).UTC()
	for i := range 5 {
		state := orchestration.Running
		if i == 1 {
			state = orchestration.Completed
		}
		Put(t, s, orchestration.Video{ID: fmt.Sprintf("v%d", i), State: state, CreatedAt: at.Add(time.Duration(i) * time.Second),
			Steps: []orchestration.Stage{{Name: steps.Script, Total: 1, Done: 1}, {Name: steps.Terms, Total: i + 1, Done: i, Tasks: []orchestration.Task{{State: "ready"}}}}})
	}
	Put(t, s, orchestration.Video{ID: "foreign", Owner: "somebody", State: orchestration.Running, CreatedAt: at})
	request(t, s, "", "queued", true)
	for _, c := range []struct {
		limit, offset int
		want          []string
	}{{10, 0, []string{"queued", "v4", "v3", "v2", "v1", "v0"}}, {2, 0, []string{"queued", "v4"}}, {2, 3, []string{"v2", "v1"}}, {2, 6, nil}} {
		videos, total, err := s.List(t.Context(), orchestration.LocalOwner, c.limit, c.offset)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, v := range videos {
			ids = append(ids, v.ID)
		}
		if diff := cmp.Diff(c.want, ids); diff != "" || total != 6 {
			t.Errorf("%d from %d on: total %d (-want +got):\n%s", c.limit, c.offset, total, diff)
		}
	}
	videos, _, err := s.List(t.Context(), orchestration.LocalOwner, 10, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range videos {
		switch {
		case v.ID == "queued":
			if v.State != orchestration.Queued || string(v.Params) != `{"video_subject":"x"}` || v.Steps != nil {
				t.Errorf("a request is listed as %+v", v)
			}
		case len(v.Steps) != 2 || v.Steps[0].Name != steps.Script || v.Steps[1].Done != v.Steps[1].Total-1 || v.Steps[1].Tasks != nil || v.Progress <= 0:
			t.Errorf("%s is listed with progress %v and steps %+v", v.ID, v.Progress, v.Steps)
		case (v.Progress == 1) != (v.ID == "v1"):
			t.Errorf("%s is listed with progress %v", v.ID, v.Progress)
		}
	}
}

func ownersSeeTheirOwn(t *testing.T, s *orchestration.Store) {
	request(t, s, "alice", "queued", true)
	Put(t, s, orchestration.Video{ID: "v", Owner: "alice", State: orchestration.Running})
	for _, id := range []string{"queued", "v"} {
		get(t, s, "alice", id)
		for _, read := range []func() error{
			func() error { _, err := s.Get(t.Context(), "bob", id); return err },
			func() error { _, err := s.Latest(t.Context(), "bob", id); return err },
		} {
			if err := read(); !errors.Is(err, orchestration.ErrNotFound) {
				t.Errorf("bob reads alice's %s: %v", id, err)
			}
		}
	}
	if videos, total, err := s.List(t.Context(), "bob", 10, 0); err != nil || total != 0 || len(videos) != 0 {
		t.Errorf("bob sees %d videos, %v", total, err)
	}
}

// What no database can compare is no video, and no fault of the database's.
func whatIsNoID(t *testing.T, s *orchestration.Store) {
	for _, id := range []string{"", "none", "\x00", "a\x00b", "\xff", "'; DROP TABLE video; --"} {
		if _, err := s.Get(t.Context(), orchestration.LocalOwner, id); !errors.Is(err, orchestration.ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func latestIsWhatWasWritten(t *testing.T, s *orchestration.Store) {
	for i := range 20 {
		id := fmt.Sprintf("v%d", i)
		request(t, s, "", id, true)
		if v, err := s.Latest(t.Context(), orchestration.LocalOwner, id); err != nil || v.State != orchestration.Queued {
			t.Errorf("%s: %+v, %v", id, v, err)
		}
		Put(t, s, orchestration.Video{ID: id, State: orchestration.Cancelled})
		if v, err := s.Latest(t.Context(), orchestration.LocalOwner, id); err != nil || v.State != orchestration.Cancelled {
			t.Errorf("%s: %+v, %v", id, v, err)
		}
	}
}

func notReadyWithoutDatabase(t *testing.T, s *orchestration.Store) {
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err == nil {
		t.Error("ready although the database is closed")
	}
}
