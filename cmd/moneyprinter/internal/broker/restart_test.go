package broker

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	duckv1 "knative.dev/eventing/pkg/apis/duck/v1"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
)

// crashed runs a server in another process on dir, whose trigger "x" delivers to subscriber, until that has answered
// enough; then the process is killed.
func crashed(t *testing.T, dir, subscriber string, enough <-chan struct{}) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "crash", dir, subscriber)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-enough:
	case <-time.After(20 * time.Second):
		t.Error("the other process delivers nothing")
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// crashSpec retries for longer than any test runs.
func crashSpec() *duckv1.DeliverySpec { s := exponential(4); return &s }

// crash is the other process: it takes ten events and then lives on.
func crash(dir, subscriber string) {
	trigger := newTestTrigger("x")
	trigger.Spec.Subscriber = address(subscriber)
	s, err := Open(context.Background(), []*eventingv1.Broker{newBroker(crashSpec())}, []*eventingv1.Trigger{trigger}, Options{Dir: dir})
	if err != nil {
		panic(err)
	}
	for i := range 10 {
		if err := s.Accept(context.Background(), "ns", "default", testEvent("t", fmt.Sprint(i))); err != nil {
			panic(err)
		}
	}
	_ = os.WriteFile(filepath.Join(dir, "accepted"), nil, 0o600)
	select {}
}

// TestKillDashNineLosesNothing kills a process with ten deliveries under way; the next process delivers them at once.
func TestKillDashNineLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var hanging atomic.Int32
	enough := make(chan struct{})
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if hanging.Add(1) == 10 {
			close(enough)
		}
		<-r.Context().Done()
	}))
	defer hang.Close()
	crashed(t, dir, hang.URL, enough)

	got := make(subscriber, 20)
	begun := time.Now()
	s := open(t, newBroker(crashSpec()), []*eventingv1.Trigger{newTestTrigger("x")}, Options{Dir: dir, Transport: services(map[string]http.Handler{"x": got})})
	ids := map[string]bool{}
	for len(ids) < 10 {
		ids[got.next(t).ID()] = true
	}
	settled(t, s)
	if took := time.Since(begun); took > ackWait/2 {
		t.Errorf("they came back after %v: the dead process's claims were waited for", took)
	}
}

// TestCrashBurnsNoRetryAndKeepsTheCount: failures are counted over the death of the process, the death itself is not.
func TestCrashBurnsNoRetryAndKeepsTheCount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// In the other process each event fails twice; the third attempt hangs when the process dies.
	var mu sync.Mutex
	attempts, hanging := map[string]int{}, 0
	enough := make(chan struct{})
	first := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		id := r.Header.Get("ce-id")
		attempts[id]++
		n := attempts[id]
		if n == 3 {
			if hanging++; hanging == 10 {
				close(enough)
			}
		}
		mu.Unlock()
		if n == 3 {
			<-r.Context().Done()
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer first.Close()
	crashed(t, dir, first.URL, enough)

	// Two of five attempts are spent: the next process makes three more and then gives up.
	second := map[string]int{}
	fail := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		second[r.Header.Get("ce-id")]++
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	s := open(t, newBroker(crashSpec()), []*eventingv1.Trigger{newTestTrigger("x")}, Options{Dir: dir, Transport: services(map[string]http.Handler{"x": fail})})
	settled(t, s)
	mu.Lock()
	defer mu.Unlock()
	if len(second) != 10 {
		t.Errorf("%d events came back, want 10", len(second))
	}
	for id, n := range second {
		if n != 3 {
			t.Errorf("event %s was tried %d times after the crash, want 3", id, n)
		}
	}
}

// TestBackoffSurvivesARestart: a delivery that waits for its retry is not tried before its time by the next process.
func TestBackoffSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	wait := spec(1, duckv1.BackoffPolicyExponential, "PT2S")
	failed := make(chan time.Time, 1)
	fail := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		failed <- time.Now()
	})
	s := open(t, newBroker(&wait), []*eventingv1.Trigger{newTestTrigger("x")}, Options{Dir: dir, Transport: services(map[string]http.Handler{"x": fail})})
	if err := s.Accept(t.Context(), "ns", "default", testEvent("t", "1")); err != nil {
		t.Fatal(err)
	}
	at := <-failed
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := make(subscriber, 1)
	open(t, newBroker(&wait), []*eventingv1.Trigger{newTestTrigger("x")}, Options{Dir: dir, Transport: services(map[string]http.Handler{"x": got})})
	got.next(t)
	if waited := time.Since(at); waited < 2*time.Second {
		t.Errorf("the retry came after %v, want 2 s", waited)
	}
}

// TestCloseDrains: Close waits for deliveries under way and their replies, and refuses new events.
func TestCloseDrains(t *testing.T) {
	t.Parallel()
	begun, release := make(chan struct{}), make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-release
		for name, value := range binaryReply.header {
			w.Header().Set(name, value)
		}
	})
	dir := t.TempDir()
	triggers := []*eventingv1.Trigger{newTestTrigger("slow", exact("type", "t")), newTestTrigger("replies", exact("type", "reply"))}
	s := open(t, newBroker(nil), triggers, Options{Dir: dir, Transport: services(map[string]http.Handler{"slow": slow, "replies": make(subscriber)})})
	if err := s.Accept(t.Context(), "ns", "default", testEvent("t", "1")); err != nil {
		t.Fatal(err)
	}
	<-begun
	closed := make(chan error)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		closed <- s.Close(ctx)
	}()
	for s.Accept(t.Context(), "ns", "default", testEvent("none", "2")) == nil {
	}
	if w := post(s, testBroker, "", "ce-specversion", "1.0", "ce-type", "t", "ce-source", "/s", "ce-id", "3"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("the closing ingress answers %d", w.Code)
	}
	close(release)
	<-closed // with or without the reply's own delivery, which has no reader

	got := make(subscriber, 2)
	next := open(t, newBroker(nil), triggers, Options{Dir: dir, Transport: services(map[string]http.Handler{"slow": got, "replies": got})})
	if e := got.next(t); e.Type() != "reply" {
		t.Errorf("what was left is %v, want the reply alone", e)
	}
	settled(t, next)
	if len(got) != 0 {
		t.Errorf("the drained delivery was repeated: %v", <-got)
	}
}

