package pingsource

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	sourcesv1 "knative.dev/eventing/pkg/apis/sources/v1"
	duckv1 "knative.dev/pkg/apis/duck/v1"
)

func source(change func(*sourcesv1.PingSourceSpec)) *sourcesv1.PingSource {
	p := &sourcesv1.PingSource{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "sweep"}, Spec: sourcesv1.PingSourceSpec{Schedule: "*/15 * * * *"}}
	if change != nil {
		change(&p.Spec)
	}
	return p
}

// TestSchedule: synctest's clock begins at midnight UTC of 2000-01-01, a Saturday.
func TestSchedule(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		schedule, timezone string
		runFor             time.Duration
		want               []string
	}{
		"every 15 minutes": {"*/15 * * * *", "", time.Hour, []string{"00:15:00", "00:30:00", "00:45:00", "01:00:00"}},
		"with seconds":     {"*/20 * * * * *", "", time.Minute, []string{"00:00:20", "00:00:40", "00:01:00"}},
		"in a timezone":    {"0 9 * * *", "Asia/Tokyo", 30 * time.Hour, []string{"00:00:00"}},
		"descriptor":       {"@hourly", "", 2 * time.Hour, []string{"01:00:00", "02:00:00"}},
		"never in reach":   {"0 0 30 2 *", "", 10 * time.Hour, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var got []string
				send := func(context.Context, cloudevents.Event) error {
					got = append(got, time.Now().UTC().Format(time.TimeOnly))
					return nil
				}
				s, err := New(source(func(p *sourcesv1.PingSourceSpec) { p.Schedule, p.Timezone = c.schedule, c.timezone }), send, nil)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), c.runFor+time.Millisecond)
				defer cancel()
				s.Run(ctx)
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("times (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestEvent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change      func(*sourcesv1.PingSourceSpec)
		data        string
		contentType string
	}{
		"nothing":     {},
		"data":        {func(p *sourcesv1.PingSourceSpec) { p.ContentType, p.Data = "application/json", `{"a": 1}` }, `{"a": 1}`, "application/json"},
		"base64 data": {func(p *sourcesv1.PingSourceSpec) { p.ContentType, p.DataBase64 = "text/plain", "aGVsbG8=" }, "hello", "text/plain"},
	} {
		var ids []string
		send := func(_ context.Context, e cloudevents.Event) error {
			ids = append(ids, e.ID())
			if err := e.Validate(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if e.Type() != "dev.knative.sources.ping" || e.Source() != "/apis/v1/namespaces/ns/pingsources/sweep" || e.Extensions()["team"] != "a" {
				t.Errorf("%s: the event is %v", name, e)
			}
			if string(e.Data()) != c.data || e.DataContentType() != c.contentType {
				t.Errorf("%s: data %q of %q", name, e.Data(), e.DataContentType())
			}
			return nil
		}
		s, err := New(source(func(p *sourcesv1.PingSourceSpec) {
			p.CloudEventOverrides = &duckv1.CloudEventOverrides{Extensions: map[string]string{"team": "a"}}
			if c.change != nil {
				c.change(p)
			}
		}), send, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Fire(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if len(ids) != 2 || ids[0] == ids[1] {
			t.Errorf("%s: the ids are %v", name, ids)
		}
	}
}

// TestFireRetries: 50, 100, 200, 400 and 800 ms, then the event is lost; the id stays the same.
func TestFireRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var waits []time.Duration
		ids := map[string]bool{}
		broken := errors.New("no broker")
		s, err := New(source(nil), func(_ context.Context, e cloudevents.Event) error {
			waits, ids[e.ID()] = append(waits, time.Since(begun)), true
			return broken
		}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Fire(t.Context()); !errors.Is(err, broken) {
			t.Errorf("fire: %v", err)
		}
		ms := time.Millisecond
		if diff := cmp.Diff([]time.Duration{0, 50 * ms, 150 * ms, 350 * ms, 750 * ms, 1550 * ms}, waits); diff != "" || len(ids) != 1 {
			t.Errorf("%d ids; times (-want +got):\n%s", len(ids), diff)
		}
	})
}

func TestInvalidSources(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*sourcesv1.PingSourceSpec){
		"schedule": func(p *sourcesv1.PingSourceSpec) { p.Schedule = "often" },
		"timezone": func(p *sourcesv1.PingSourceSpec) { p.Timezone = "Nowhere" },
		"base64":   func(p *sourcesv1.PingSourceSpec) { p.DataBase64 = "%" },
	} {
		if _, err := New(source(change), nil, nil); err == nil {
			t.Errorf("an invalid %s is taken", name)
		}
	}
}
