package broker

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
)

// BenchmarkThroughput measures events from the ingress to their subscriber, with 2 kB of data and a thousand under way at
// once. Targets: at least 2,000 events/s.
func BenchmarkThroughput(b *testing.B) {
	var wg sync.WaitGroup
	done := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { wg.Done() })
	s := open(b, newBroker(nil), []*eventingv1.Trigger{newTestTrigger("done", exact("type", "t"))},
		Options{Transport: services(map[string]http.Handler{"done": done})})
	e := benchEvent()
	wg.Add(b.N)
	b.ResetTimer()
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.Accept(b.Context(), "ns", "default", e); err != nil {
				b.Error(err)
			}
		}
	})
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkHop measures one event at a time from Accept to the subscriber's handler, and the 95th percentile of it.
// Target: at most 5 ms.
func BenchmarkHop(b *testing.B) {
	arrived := make(chan time.Time, 1)
	sink := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived <- time.Now() })
	s := open(b, newBroker(nil), []*eventingv1.Trigger{newTestTrigger("sink", exact("type", "t"))},
		Options{Transport: services(map[string]http.Handler{"sink": sink})})
	e := benchEvent()
	var hops []time.Duration
	for b.Loop() {
		start := time.Now()
		if err := s.Accept(b.Context(), "ns", "default", e); err != nil {
			b.Fatal(err)
		}
		hops = append(hops, (<-arrived).Sub(start))
	}
	slices.Sort(hops)
	b.ReportMetric(float64(hops[len(hops)*95/100].Microseconds())/1000, "p95-ms")
}

func benchEvent() cloudevents.Event {
	e := testEvent("t", "id")
	_ = e.SetData(cloudevents.ApplicationJSON, map[string]string{"text": strings.Repeat("x", 2000)})
	for i := range 3 {
		e.SetExtension(fmt.Sprintf("ext%d", i), "value")
	}
	return e
}
