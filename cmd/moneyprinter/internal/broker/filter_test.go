package broker

import (
	"log/slog"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"go.uber.org/zap"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	knfilter "knative.dev/eventing/pkg/broker/filter"
	"knative.dev/eventing/pkg/client/clientset/versioned/fake"
	"knative.dev/eventing/pkg/client/informers/externalversions"
	"knative.dev/pkg/apis"

	"net/http"
	"net/http/httptest"

	"context"

	"github.com/cloudevents/sdk-go/v2/binding"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
)

// knativeFilter is Knative's own broker filter: the part of its broker that evaluates a trigger's filter, calls the
// subscriber and judges the answer. post delivers an event to a trigger of a name.
type knativeFilter struct {
	*httptest.Server
	factory externalversions.SharedInformerFactory
}

func newKnativeFilter(t *testing.T) *knativeFilter {
	t.Helper()
	f := externalversions.NewSharedInformerFactory(fake.NewSimpleClientset(), 0)
	h, err := knfilter.NewHandler(zap.NewNop(), nil, nil, f.Eventing().V1().Triggers(), f.Eventing().V1().Brokers(), f.Messaging().V1().Subscriptions(),
		nil, func(ctx context.Context) context.Context { return ctx }, metricnoop.NewMeterProvider(), tracenoop.NewTracerProvider())
	if err != nil {
		t.Fatal(err)
	}
	k := &knativeFilter{Server: httptest.NewServer(h), factory: f}
	t.Cleanup(k.Close)
	return k
}

// add makes a trigger whose subscriber is at a URL known to the filter and returns the URL to which its events go.
func (k *knativeFilter) add(t *testing.T, trigger *eventingv1.Trigger, subscriber string) string {
	t.Helper()
	x := trigger.DeepCopy()
	x.UID = "uid"
	x.Status.SubscriberURI, _ = apis.ParseURL(subscriber)
	if err := k.factory.Eventing().V1().Triggers().Informer().GetStore().Add(x); err != nil {
		t.Fatal(err)
	}
	return k.URL + "/triggers/" + x.Namespace + "/" + x.Name + "/uid"
}

var filterEvents = func() map[string]cloudevents.Event {
	events := map[string]cloudevents.Event{}
	add := func(name, eventType, source string, change func(*cloudevents.Event)) {
		e := cloudevents.New()
		e.SetType(eventType)
		e.SetSource(source)
		e.SetID(name)
		if change != nil {
			change(&e)
		}
		events[name] = e
	}
	add("plain", "moneyprinter.script.requested", "/moneyprinter/functions/workflow", nil)
	add("completed", "moneyprinter.script.completed", "/moneyprinter/functions/script", func(e *cloudevents.Event) { e.SetSubject("video-1") })
	add("video", "moneyprinter.video.completed", "/moneyprinter/functions/workflow", nil)
	add("integer", "t", "/s", func(e *cloudevents.Event) { e.SetExtension("attempt", 2) })
	add("boolean", "t", "/s", func(e *cloudevents.Event) { e.SetExtension("flag", true) })
	add("text", "t", "/s", func(e *cloudevents.Event) { e.SetExtension("tenant", "Ünï") })
	add("timed", "t", "/s", func(e *cloudevents.Event) {
		e.SetTime(time.Date(2021, 6, 7, 8, 9, 10, 0, time.UTC))
		e.SetDataSchema("urn:schema")
		_ = e.SetData("application/json; charset=utf-8", []byte("{}"))
	})
	return events
}()

type filters = []eventingv1.SubscriptionsAPIFilter

func prefix(a, v string) eventingv1.SubscriptionsAPIFilter {
	return eventingv1.SubscriptionsAPIFilter{Prefix: map[string]string{a: v}}
}

func suffix(a, v string) eventingv1.SubscriptionsAPIFilter {
	return eventingv1.SubscriptionsAPIFilter{Suffix: map[string]string{a: v}}
}

func cesql(x string) eventingv1.SubscriptionsAPIFilter {
	return eventingv1.SubscriptionsAPIFilter{CESQL: x}
}

