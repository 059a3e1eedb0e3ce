package step_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/ledger/ledgerschema"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

type input struct {
	Text string `json:"text"`
}

type output struct {
	Text string `json:"text"`
}

// bench is a step's surroundings: a real ledger and blob store, and a broker that keeps what it gets.
type bench struct {
	step.Parts
	mu   sync.Mutex
	sent []cloudevents.Event
	runs int
}

func setup(t *testing.T) *bench {
	t.Helper()
	l := ledger.New(databasetest.SQLite(t, ledgerschema.Migrations))
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{}
	b.Parts = step.Parts{Blobs: blobs, Ledger: l, Scratch: t.TempDir(), Incarnation: step.NewIncarnation("test"), Broker: event.SenderFunc(func(_ context.Context, e cloudevents.Event) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.sent = append(b.sent, e)
		return nil
	})}
	return b
}

// shout is the step under test; f may interfere with it.
func (b *bench) shout(f func(ctx context.Context, w *step.Work) error) *step.Handler {
	return step.New(steps.Speech, func(ctx context.Context, w *step.Work, in input) (output, error) {
		b.mu.Lock()
		b.runs++
		b.mu.Unlock()
		if f != nil {
			if err := f(ctx, w); err != nil {
				return output{}, err
			}
		}
		return output{Text: strings.ToUpper(in.Text)}, nil
	}, b.Parts)
}

func request(t *testing.T, id, text string) cloudevents.Event {
	t.Helper()
	place, err := event.ParsePlace(id)
	if err != nil {
		t.Fatal(err)
	}
	in, err := json.Marshal(input{text})
	if err != nil {
		t.Fatal(err)
	}
	e, err := event.NewStep(event.Requested(place.Step), "/test", place, event.StepRequest{Owner: "alice", Version: 1, Input: event.Document{Inline: in}, Deadline: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	e.SetExtension(event.TraceParentExtension, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	return e
}

func completed(t *testing.T, b *bench, e *cloudevents.Event) (event.StepCompleted, output) {
	t.Helper()
	if e == nil || e.Type() != string(event.Completed(steps.Speech)) {
		t.Fatalf("reply %v is not completed", e)
	}
	var done event.StepCompleted
	var out output
	if err := e.DataAs(&done); err != nil {
		t.Fatal(err)
	}
	if err := done.Output.Read(t.Context(), b.Blobs, &out); err != nil {
		t.Fatal(err)
	}
	return done, out
}

func TestResultIsReused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	h := b.shout(nil)
	for i, id := range []string{"v/speech/0/1", "v/speech/0/1", "w/speech/7/2"} {
		reply, err := h.Process(t.Context(), request(t, id, "hello"))
		if err != nil {
			t.Fatal(err)
		}
		done, out := completed(t, b, reply)
		if out.Text != "HELLO" || done.Reused != (i > 0) || reply.ID() != id || reply.Source() != event.Source("speech") {
			t.Errorf("reply %d: %+v, %+v, id %s, source %s", i, done, out, reply.ID(), reply.Source())
		}
	}
	if b.runs != 1 {
		t.Errorf("the step ran %d times", b.runs)
	}
	left, err := os.ReadDir(b.Scratch)
	if err != nil || len(left) != 0 {
		t.Errorf("scratch folder: %v, %v", left, err)
	}
}

// A second request for work that is under way is told so, and answered when the work is done.
func TestWaiterIsAnswered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	started, finish := make(chan struct{}), make(chan struct{})
	h := b.shout(func(context.Context, *step.Work) error {
		close(started)
		<-finish
		return nil
	})
	var first *cloudevents.Event
	var wg sync.WaitGroup
	wg.Go(func() {
		var err error
		if first, err = h.Process(t.Context(), request(t, "v/speech/0/1", "hello")); err != nil {
			t.Error(err)
		}
	})
	<-started
	second, err := h.Process(t.Context(), request(t, "w/speech/0/1", "hello"))
	if second != nil || err != nil {
		t.Errorf("the second request got %v, %v", second, err)
	}
	close(finish)
	wg.Wait()
	completed(t, b, first)
	if len(b.sent) != 1 || b.sent[0].ID() != "w/speech/0/1" {
		t.Fatalf("sent to waiters: %v", b.sent)
	}
	if done, out := completed(t, b, &b.sent[0]); !done.Reused || out.Text != "HELLO" {
		t.Errorf("the waiter got %+v, %+v", done, out)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		code   failure.Code
	}{
		"terminal":  {failure.New(failure.UnknownVoice, "no such voice", failure.Hint("try en-us")), http.StatusOK, failure.UnknownVoice},
		"retryable": {failure.New(failure.RateLimited, "slow down", failure.Provider("openai")), http.StatusServiceUnavailable, failure.RateLimited},
		"unknown":   {errors.New("boom"), http.StatusServiceUnavailable, failure.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			fails := true
			h := b.shout(func(context.Context, *step.Work) error {
				if fails {
					return c.err
				}
				return nil
			})
			resp := post(t, h, request(t, "v/speech/0/1", "hello"))
			var f failure.Failure
			if resp.Code != c.status {
				t.Fatalf("status %d, want %d: %s", resp.Code, c.status, resp.Body)
			}
			if c.status == http.StatusOK {
				var failed event.StepFailed
				if got := resp.Header().Get("ce-type"); got != "moneyprinter.speech.failed" {
					t.Errorf("reply of type %s", got)
				}
				if err := json.Unmarshal(resp.Body.Bytes(), &failed); err != nil || failed.Failure == nil {
					t.Fatalf("data %s: %v", resp.Body, err)
				}
				f = *failed.Failure
			} else if err := json.Unmarshal(resp.Body.Bytes(), &f); err != nil {
				t.Fatal(err)
			}
			if f.Code != c.code || f.Step != "speech" || f.Message == "" {
				t.Errorf("failure %+v", f)
			}
			// A failure is not remembered.
			fails = false
			if resp := post(t, h, request(t, "v/speech/0/1", "hello")); resp.Header().Get("ce-type") != "moneyprinter.speech.completed" {
				t.Errorf("after the failure: %d %s", resp.Code, resp.Body)
			}
		})
	}
}