// TestCloseGivesUp: a subscriber that does not end is broken off at the deadline, counted as no failure, and asked again
// by the next server.
func TestCloseGivesUp(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	hang := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
	})
	dir := t.TempDir()
	none := exponential(0)
	s := open(t, newBroker(&none), []*eventingv1.Trigger{newTestTrigger("x")}, Options{Dir: dir, Transport: services(map[string]http.Handler{"x": hang})})
	if err := s.Accept(t.Context(), "ns", "default", testEvent("t", "1")); err != nil {
		t.Fatal(err)
	}
	<-begun
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := s.Close(ctx); err != context.DeadlineExceeded {
		t.Errorf("close: %v", err)
	}
	got := make(subscriber, 1)
	open(t, newBroker(&none), []*eventingv1.Trigger{newTestTrigger("x")}, Options{Dir: dir, Transport: services(map[string]http.Handler{"x": got})})
	got.next(t)
}

// TestRepliesInARingEnd: the TTL that each reply takes over bounds a subscriber that answers its own question; the last event is a dead letter.
func TestRepliesInARingEnd(t *testing.T) {
	t.Parallel()
	var times atomic.Int32
	ring := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		times.Add(1)
		for name, value := range binaryReply.header {
			w.Header().Set(name, value)
		}
	})
	dead := make(subscriber, 10)
	delivery := exponential(1)
	sink := ref("Service", "dead")
	delivery.DeadLetterSink = &sink
	s := open(t, newBroker(&delivery), []*eventingv1.Trigger{newTestTrigger("ring")}, Options{MaxTTL: 5, Transport: services(map[string]http.Handler{"ring": ring, "dead": dead})})
	if err := s.Accept(t.Context(), "ns", "default", testEvent("t", "1")); err != nil {
		t.Fatal(err)
	}
	e := dead.next(t)
	settled(t, s)
	if n := times.Load(); n != 5 || e.Extensions()["knativeerrorcode"] != "400" || !strings.Contains(fmt.Sprint(e.Extensions()["knativeerrordest"]), "broker-ingress") {
		t.Errorf("the ring was called %d times, want 5; the dead letter is %v", n, e)
	}
}

// TestPanicIsAFailedAttempt: a handler of this process that panics answers 500 and takes nothing with it.
func TestPanicIsAFailedAttempt(t *testing.T) {
	t.Parallel()
	var times atomic.Int32
	done := make(chan struct{})
	flaky := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if times.Add(1) == 1 {
			panic("a defect")
		}
		close(done)
	})
	delivery := exponential(1)
	s := open(t, newBroker(&delivery), []*eventingv1.Trigger{newTestTrigger("x")}, Options{Transport: services(map[string]http.Handler{"x": flaky})})
	if err := s.Accept(t.Context(), "ns", "default", testEvent("t", "1")); err != nil {
		t.Fatal(err)
	}
	<-done
	settled(t, s)
}

// TestConcurrency: no more deliveries of a trigger are under way than it may have, and another trigger is not held up.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	begun, release := make(chan struct{}, 100), make(chan struct{})
	var under, most atomic.Int32
	slow := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if n := under.Add(1); n > most.Load() {
			most.Store(n)
		}
		begun <- struct{}{}
		<-release
		under.Add(-1)
	})
	fast := make(subscriber, 100)
	s := open(t, newBroker(nil), []*eventingv1.Trigger{newTestTrigger("slow"), newTestTrigger("fast")}, Options{
		Concurrency: func(*eventingv1.Trigger) int { return 3 }, Transport: services(map[string]http.Handler{"slow": slow, "fast": fast}),
	})
	for i := range 20 {
		if err := s.Accept(t.Context(), "ns", "default", testEvent("t", fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		<-begun
	}
	for range 20 {
		fast.next(t)
	}
	close(release)
	settled(t, s)
	if n := most.Load(); n > 3 {
		t.Errorf("%d ran at once, want 3", n)
	}
}

// TestFullStoreRefuses: when the store is full the ingress says so, and takes events again when there is room.
func TestFullStoreRefuses(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	slow := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release })
	s := open(t, newBroker(nil), []*eventingv1.Trigger{newTestTrigger("slow")}, Options{MaxStore: 256 << 10, Transport: services(map[string]http.Handler{"slow": slow})})
	e := testEvent("t", "1")
	_ = e.SetData("text/plain", []byte(strings.Repeat("x", 64<<10)))
	var err error
	for i := 0; i < 20 && err == nil; i++ {
		err = s.Accept(t.Context(), "ns", "default", e)
	}
	if status(err) != http.StatusInternalServerError {
		t.Errorf("the full store answers %v", err)
	}
	close(release)
	settled(t, s)
	if err := s.Accept(t.Context(), "ns", "default", e); err != nil {
		t.Errorf("the empty store answers %v", err)
	}
	settled(t, s)
}
