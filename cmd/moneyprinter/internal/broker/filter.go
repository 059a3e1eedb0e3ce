package broker

import (
	"context"
	"fmt"
	"log/slog"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"go.uber.org/zap"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	"knative.dev/eventing/pkg/eventfilter"
	"knative.dev/eventing/pkg/eventfilter/attributes"
	"knative.dev/eventing/pkg/eventfilter/subscriptionsapi"
	"knative.dev/pkg/logging"
)

// filter is a trigger's filter: Knative's own, filters before the older filter, as its filter handler chooses.
type filter struct {
	eventfilter.Filter
	log *slog.Logger
}

func newFilter(t *eventingv1.Trigger, log *slog.Logger) filter {
	switch {
	case len(t.Spec.Filters) > 0:
		return filter{allOf(materialize(t.Spec.Filters)), log}
	case t.Spec.Filter != nil:
		return filter{attributes.NewAttributesFilter(t.Spec.Filter.Attributes), log}
	}
	return filter{subscriptionsapi.NewNoFilter(), log}
}

// quiet keeps Knative's filters from building log lines nobody reads.
var quiet = logging.WithLogger(context.Background(), zap.NewNop().Sugar())

// match tells whether the event is the trigger's. A CESQL expression that is no boolean panics in Knative's code and matches nothing.
func (f filter) match(e cloudevents.Event) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			f.log.Error("a trigger's filter panicked", "panic", fmt.Sprint(p), "event", e.ID())
			ok = false
		}
	}()
	return f.Filter.Filter(quiet, e) != eventfilter.FailFilter
}
