// Package pingsource runs Knative PingSources: an event on a schedule.
package pingsource

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/uuid"
	"github.com/robfig/cron/v3"
	sourcesv1 "knative.dev/eventing/pkg/apis/sources/v1"
)

// Sender takes the source's events to its sink.
type Sender func(context.Context, cloudevents.Event) error

// Source is a PingSource.
type Source struct {
	name     string
	schedule cron.Schedule
	event    cloudevents.Event
	send     Sender
	log      *slog.Logger
}

// New makes a source that does not run yet. log is nil for slog.Default.
func New(p *sourcesv1.PingSource, send Sender, log *slog.Logger) (*Source, error) {
	if log == nil {
		log = slog.Default()
	}
	s := &Source{name: p.Namespace + "/" + p.Name, send: send, log: log}
	spec := p.Spec.Schedule
	if p.Spec.Timezone != "" {
		spec = "CRON_TZ=" + p.Spec.Timezone + " " + spec
	}
	// The parser of Knative's ping adapter.
	parser := cron.NewParser(cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	var err error
	if s.schedule, err = parser.Parse(spec); err != nil {
		return nil, fmt.Errorf("pingsource %s: %w", s.name, err)
	}
	if s.event, err = newEvent(p); err != nil {
		return nil, fmt.Errorf("pingsource %s: %w", s.name, err)
	}
	return s, nil
}

// newEvent makes the event without its id, as Knative's ping adapter does.
func newEvent(p *sourcesv1.PingSource) (cloudevents.Event, error) {
	e := cloudevents.New()
	e.SetType(sourcesv1.PingSourceEventType)
	e.SetSource(sourcesv1.PingSourceSource(p.Namespace, p.Name))
	if o := p.Spec.CloudEventOverrides; o != nil {
		for name, value := range o.Extensions {
			e.SetExtension(name, value)
		}
	}
	data := []byte(p.Spec.Data)
	if p.Spec.DataBase64 != "" {
		var err error
		if data, err = base64.StdEncoding.DecodeString(p.Spec.DataBase64); err != nil {
			return e, err
		}
	}
	if len(data) == 0 {
		return e, nil
	}
	return e, e.SetData(p.Spec.ContentType, data)
}

// Run fires at each time of the schedule until ctx ends.
func (s *Source) Run(ctx context.Context) {
	for {
		next := s.schedule.Next(time.Now())
		if next.IsZero() || !pause(ctx, time.Until(next)) {
			return // the schedule has no next time, or it is over
		}
		if err := s.Fire(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("a PingSource's event is lost", "source", s.name, "err", err)
		}
	}
}

// Fire sends one event now, with the five retries and the backoff (50 ms, doubled) of Knative's adapter.
func (s *Source) Fire(ctx context.Context) error {
	e := s.event.Clone()
	e.SetID(uuid.NewString())
	e.SetTime(time.Now())
	wait := 50 * time.Millisecond
	for try := 0; ; try++ {
		err := s.send(ctx, e)
		if err == nil || try == 5 || !pause(ctx, wait) {
			return err
		}
		wait *= 2
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