func allFilters(f ...eventingv1.SubscriptionsAPIFilter) eventingv1.SubscriptionsAPIFilter {
	return eventingv1.SubscriptionsAPIFilter{All: f}
}

func anyFilter(f ...eventingv1.SubscriptionsAPIFilter) eventingv1.SubscriptionsAPIFilter {
	return eventingv1.SubscriptionsAPIFilter{Any: f}
}

func not(f eventingv1.SubscriptionsAPIFilter) eventingv1.SubscriptionsAPIFilter {
	return eventingv1.SubscriptionsAPIFilter{Not: &f}
}

var filterCases = map[string]struct {
	filters filters
	legacy  map[string]string
	// passes are the events that pass, so that agreement in error would show.
	passes []string
}{
	"none":                        {passes: []string{"plain", "completed", "video", "integer", "boolean", "text", "timed"}},
	"exact type":                  {filters: filters{exact("type", "moneyprinter.script.requested")}, passes: []string{"plain"}},
	"exact subject":               {filters: filters{exact("subject", "video-1")}, passes: []string{"completed"}},
	"exact id":                    {filters: filters{exact("id", "integer")}, passes: []string{"integer"}},
	"exact integer":               {filters: filters{exact("attempt", "2")}, passes: []string{"integer"}},
	"exact boolean":               {filters: filters{exact("flag", "true")}, passes: []string{"boolean"}},
	"exact text":                  {filters: filters{exact("tenant", "Ünï")}, passes: []string{"text"}},
	"exact time":                  {filters: filters{exact("time", "2021-06-07T08:09:10Z")}, passes: []string{"timed"}},
	"exact schema":                {filters: filters{exact("dataschema", "urn:schema")}, passes: []string{"timed"}},
	"exact media type":            {filters: filters{exact("datamediatype", "application/json")}, passes: []string{"timed"}},
	"exact, none there":           {filters: filters{exact("nothing", "x")}},
	"exact, two attributes":       {filters: filters{{Exact: map[string]string{"type": "t", "attempt": "2"}}}, passes: []string{"integer"}},
	"prefix":                      {filters: filters{prefix("type", "moneyprinter.script.")}, passes: []string{"plain", "completed"}},
	"prefix of an extension":      {filters: filters{prefix("tenant", "Ü")}, passes: []string{"text"}},
	"suffix":                      {filters: filters{suffix("type", ".completed")}, passes: []string{"completed", "video"}},
	"suffix of the source":        {filters: filters{suffix("source", "/workflow")}, passes: []string{"plain", "video"}},
	"two filters are both":        {filters: filters{prefix("type", "moneyprinter."), suffix("type", ".completed")}, passes: []string{"completed", "video"}},
	"all":                         {filters: filters{allFilters(exact("type", "t"), exact("attempt", "2"))}, passes: []string{"integer"}},
	"any":                         {filters: filters{anyFilter(exact("attempt", "2"), exact("flag", "true"))}, passes: []string{"integer", "boolean"}},
	"not":                         {filters: filters{not(prefix("type", "moneyprinter."))}, passes: []string{"integer", "boolean", "text", "timed"}},
	"not of nothing there":        {filters: filters{not(exact("attempt", "2"))}, passes: []string{"plain", "completed", "video", "boolean", "text", "timed"}},
	"nested":                      {filters: filters{allFilters(suffix("type", ".completed"), not(anyFilter(prefix("type", "moneyprinter.video."), exact("subject", "none"))))}, passes: []string{"completed"}},
	"deeply nested":               {filters: filters{not(allFilters(not(anyFilter(exact("id", "text"), allFilters(exact("type", "t"), exact("id", "timed")))), not(exact("id", "plain"))))}, passes: []string{"text", "timed", "plain"}},
	"cesql equality":              {filters: filters{cesql("type = 't'")}, passes: []string{"integer", "boolean", "text", "timed"}},
	"cesql LIKE":                  {filters: filters{cesql("(type LIKE 'moneyprinter.%.completed' OR type LIKE 'moneyprinter.%.failed') AND NOT (type LIKE 'moneyprinter.video.%')")}, passes: []string{"completed"}},
	"cesql IN":                    {filters: filters{cesql("id IN ('plain', 'text')")}, passes: []string{"plain", "text"}},
	"cesql EXISTS":                {filters: filters{cesql("EXISTS subject")}, passes: []string{"completed"}},
	"cesql number":                {filters: filters{cesql("attempt < 3")}, passes: []string{"integer"}},
	"cesql number too large":      {filters: filters{cesql("attempt > 2")}},
	"cesql function":              {filters: filters{cesql("EXISTS tenant AND UPPER(type) = 'T'")}, passes: []string{"text"}},
	"cesql error is no match":     {filters: filters{cesql("INT(source) > 1")}},
	"cesql beside exact":          {filters: filters{exact("type", "t"), cesql("EXISTS flag")}, passes: []string{"boolean"}},
	"cesql nested":                {filters: filters{anyFilter(cesql("attempt = 2"), not(cesql("type = 't'")))}, passes: []string{"integer", "plain", "completed", "video"}},
	"legacy":                      {legacy: map[string]string{"type": "moneyprinter.script.requested"}, passes: []string{"plain"}},
	"legacy, two":                 {legacy: map[string]string{"type": "t", "attempt": "2"}, passes: []string{"integer"}},
	"legacy any value":            {legacy: map[string]string{"subject": ""}, passes: []string{"completed"}},
	"legacy, none there":          {legacy: map[string]string{"nothing": ""}},
	"legacy, empty":               {legacy: map[string]string{}, passes: []string{"plain", "completed", "video", "integer", "boolean", "text", "timed"}},
	"filters override the legacy": {filters: filters{exact("type", "t")}, legacy: map[string]string{"type": "moneyprinter.script.requested"}, passes: []string{"integer", "boolean", "text", "timed"}},
}