// Knative's dispatcher panics on an error body of more than 768 bytes.
func TestErrorBodiesAreShort(t *testing.T) {
	t.Parallel()
	b := setup(t)
	h := b.shout(func(context.Context, *step.Work) error {
		return failure.New(failure.Unavailable, strings.Repeat("服务器没有回答 ", 300), failure.Hint("%s", strings.Repeat("try \"again\" ", 300)))
	})
	resp := post(t, h, request(t, "v/speech/0/1", "hello"))
	var f failure.Failure
	if err := json.Unmarshal(resp.Body.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	if n := resp.Body.Len(); n > 768 || f.Code != failure.Unavailable || f.Step != "speech" || f.Message == "" || !f.Retryable {
		t.Errorf("%d bytes: %+v", n, f)
	}
}

func TestPanicIsAFailure(t *testing.T) {
	t.Parallel()
	b := setup(t)
	h := b.shout(func(context.Context, *step.Work) error { panic("nil map") })
	resp := post(t, h, request(t, "v/speech/0/1", "hello"))
	if resp.Header().Get("ce-type") != "moneyprinter.speech.failed" || !strings.Contains(resp.Body.String(), "nil map") {
		t.Errorf("%d %s", resp.Code, resp.Body)
	}
}

func TestRefusedRequests(t *testing.T) {
	t.Parallel()
	b := setup(t)
	h := b.shout(nil)
	wrongType := request(t, "v/script/0/1", "hello")
	noPlace := request(t, "v/speech/0/1", "hello")
	noPlace.SetID("v")
	for name, e := range map[string]cloudevents.Event{"another step's request": wrongType, "no place": noPlace} {
		if resp := post(t, h, e); resp.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, resp.Code, resp.Body)
		}
	}
	resp := httptest.NewRecorder()
	h.Handle(resp, httptest.NewRequest(http.MethodPost, "/", strings.NewReader("hello")))
	if resp.Code != http.StatusBadRequest {
		t.Errorf("no event: %d", resp.Code)
	}
	if b.runs != 0 {
		t.Errorf("the step ran %d times", b.runs)
	}
}

