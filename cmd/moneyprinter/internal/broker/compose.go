package broker

import (
	"context"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"go.uber.org/zap"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	"knative.dev/eventing/pkg/eventfilter"
	"knative.dev/eventing/pkg/eventfilter/subscriptionsapi"
)

// Knative's own all and any filters count and reorder their members in a goroutine, with a data race between the count
// and the evaluation (v0.50.0, NewAllFilter and NewAnyFilter). So exact, prefix, suffix, not and CESQL are Knative's, and
// all and any are these, with the same results.

// allOf passes when no member fails.
type allOf []eventfilter.Filter

// Filter implements eventfilter.Filter.
func (f allOf) Filter(ctx context.Context, e cloudevents.Event) eventfilter.FilterResult {
	result := eventfilter.NoFilter
	for _, member := range f {
		if result = member.Filter(ctx, e); result == eventfilter.FailFilter {
			break
		}
	}
	return result
}

// Cleanup implements eventfilter.Filter.
func (allOf) Cleanup() {}

// anyOf passes when one member passes.
type anyOf []eventfilter.Filter

// Filter implements eventfilter.Filter.
func (f anyOf) Filter(ctx context.Context, e cloudevents.Event) eventfilter.FilterResult {
	result := eventfilter.NoFilter
	for _, member := range f {
		if result = member.Filter(ctx, e); result == eventfilter.PassFilter {
			break
		}
	}
	return result
}

// Cleanup implements eventfilter.Filter.
func (anyOf) Cleanup() {}

// materialize makes filters of their declarations, all but the invalid, which Knative passes over too.
func materialize(declared []eventingv1.SubscriptionsAPIFilter) (filters []eventfilter.Filter) {
	for _, d := range declared {
		if f := materializeOne(d); f != nil {
			filters = append(filters, f)
		}
	}
	return filters
}

// materializeOne chooses the dialect in the order in which Knative does.
func materializeOne(d eventingv1.SubscriptionsAPIFilter) eventfilter.Filter {
	switch {
	case len(d.Exact)+len(d.Prefix)+len(d.Suffix) > 0:
	case len(d.All) > 0:
		return allOf(materialize(d.All))
	case len(d.Any) > 0:
		return anyOf(materialize(d.Any))
	case d.Not != nil:
		return subscriptionsapi.NewNotFilter(materializeOne(*d.Not))
	}
	return subscriptionsapi.MaterializeSubscriptionsAPIFilter(zap.NewNop(), d)
}
