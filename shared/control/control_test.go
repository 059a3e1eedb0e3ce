package control_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// videos notes what it is asked and answers with err.
type videos struct {
	asked []string
	err   error
}

func (v *videos) Cancel(_ context.Context, owner, id string) error {
	return v.note("cancel", owner, id)
}
func (v *videos) Delete(_ context.Context, owner, id string) error {
	return v.note("delete", owner, id)
}

func (v *videos) Retry(_ context.Context, owner, id string) error {
	return v.note("retry", owner, id)
}
func (v *videos) Pause(_ context.Context, owner, id string) error {
	return v.note("pause", owner, id)
}
func (v *videos) Resume(_ context.Context, owner, id string) error {
	return v.note("resume", owner, id)
}
func (v *videos) Hold(_ context.Context, owner string) error    { return v.note("hold", owner) }
func (v *videos) Release(_ context.Context, owner string) error { return v.note("release", owner) }
func (v *videos) Load(context.Context) (control.Load, error)    { return load, v.note("load") }
func (v *videos) Letters(_ context.Context, q control.LetterQuery) ([]control.Letter, error) {
	return []control.Letter{letter}, v.note("letters", q.Values().Encode())
}
func (v *videos) Letter(_ context.Context, id string) (control.Letter, error) {
	return letter, v.note("letter", id)
}
func (v *videos) Replay(_ context.Context, id string, data json.RawMessage) error {
	return v.note("replay", id, string(data))
}
func (v *videos) Discard(_ context.Context, id string) error { return v.note("discard", id) }

var (
	load   = control.Load{Held: true, Owners: []string{"a", "b"}, Queued: 1, Running: 2, Waiting: 3, UnderWay: 4}
	letter = control.Letter{ID: "l/1#2", Type: "t", Source: "s", EventID: "e", Reason: failure.New(failure.Undeliverable, "no"), Arrived: time.UnixMilli(1).UTC(), Event: json.RawMessage(`{"id":"e"}`)}
)

func (v *videos) note(parts ...string) error {
	v.asked = append(v.asked, strings.Join(parts, " "))
	return v.err
}

func serve(t *testing.T, h http.Handler) *control.Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := control.NewClient(server.URL + "/below")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func routes(v control.Workflow) http.Handler {
	return http.StripPrefix("/below", control.Handler(v, slog.New(slog.DiscardHandler)))
}

func TestWhatTheClientAsksArrives(t *testing.T) {
	t.Parallel()
	v := &videos{}
	c := serve(t, routes(v))
	for _, who := range []struct{ owner, id string }{{"alice", "v1"}, {"Zoë & co/?#", "a.b_c-d"}, {"o", "with/slash?and=question"}, {"o", "\x00\xff"}} {
		v.asked = nil
		about := who.owner + " " + who.id
		for name, ask := range map[string]func(ctx context.Context, owner, id string) error{"cancel": c.Cancel, "delete": c.Delete, "retry": c.Retry, "pause": c.Pause, "resume": c.Resume} {
			v.asked = nil
			if err := ask(t.Context(), who.owner, who.id); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff([]string{name + " " + about}, v.asked); diff != "" {
				t.Error(diff)
			}
		}
	}
	v.asked = nil
	for _, id := range []string{"", ".", ".."} {
		if err := c.Delete(t.Context(), "o", id); !errors.Is(err, &failure.Failure{Code: failure.NotFound}) {
			t.Errorf("the id %q: %v", id, err)
		}
	}
	if v.asked != nil {
		t.Errorf("asked %v", v.asked)
	}
}