func TestLargeDocumentsAreBlobs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	e := request(t, "v/speech/0/1", "")
	long := strings.Repeat("word ", 40_000)
	in, err := json.Marshal(input{long})
	if err != nil {
		t.Fatal(err)
	}
	document, err := event.Pack(t.Context(), b.Blobs, in)
	if err != nil || document.Ref == nil {
		t.Fatalf("Pack = %+v, %v", document, err)
	}
	if err := e.SetData("application/json", event.StepRequest{Owner: "alice", Version: 1, Input: document}); err != nil {
		t.Fatal(err)
	}
	reply, err := b.shout(nil).Process(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	done, out := completed(t, b, reply)
	if done.Output.Ref == nil || out.Text != strings.ToUpper(long) {
		t.Errorf("the output is inline or differs: %d bytes", len(out.Text))
	}
	if n := len(reply.Data()); n > 2000 {
		t.Errorf("the event has %d bytes", n)
	}
}

// The raw answer of a call outlives the failure of the step that made it, and a call is made again only while it has no
// answer.
func TestCallsArePaidOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	paid, parses := 0, false
	var keys []string
	h := b.shout(func(ctx context.Context, w *step.Work) error {
		answer, err := w.Calls.Call(ctx, "openai", map[string]string{"prompt": "p"}, func(_ context.Context, key string) ([]byte, error) {
			keys = append(keys, key)
			if len(keys) == 1 {
				return nil, failure.New(failure.Unavailable, "the line is dead")
			}
			paid++
			return []byte(strings.Repeat("answer\x00", 20_000)), nil
		})
		if err != nil {
			return err
		}
		if len(answer) != 140_000 {
			return fmt.Errorf("an answer of %d bytes", len(answer))
		}
		if !parses {
			return failure.New(failure.BadAnswer, "the answer is no JSON")
		}
		return nil
	})
	for range 3 {
		if _, err := h.Process(t.Context(), request(t, "v/speech/0/1", "hello")); err == nil {
			t.Fatal("no error")
		}
	}
	parses = true
	reply, err := h.Process(t.Context(), request(t, "v/speech/0/1", "hello"))
	if err != nil {
		t.Fatal(err)
	}
	if done, _ := completed(t, b, reply); done.Uncertain != 0 {
		t.Errorf("%d uncertain calls", done.Uncertain)
	}
	if paid != 1 || len(keys) != 2 || keys[0] != keys[1] || keys[0] == "" {
		t.Errorf("paid %d times with keys %v", paid, keys)
	}
}

// A step that has lost its lease is stopped, and whoever took it over answers.
func TestFencedStepStops(t *testing.T) {
	t.Parallel()
	b := setup(t)
	e := request(t, "v/speech/0/1", "hello")
	var r event.StepRequest
	if err := e.DataAs(&r); err != nil {
		t.Fatal(err)
	}
	key, err := ledger.Key(r.Owner, "speech", r.Version, r.Seed, r.Input.Inline)
	if err != nil {
		t.Fatal(err)
	}
	h := b.shout(func(ctx context.Context, _ *step.Work) error {
		// The same instance boots again while this one still runs.
		g, err := b.Ledger.Claim(ctx, ledger.Claim{Key: key, Attempt: "v/speech/0/1", Incarnation: step.NewIncarnation("test")})
		if err != nil || g.Status != ledger.Granted {
			return fmt.Errorf("the lease was not taken over: %v, %v", g.Status, err)
		}
		<-ctx.Done()
		return ctx.Err()
	})
	reply, err := h.Process(t.Context(), e)
	if reply != nil || err != nil {
		t.Errorf("the fenced attempt answered %v, %v", reply, err)
	}
}

func TestCallerHangsUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	h := b.shout(func(ctx context.Context, _ *step.Work) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	})
	if reply, err := h.Process(ctx, request(t, "v/speech/0/1", "hello")); reply != nil || err == nil {
		t.Errorf("answered %v, %v", reply, err)
	}
	// The key is free again at once.
	if reply, err := b.shout(nil).Process(t.Context(), request(t, "v/speech/0/1", "hello")); err != nil || reply == nil {
		t.Errorf("afterwards: %v, %v", reply, err)
	}
}

func post(t *testing.T, h *step.Handler, e cloudevents.Event) *httptest.ResponseRecorder {
	t.Helper()
	body, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", cloudevents.ApplicationCloudEventsJSON)
	w := httptest.NewRecorder()
	h.Handle(w, r)
	return w
}
