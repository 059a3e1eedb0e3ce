package eventing

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"go.uber.org/goleak"

	manifests "github.com/moneyprinter/moneyprinter/eventing"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "job" {
		if err := job(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("knative.dev/eventing/pkg/kncloudevents.cleanupClientsMap"),
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
	)
}

// job is what a render job does as far as eventing sees it: it reads its event and posts its result to K_SINK.
func job(name string) error {
	b, err := os.ReadFile(filepath.Join(os.Getenv("K_EVENT_PATH"), "event"))
	if err != nil {
		return err
	}
	var in cloudevents.Event
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	out := answer(in, steps.Name(name))
	req, err := http.NewRequest(http.MethodPost, os.Getenv("K_SINK"), nil)
	if err != nil {
		return err
	}
	if err := cehttp.WriteRequest(context.Background(), binding.ToMessage(&out), req); err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		return fmt.Errorf("%s answers %s", os.Getenv("K_SINK"), resp.Status)
	}
	return nil
}

// answer is the completed event of a step's request.
func answer(in cloudevents.Event, s steps.Name) cloudevents.Event {
	e, err := event.New(event.Completed(s), event.Source(string(s)), in.ID(), in.Subject(), event.StepCompleted{Key: "key"})
	if err != nil {
		panic(err)
	}
	return e
}

// stepFunction answers requests as a step does.
func stepFunction(s steps.Name) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, err := binding.ToEvent(r.Context(), cehttp.NewMessageFromHttpRequest(r))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out := answer(*in, s)
		_ = cehttp.WriteResponseWriter(r.Context(), binding.ToMessage(&out), http.StatusOK, w)
	})
}

// recorder passes on what it gets.
func recorder(to chan<- cloudevents.Event) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if in, err := binding.ToEvent(r.Context(), cehttp.NewMessageFromHttpRequest(r)); err == nil {
			to <- *in
		}
	})
}

// start runs our own manifests around steps that answer at once; workflow and deadletter pass on what they get.
func start(t *testing.T, dir string) (r *Runtime, workflow, deadletter chan cloudevents.Event, server *httptest.Server) {
	t.Helper()
	workflow, deadletter = make(chan cloudevents.Event, 100), make(chan cloudevents.Event, 100)
	functions := map[string]http.Handler{"workflow": recorder(workflow), "deadletter": recorder(deadletter)}
	for _, s := range []steps.Name{steps.Script, steps.Terms, steps.Speech, steps.Subtitle, steps.Search, steps.Fetch, steps.Plan} {
		functions[string(s)] = stepFunction(s)
	}
	server = httptest.NewUnstartedServer(nil)
	url := "http://" + server.Listener.Addr().String()
	r, err := Start(t.Context(), Options{Manifests: manifests.Manifests, DataDir: dir, Functions: functions, URL: url})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = r.Handler()
	server.Start()
	t.Cleanup(func() {
		server.Close()
		http.DefaultClient.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := r.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return r, workflow, deadletter, server
}

func receive(t *testing.T, from <-chan cloudevents.Event) cloudevents.Event {
	t.Helper()
	select {
	case e := <-from:
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("no event within 20 s")
		return cloudevents.Event{}
	}
}

// TestEveryStepAnswersThroughTheBroker posts each step's request over HTTP and waits for its result at workflow: functions
// answer by their reply, segment and assemble as child processes that post to K_SINK.
func TestEveryStepAnswersThroughTheBroker(t *testing.T) {
	t.Parallel()
	_, workflow, deadletter, server := start(t, t.TempDir())
	for _, s := range []steps.Name{steps.Script, steps.Terms, steps.Speech, steps.Subtitle, steps.Search, steps.Fetch, steps.Plan, steps.Segment, steps.Assemble} {
		place := event.Place{Video: "v1", Step: s, Attempt: 1}
		in, err := event.NewStep(event.Requested(s), event.Source("workflow"), place, event.StepRequest{Owner: "local"})
		if err != nil {
			t.Fatal(err)
		}
		req, _ := http.NewRequest(http.MethodPost, server.URL+"/broker/moneyprinter/moneyprinter", nil)
		if err := cehttp.WriteRequest(t.Context(), binding.ToMessage(&in), req); err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusAccepted {
			t.Fatalf("%s: the broker answers %s", s, resp.Status)
		}
		e := receive(t, workflow)
		for e.Type() == string(event.Ping) {
			e = receive(t, workflow) // the sweep's own clock strikes each quarter of an hour
		}
		if e.Type() != string(event.Completed(s)) || e.ID() != place.ID() || e.Subject() != "v1" {
			t.Errorf("%s: workflow got %s %s", s, e.Type(), e.ID())
		}
	}
	if len(deadletter) > 0 {
		t.Errorf("deadletter got %v", <-deadletter)
	}
}

func TestSweepReachesWorkflow(t *testing.T) {
	t.Parallel()
	r, workflow, _, _ := start(t, t.TempDir())
	if err := r.Fire(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := receive(t, workflow)
	if e.Type() != string(event.Ping) || e.Source() != "/apis/v1/namespaces/moneyprinter/pingsources/sweep" || string(e.Data()) != "{}" {
		t.Errorf("workflow got %v", e)
	}
}

// TestStatusOfAJob asks for a Job's status by the URL that it has in a cluster, as workflow's sweep does.
func TestStatusOfAJob(t *testing.T) {
	t.Parallel()
	r, workflow, _, _ := start(t, t.TempDir())
	in, err := event.NewStep(event.Requested(steps.Segment), event.Source("workflow"), event.Place{Video: "v2", Step: steps.Segment, Attempt: 1}, event.StepRequest{})
	if err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequest(http.MethodPost, "http://job-sink.knative-eventing.svc.cluster.local/moneyprinter/segment", nil)
	if err := cehttp.WriteRequest(t.Context(), binding.ToMessage(&in), req); err != nil {
		t.Fatal(err)
	}
	resp, err := r.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	at := resp.Header.Get("Location")
	if want := "/namespaces/moneyprinter/name/segment/sources/%2Fmoneyprinter%2Ffunctions%2Fworkflow/ids/v2%2Fsegment%2F0%2F1"; at != want {
		t.Fatalf("Location is %s, want %s", at, want)
	}
	receive(t, workflow)
	deadline := time.Now().Add(10 * time.Second)
	for {
		resp, err := r.Client().Get("http://job-sink.knative-eventing.svc.cluster.local" + at)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode == http.StatusOK && resp.Header.Get("Reason") == "Complete" {
			return
		}
		if resp.StatusCode != http.StatusAccepted || time.Now().After(deadline) {
			t.Fatalf("the status is %s, Reason %q", resp.Status, resp.Header.Get("Reason"))
		}
	}
}

func TestStartRefusesInvalidManifests(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), Options{Manifests: manifests.Manifests, DataDir: t.TempDir(), Functions: map[string]http.Handler{"script": nil}})
	if err == nil || !strings.Contains(err.Error(), `workflow.yaml:`) || !strings.Contains(err.Error(), `there is no function "workflow"`) {
		t.Errorf("a trigger to an unknown function: %v", err)
	}
}
