package broker

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"github.com/google/go-cmp/cmp"
	duckv1 "knative.dev/eventing/pkg/apis/duck/v1"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	"knative.dev/eventing/pkg/eventingtls"
	"knative.dev/eventing/pkg/kncloudevents"
	"knative.dev/pkg/apis"
	pkgduckv1 "knative.dev/pkg/apis/duck/v1"
)

// answer is what a scripted sink answers to one request.
type answer struct {
	status int
	header map[string]string
	body   string
	// hang does not answer before the sender gives up.
	hang bool
}

// scripted is a sink that answers by a script, the last answer for good, and records what it gets.
type scripted struct {
	*httptest.Server
	answers []answer

	mu     sync.Mutex
	times  []time.Time
	events []cloudevents.Event
	header []http.Header
}

func newScripted(t *testing.T, answers ...answer) *scripted {
	s := &scripted{answers: answers}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e, err := binding.ToEvent(r.Context(), cehttp.NewMessageFromHttpRequest(r))
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	s.mu.Lock()
	s.times, s.events, s.header = append(s.times, time.Now()), append(s.events, *e), append(s.header, r.Header.Clone())
	a := s.answers[min(len(s.times), len(s.answers))-1]
	s.mu.Unlock()
	if a.hang {
		<-r.Context().Done()
		return
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body))
}

// gaps are the times between requests.
func (s *scripted) gaps() (gaps []time.Duration) {
	for i := 1; i < len(s.times); i++ {
		gaps = append(gaps, s.times[i].Sub(s.times[i-1]))
	}
	return gaps
}

func status2(n int) answer { return answer{status: n} }

// event reply answers with an event of type "reply".
var (
	binaryReply = answer{status: 200, body: `{"a": 1}`, header: map[string]string{
		"ce-specversion": "1.0", "ce-type": "reply", "ce-source": "/subscriber", "ce-id": "r1", "ce-ext": "x", "Content-Type": "application/json"}}
	structuredReply = answer{status: 202, body: `{"specversion":"1.0","type":"reply","source":"/subscriber","id":"r2","data":{"a":1},"datacontenttype":"application/json"}`,
		header: map[string]string{"Content-Type": "application/cloudevents+json"}}
	invalidReply = answer{status: 200, header: map[string]string{"ce-specversion": "1.0", "ce-type": "reply"}}
	brokenReply  = answer{status: 200, body: `{"specversion":`, header: map[string]string{"Content-Type": "application/cloudevents+json"}}
)

func policy(p duckv1.BackoffPolicyType) *duckv1.BackoffPolicyType { return &p }

func spec(retry int32, p duckv1.BackoffPolicyType, delay string) duckv1.DeliverySpec {
	return duckv1.DeliverySpec{Retry: &retry, BackoffPolicy: policy(p), BackoffDelay: &delay}
}

func exponential(retry int32) duckv1.DeliverySpec {
	return spec(retry, duckv1.BackoffPolicyExponential, "PT0.2S")
}

func changed(s duckv1.DeliverySpec, change func(*duckv1.DeliverySpec)) duckv1.DeliverySpec {
	change(&s)
	return s
}

// seen is what one side did.
type seen struct {
	Attempts, DeadLetters, Replies int
	// Dead are the Knative error extensions that the dead letter sink got, and the event's id and data.
	Dead map[string]string
	// Event is the event as the subscriber got it, Reply the reply as the broker got it.
	Event, Reply map[string]string
	Prefer       string
	ContentType  string
}

func see(t *testing.T, subscriber, dead, replies *scripted) (s seen) {
	t.Helper()
	for _, x := range []*scripted{subscriber, dead, replies} {
		x.mu.Lock()
		defer x.mu.Unlock()
	}
	s.Attempts, s.DeadLetters, s.Replies = len(subscriber.times), len(dead.times), len(replies.times)
	if s.Attempts > 0 {
		s.Event = comparable(t, subscriber.events[0])
		s.Prefer, s.ContentType = subscriber.header[0].Get("Prefer"), subscriber.header[0].Get("Content-Type")
	}
	if s.DeadLetters > 0 {
		s.Dead = comparable(t, dead.events[len(dead.events)-1])
	}
	if s.Replies > 0 {
		s.Reply = comparable(t, replies.events[len(replies.events)-1])
	}
	return s
}

// comparable are an event's attributes and data without what the broker, which the dispatcher alone is not, puts in.
func comparable(t *testing.T, e cloudevents.Event) map[string]string {
	t.Helper()
	sealed, err := seal(e)
	if err != nil {
		t.Fatal(err)
	}
	a := maps.Clone(sealed.Attributes)
	delete(a, "knativearrivaltime")
	delete(a, "knativebrokerttl")
	a["data"] = string(e.Data())
	return a
}

