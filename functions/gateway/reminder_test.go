package gateway_test

import (
	"context"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
)

// Who looks at a video that has not got on for half a minute wakes the workflow, once, however many look.
func TestAStuckVideoIsRemindedOf(t *testing.T) {
	t.Parallel()
	sent := make(chan cloudevents.Event, 10)
	b := serve(t, gateway.Parts{Store: orchestrationtest.Open(t), Broker: event.SenderFunc(func(_ context.Context, e cloudevents.Event) error {
		sent <- e
		return nil
	})})
	long := time.Now().Add(-31 * time.Second)
	for id, v := range map[string]orchestration.Video{
		"done":    {State: orchestration.Completed, UpdatedAt: long},
		"running": {State: orchestration.Running, UpdatedAt: time.Now()},
		"stuck":   {State: orchestration.Running, UpdatedAt: long},
	} {
		v.ID = id
		orchestrationtest.Put(t, b.store, v)
	}
	for _, id := range []string{"done", "running"} {
		data[any](t, b.do(t, "GET", "/api/v1/videos/"+id, ""), 200)
	}
	for range 3 {
		data[any](t, b.do(t, "GET", "/api/v1/videos/stuck", ""), 200)
	}
	if e := <-sent; e.Type() != string(event.SweepDue) {
		t.Errorf("the workflow was sent %s", e.Type())
	}
	if len(sent) != 0 {
		t.Errorf("it was reminded again: %s", (<-sent).Type())
	}
}