// TestFiltersAgreeWithKnative asks Knative's filter handler, over HTTP as in a cluster, and our ingress for each filter and event.
func TestFiltersAgreeWithKnative(t *testing.T) {
	t.Parallel()
	knative := newKnativeFilter(t)
	for name, c := range filterCases {
		t.Run(name, func(t *testing.T) {
			called := false
			subscriber := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
			defer subscriber.Close()
			trigger := &eventingv1.Trigger{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "x"}, Spec: eventingv1.TriggerSpec{Filters: c.filters}}
			if c.legacy != nil {
				trigger.Spec.Filter = &eventingv1.TriggerFilter{Attributes: c.legacy}
			}
			url := knative.add(t, trigger, subscriber.URL)
			ours := newFilter(trigger, slog.New(slog.DiscardHandler))
			want := map[string]bool{}
			for _, id := range c.passes {
				want[id] = true
			}
			for id, e := range filterEvents {
				e = e.Clone()
				e.SetExtension("knativebrokerttl", 10)
				called = false
				postEvent(t, url, e)
				sealed, err := seal(e)
				if err != nil {
					t.Fatal(err)
				}
				seen, err := sealed.event()
				if err != nil {
					t.Fatal(err)
				}
				if got := ours.match(seen); got != called || got != want[id] {
					t.Errorf("event %s passes: ours %v, Knative's %v, expected %v", id, got, called, want[id])
				}
			}
		})
	}
}

// TestFilterThatIsNoCondition: Knative's handler dies of such an expression, event by event; ours matches nothing.
func TestFilterThatIsNoCondition(t *testing.T) {
	t.Parallel()
	f := newFilter(newTestTrigger("x", cesql("1")), slog.New(slog.DiscardHandler))
	if f.match(filterEvents["plain"]) {
		t.Error("an expression that is a number matches")
	}
}

func postEvent(t *testing.T, url string, e cloudevents.Event) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := cehttp.WriteRequest(t.Context(), binding.ToMessage(&e), req); err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %s", url, resp.Status)
	}
}