var deliveryCases = map[string]struct {
	spec    duckv1.DeliverySpec
	answers []answer
	// dead are the dead letter sink's answers, replies those of the ingress to replies; both are 202 where they are empty.
	dead, replies []answer
	// viaFilter runs the expected side through Knative's filter handler, which judges what the dispatcher alone passes.
	viaFilter bool
	// refused closes the subscriber before.
	refused bool
	// attempts is how many the subscriber gets, so that agreement in error would show.
	attempts int
}{
	"success":                      {spec: exponential(2), answers: []answer{status2(200)}, attempts: 1},
	"success 204":                  {spec: exponential(2), answers: []answer{status2(204)}, attempts: 1},
	"no delivery spec":             {answers: []answer{status2(500)}, attempts: 1},
	"recovers":                     {spec: exponential(3), answers: []answer{status2(503), status2(503), status2(200)}, attempts: 3},
	"exponential, spent":           {spec: exponential(3), answers: []answer{{status: 500, body: "broken"}}, attempts: 4},
	"linear, spent":                {spec: spec(3, duckv1.BackoffPolicyLinear, "PT0.2S"), answers: []answer{status2(502)}, attempts: 4},
	"no backoff policy":            {spec: changed(exponential(2), func(s *duckv1.DeliverySpec) { s.BackoffPolicy = nil }), answers: []answer{status2(500)}, attempts: 3},
	"retry 0":                      {spec: exponential(0), answers: []answer{status2(500)}, attempts: 1},
	"404 is retried":               {spec: exponential(1), answers: []answer{status2(404)}, attempts: 2},
	"408 is retried":               {spec: exponential(1), answers: []answer{status2(408)}, attempts: 2},
	"409 is retried":               {spec: exponential(1), answers: []answer{status2(409)}, attempts: 2},
	"429 is retried":               {spec: exponential(1), answers: []answer{status2(429)}, attempts: 2},
	"400 is not":                   {spec: exponential(2), answers: []answer{{status: 400, body: "bad input"}}, attempts: 1},
	"401 is not":                   {spec: exponential(2), answers: []answer{status2(401)}, attempts: 1},
	"413 is not":                   {spec: exponential(2), answers: []answer{status2(413)}, attempts: 1},
	"422 is not":                   {spec: exponential(2), answers: []answer{status2(422)}, attempts: 1},
	"304 is not":                   {spec: exponential(2), answers: []answer{status2(304)}, attempts: 1},
	"500, then 400":                {spec: exponential(3), answers: []answer{status2(500), {status: 400, body: "now it is bad"}}, attempts: 2},
	"a long error":                 {spec: exponential(0), answers: []answer{{status: 500, body: strings.Repeat("long ", 150)}}, attempts: 1},
	"timeout":                      {spec: changed(exponential(1), func(s *duckv1.DeliverySpec) { s.Timeout = new("PT0.3S") }), answers: []answer{{hang: true}}, attempts: 2},
	"timeout, then success":        {spec: changed(exponential(1), func(s *duckv1.DeliverySpec) { s.Timeout = new("PT0.3S") }), answers: []answer{{hang: true}, status2(200)}, attempts: 2},
	"connection refused":           {spec: exponential(1), refused: true},
	"Retry-After is not asked for": {spec: exponential(1), answers: []answer{{status: 429, header: map[string]string{"Retry-After": "2"}}}, attempts: 2},
	"Retry-After":                  {spec: changed(exponential(1), func(s *duckv1.DeliverySpec) { s.RetryAfterMax = new("PT5S") }), answers: []answer{{status: 429, header: map[string]string{"Retry-After": "1"}}}, attempts: 2},
	"Retry-After 503, capped":      {spec: changed(exponential(1), func(s *duckv1.DeliverySpec) { s.RetryAfterMax = new("PT1S") }), answers: []answer{{status: 503, header: map[string]string{"Retry-After": "30"}}}, attempts: 2},
	"Retry-After beside 500":       {spec: changed(exponential(1), func(s *duckv1.DeliverySpec) { s.RetryAfterMax = new("PT5S") }), answers: []answer{{status: 500, header: map[string]string{"Retry-After": "2"}}}, attempts: 2},
	"Retry-After, no number":       {spec: changed(exponential(1), func(s *duckv1.DeliverySpec) { s.RetryAfterMax = new("PT5S") }), answers: []answer{{status: 429, header: map[string]string{"Retry-After": "soon"}}}, attempts: 2},
	"format json":                  {spec: changed(exponential(0), func(s *duckv1.DeliverySpec) { s.Format = new(duckv1.DeliveryFormatJson) }), answers: []answer{status2(200)}, attempts: 1},
	"format binary":                {spec: changed(exponential(0), func(s *duckv1.DeliverySpec) { s.Format = new(duckv1.DeliveryFormatBinary) }), answers: []answer{status2(200)}, attempts: 1},
	"dead letter is retried":       {spec: exponential(2), answers: []answer{status2(400)}, dead: []answer{status2(503), status2(503), status2(200)}, attempts: 1},
	"dead letter is lost":          {spec: exponential(1), answers: []answer{status2(500)}, dead: []answer{status2(500)}, attempts: 2},
	"dead letter is refused":       {spec: exponential(2), answers: []answer{status2(400)}, dead: []answer{status2(400)}, attempts: 1},
	"dead letter sink answers":     {spec: exponential(1), answers: []answer{status2(400)}, dead: []answer{{status: 200, body: "kept"}}, attempts: 1},
	"binary reply":                 {spec: exponential(1), answers: []answer{binaryReply}, attempts: 1},
	"structured reply":             {spec: exponential(1), answers: []answer{structuredReply}, attempts: 1},
	"reply after a failure":        {spec: exponential(1), answers: []answer{status2(500), binaryReply}, attempts: 2},
	"reply is invalid":             {spec: exponential(1), answers: []answer{invalidReply}, replies: []answer{status2(400)}, attempts: 1},
	"reply is no event":            {spec: exponential(1), answers: []answer{{status: 200, body: "thanks", header: map[string]string{"Content-Type": "text/plain"}}}, viaFilter: true, attempts: 2},
	"reply is JSON":                {spec: exponential(1), answers: []answer{{status: 200, body: "{}", header: map[string]string{"Content-Type": "application/json"}}, status2(200)}, viaFilter: true, attempts: 2},
	"reply is broken":              {spec: exponential(1), answers: []answer{brokenReply}, viaFilter: true, attempts: 2},
	"empty reply with a type":      {spec: exponential(1), answers: []answer{{status: 200, header: map[string]string{"Content-Type": "application/json"}}}, viaFilter: true, attempts: 1},
	"reply through the filter":     {spec: exponential(1), answers: []answer{binaryReply}, viaFilter: true, attempts: 1},
}