// What is asked of the platform and of its dead letters arrives, and the answer comes back whole.
func TestPlatformAndLetters(t *testing.T) {
	t.Parallel()
	v := &videos{}
	c := serve(t, routes(v))
	ctx := t.Context()
	q := control.LetterQuery{Video: "v", Type: "a b", Before: time.UnixMilli(1500).UTC(), Limit: 7}
	gotLoad, err1 := c.Load(ctx)
	gotList, err2 := c.Letters(ctx, q)
	gotLetter, err3 := c.Letter(ctx, "l/1#2")
	if err := errors.Join(err1, err2, err3, c.Hold(ctx, ""), c.Hold(ctx, "Zoë & co"), c.Release(ctx, ""), c.Replay(ctx, "l/1#2", nil), c.Replay(ctx, "l", json.RawMessage(`{"a":1}`)), c.Discard(ctx, "l/1#2")); err != nil {
		t.Fatal(err)
	}
	want := []string{"load", "letters before=1970-01-01T00%3A00%3A01.5Z&limit=7&type=a+b&video=v", "letter l/1#2", "hold ", "hold Zoë & co", "release ", "replay l/1#2 ", `replay l {"a":1}`, "discard l/1#2"}
	if diff := cmp.Diff(want, v.asked); diff != "" {
		t.Error(diff)
	}
	ignore := cmpopts.IgnoreUnexported(failure.Failure{})
	if diff := cmp.Diff(load, gotLoad); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]control.Letter{letter}, gotList, ignore); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(letter, gotLetter, ignore); diff != "" {
		t.Error(diff)
	}
	for _, query := range []string{"before=yesterday", "limit=0", "limit=x", "limit=1000"} {
		w := httptest.NewRecorder()
		routes(v).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/below/dead-letters?"+query, nil))
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
}

func TestFailuresComeBackWhole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want *failure.Failure
	}{
		"conflict":     {failure.New(failure.Conflict, "the video has already ended", failure.Hint("look at it")), &failure.Failure{Step: "workflow", Code: failure.Conflict, Message: "the video has already ended", Hint: "look at it"}},
		"of a step":    {failure.New(failure.NotFound, "no", failure.Step("plan")), &failure.Failure{Step: "plan", Code: failure.NotFound, Message: "no"}},
		"unclassified": {errors.New("secret: dial tcp 10.0.0.1"), &failure.Failure{Step: "workflow", Code: failure.Unavailable, Message: "the workflow's database does not answer", Retryable: true, Hint: "try again; the service's log has the reason"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := serve(t, routes(&videos{err: c.err}))
			var got *failure.Failure
			if err := client.Cancel(t.Context(), "o", "v"); !errors.As(err, &got) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreUnexported(failure.Failure{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheStatusIsTheFailures(t *testing.T) {
	t.Parallel()
	h := control.Handler(&videos{err: failure.New(failure.Conflict, "no")}, slog.New(slog.DiscardHandler))
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"POST", "/videos/v/cancel?owner=o", 409}, {"DELETE", "/videos/v?owner=o", 409}, {"DELETE", "/videos/v", 400},
		{"GET", "/videos/v?owner=o", 405}, {"POST", "/videos/v?owner=o", 405}, {"POST", "/", 404},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, w.Code, c.status)
		}
	}
}

// Whatever else answers in the workflow's place is a part of ours that does not answer.
func TestAWorkflowThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(nil)
	gone.Close()
	away, err := control.NewClient(gone.URL)
	if err != nil {
		t.Fatal(err)
	}
	clients := map[string]*control.Client{
		"nobody": away,
		"a proxy": serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "no healthy upstream", http.StatusServiceUnavailable)
		})),
		"another": serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"hello":"world"}`) })),
		"a cut answer": serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(409)
		})),
	}
	for name, c := range clients {
		var f *failure.Failure
		if err := c.Delete(t.Context(), "o", "v"); !errors.As(err, &f) || f.Code != failure.Unavailable || !f.Retryable || f.Step != "workflow" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, a := range []string{"", "workflow", "ftp://workflow", "http://", "http://[::1"} {
		if _, err := control.NewClient(a); err == nil {
			t.Errorf("%q is taken", a)
		}
	}
}
