package broker

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"go.uber.org/goleak"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	duckv1 "knative.dev/eventing/pkg/apis/duck/v1"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	pkgduckv1 "knative.dev/pkg/apis/duck/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

const testBroker = "/ns/default"

func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "crash" {
		crash(os.Args[2], os.Args[3])
	}
	goleak.VerifyTestMain(m,
		// Knative's and klog's package-level goroutines live as long as the process.
		goleak.IgnoreTopFunction("knative.dev/eventing/pkg/kncloudevents.cleanupClientsMap"),
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
		// So do the filters that Knative's filter handler, the expected side of tests, makes for each event.
		goleak.IgnoreTopFunction("knative.dev/eventing/pkg/eventfilter/subscriptionsapi.(*allFilter).optimizeLoop"),
		goleak.IgnoreTopFunction("knative.dev/eventing/pkg/eventfilter/subscriptionsapi.(*anyFilter).optimzeLoop"),
	)
}

func ref(kind, name string) pkgduckv1.Destination {
	version := map[string]string{"Service": "serving.knative.dev/v1", "JobSink": "sinks.knative.dev/v1alpha1", "Broker": "eventing.knative.dev/v1"}[kind]
	return pkgduckv1.Destination{Ref: &pkgduckv1.KReference{Kind: kind, APIVersion: version, Name: name}}
}

func newBroker(delivery *duckv1.DeliverySpec) *eventingv1.Broker {
	return &eventingv1.Broker{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "default"}, Spec: eventingv1.BrokerSpec{Delivery: delivery}}
}

// newTestTrigger makes a trigger to the service of its name.
func newTestTrigger(name string, filters ...eventingv1.SubscriptionsAPIFilter) *eventingv1.Trigger {
	return &eventingv1.Trigger{
		ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: name},
		Spec:       eventingv1.TriggerSpec{Broker: "default", Subscriber: ref("Service", name), Filters: filters},
	}
}

func exact(attribute, value string) eventingv1.SubscriptionsAPIFilter {
	return eventingv1.SubscriptionsAPIFilter{Exact: map[string]string{attribute: value}}
}

// services is a network of handlers by the names of services in the namespace ns.
func services(handlers map[string]http.Handler) *Network {
	hosts := map[string]http.Handler{}
	for name, h := range handlers {
		hosts[manifest.ServiceHost("ns", name)] = h
	}
	return NewNetwork(hosts, nil)
}

func open(t testing.TB, b *eventingv1.Broker, triggers []*eventingv1.Trigger, o Options) *Server {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s, err := Open(t.Context(), []*eventingv1.Broker{b}, triggers, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.closed {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func testEvent(eventType, id string) cloudevents.Event {
	e := cloudevents.New()
	e.SetType(eventType)
	e.SetSource("/test")
	e.SetID(id)
	return e
}

// subscriber passes each event that it gets to a channel and answers 200.
type subscriber chan cloudevents.Event

func (s subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e, err := binding.ToEvent(r.Context(), cehttp.NewMessageFromHttpRequest(r))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s <- *e
}

// next waits for the next event.
func (s subscriber) next(t testing.TB) cloudevents.Event {
	t.Helper()
	select {
	case e := <-s:
		return e
	case <-time.After(10 * time.Second):
		t.Fatal("no event within 10 s")
		return cloudevents.Event{}
	}
}

// post sends a request to the ingress and returns its answer.
func post(s http.Handler, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestDeliversToMatchingTriggers(t *testing.T) {
	t.Parallel()
	all, some := make(subscriber, 10), make(subscriber, 10)
	s := open(t, newBroker(nil), []*eventingv1.Trigger{newTestTrigger("all"), newTestTrigger("some", exact("type", "b"))},
		Options{Transport: services(map[string]http.Handler{"all": all, "some": some})})
	for _, id := range []string{"a", "b"} {
		e := testEvent(id, id)
		if err := e.SetData(cloudevents.ApplicationJSON, map[string]string{"id": id}); err != nil {
			t.Fatal(err)
		}
		if err := s.Accept(t.Context(), "ns", "default", e); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]bool{all.next(t).ID(): true, all.next(t).ID(): true}
	if !got["a"] || !got["b"] {
		t.Errorf("the trigger without a filter got %v, want a and b", got)
	}
	if e := some.next(t); e.ID() != "b" || string(e.Data()) != `{"id":"b"}` || e.Extensions()["knativebrokerttl"] != nil {
		t.Errorf("the filtered trigger got %v", e)
	}
}