// TestDeliveryAgreesWithKnative delivers to the same scripted subscriber with Knative's dispatcher and with ours, and
// compares attempts, the times between them, the dead letter, the reply and the outcome.
func TestDeliveryAgreesWithKnative(t *testing.T) {
	t.Parallel()
	knative := newKnativeFilter(t)
	for name, c := range deliveryCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sinks := func() (subscriber, dead, replies *scripted) {
				subscriber = newScripted(t, append(c.answers, c.answers...)...)
				subscriber.answers = c.answers
				if c.refused {
					subscriber.Close()
				}
				return subscriber, newScripted(t, orAccepted(c.dead)...), newScripted(t, orAccepted(c.replies)...)
			}
			e := testEvent("request", "e1")
			e.SetExtension("attempt", 1)
			if err := e.SetData(cloudevents.ApplicationJSON, map[string]int{"n": 1}); err != nil {
				t.Fatal(err)
			}

			ourSubscriber, ourDead, ourReplies := sinks()
			deliverOurs(t, c.spec, e, ourSubscriber, ourDead, ourReplies)
			ours := see(t, ourSubscriber, ourDead, ourReplies)

			theirSubscriber, theirDead, theirReplies := sinks()
			to := theirSubscriber.URL
			if c.viaFilter {
				trigger := newTestTrigger(strings.ReplaceAll(name, " ", "-"))
				to = knative.add(t, trigger, theirSubscriber.URL)
			}
			deliverKnative(t, c.spec, e, to, theirDead, theirReplies)
			theirs := see(t, theirSubscriber, theirDead, theirReplies)

			// The sinks have other ports on the other side.
			for _, s := range []seen{ours, theirs} {
				for key, value := range s.Dead {
					value = strings.NewReplacer(ourSubscriber.URL, "SUBSCRIBER", theirSubscriber.URL, "SUBSCRIBER",
						"http://broker-ingress.knative-eventing.svc.cluster.local/ns/default", "BROKER", theirReplies.URL, "BROKER").Replace(value)
					if c.refused || c.answers[0].hang || c.viaFilter {
						// An error's text names the port, and Knative's filter loses what it found.
						delete(s.Dead, "knativeerrordata")
						if c.viaFilter {
							delete(s.Dead, "knativeerrordest")
						}
					}
					if _, still := s.Dead[key]; still {
						s.Dead[key] = value
					}
				}
			}
			if strings.HasPrefix(name, "reply is invalid") {
				// Ours validates before the reply reaches any sink, so that the broker's sink sees nothing of it.
				theirs.Replies, theirs.Reply = 0, nil
			}
			if diff := cmp.Diff(theirs, ours); diff != "" {
				t.Errorf("-Knative +ours:\n%s", diff)
			}
			if ours.Attempts != c.attempts {
				t.Errorf("%d attempts, expected %d", ours.Attempts, c.attempts)
			}
			compareGaps(t, "subscriber", ourSubscriber.gaps(), theirSubscriber.gaps())
			compareGaps(t, "dead letter sink", ourDead.gaps(), theirDead.gaps())
		})
	}
}

func orAccepted(a []answer) []answer {
	if len(a) == 0 {
		return []answer{status2(202)}
	}
	return a
}

// compareGaps allows for a busy machine: each wait is at least Knative's, less a little, and at most a second longer.
func compareGaps(t *testing.T, sink string, ours, theirs []time.Duration) {
	t.Helper()
	if len(ours) != len(theirs) {
		return // reported as attempts
	}
	for i := range ours {
		if least := theirs[i]/10*9 - 150*time.Millisecond; ours[i] < least || ours[i] > theirs[i]+time.Second {
			t.Errorf("%s: waits %v, Knative's %v", sink, ours, theirs)
			return
		}
	}
}

func address(url string) pkgduckv1.Destination {
	u, _ := apis.ParseURL(url)
	return pkgduckv1.Destination{URI: u}
}

// deliverOurs runs a broker until nothing is left to deliver. A second trigger takes replies to their sink.
func deliverOurs(t *testing.T, delivery duckv1.DeliverySpec, e cloudevents.Event, subscriber, dead, replies *scripted) {
	t.Helper()
	sink := address(dead.URL)
	delivery.DeadLetterSink = &sink
	requests, answers := newTestTrigger("requests", exact("type", "request")), newTestTrigger("answers", exact("type", "reply"))
	requests.Spec.Subscriber, answers.Spec.Subscriber = address(subscriber.URL), address(replies.URL)
	requests.Spec.Delivery = &delivery
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	s := open(t, newBroker(nil), []*eventingv1.Trigger{requests, answers}, Options{Transport: transport})
	if err := s.Accept(t.Context(), "ns", "default", e); err != nil {
		t.Fatal(err)
	}
	settled(t, s)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Error(err)
	}
}

// settled waits until no delivery is left.
func settled(t *testing.T, s *Server) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(30 * time.Second); ; <-tick.C {
		n, err := s.Pending(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d deliveries are not settled after 30 s", n)
		}
	}
}

func deliverKnative(t *testing.T, delivery duckv1.DeliverySpec, e cloudevents.Event, to string, dead, replies *scripted) {
	t.Helper()
	rc, err := kncloudevents.RetryConfigFromDeliverySpec(delivery)
	if err != nil {
		t.Fatal(err)
	}
	addressable := func(url string) pkgduckv1.Addressable { return pkgduckv1.Addressable{URL: address(url).URI} }
	sink, reply := addressable(dead.URL), addressable(replies.URL)
	if strings.Contains(to, "/triggers/") {
		e = e.Clone()
		e.SetExtension("knativebrokerttl", 10)
	}
	options := []kncloudevents.SendOption{kncloudevents.WithRetryConfig(&rc), kncloudevents.WithReply(&reply), kncloudevents.WithDeadLetterSink(&sink)}
	if delivery.Format != nil {
		options = append(options, kncloudevents.WithEventFormat(delivery.Format))
	}
	// The error is what is compared already: neither the subscriber nor the dead letter sink took the event.
	_, _ = kncloudevents.NewDispatcher(eventingtls.NewDefaultClientConfig(), nil).SendEvent(t.Context(), e, addressable(to), options...)
}

// TestLongErrorIsCut: Knative's dispatcher panics at an answer of more than 768 bytes (v0.50.0,
// dispatchExecutionInfoTransformers); ours cuts it to the length that it means to.
func TestLongErrorIsCut(t *testing.T) {
	t.Parallel()
	subscriber, dead, replies := newScripted(t, answer{status: 400, body: strings.Repeat("long ", 1000)}), newScripted(t, status2(200)), newScripted(t, status2(200))
	deliverOurs(t, exponential(0), testEvent("request", "e1"), subscriber, dead, replies)
	if s := see(t, subscriber, dead, replies); len(s.Dead["knativeerrordata"]) != 1024 || s.Dead["knativeerrorcode"] != "400" {
		t.Errorf("the dead letter is %v", s.Dead)
	}
}
