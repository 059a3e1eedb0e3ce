package gateway_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/shared/cache"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
)

// serve serves a gateway of a store.
func serve(t *testing.T, p gateway.Parts) *testBundle {
	t.Helper()
	p.Log = slog.New(slog.DiscardHandler)
	if p.Broker == nil {
		p.Broker = event.SenderFunc(func(context.Context, cloudevents.Event) error { return nil })
	}
	f := gateway.NewWith(p)
	server := httptest.NewServer(http.HandlerFunc(f.Handle))
	t.Cleanup(server.Close)
	return &testBundle{store: p.Store, url: server.URL}
}

func TestACompletedVideoCostsTheDatabaseNothing(t *testing.T) {
	t.Parallel()
	b := serve(t, gateway.Parts{Store: orchestrationtest.Open(t), Cache: cache.NewMemory(1 << 20)})
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "done", State: orchestration.Completed, Steps: []orchestration.Stage{{Name: "script", Total: 1, Done: 1}}})
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "running", State: orchestration.Running})
	first := b.do(t, "GET", "/api/v1/videos/done", "")
	data[any](t, first, 200)
	data[any](t, b.do(t, "GET", "/api/v1/videos/running", ""), 200)
	if err := b.store.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.body, b.do(t, "GET", "/api/v1/videos/done", "").body); diff != "" {
		t.Errorf("the second answer differs (-first +second):\n%s", diff)
	}
	data[failure.Failure](t, b.do(t, "GET", "/api/v1/videos/done/files/none.mp4", ""), 404) // of a video that is known
	data[failure.Failure](t, b.do(t, "GET", "/api/v1/videos/running", ""), 503)
}

func TestADeletedVideoIsInNoCache(t *testing.T) {
	t.Parallel()
	shared := cache.NewMemory(1 << 20)
	store := orchestrationtest.Open(t)
	parts := gateway.Parts{Store: store, Cache: shared, Workflow: recorder{Store: store}}
	b, other := serve(t, parts), serve(t, parts)
	orchestrationtest.Put(t, store, orchestration.Video{ID: "done", State: orchestration.Completed})
	for _, replica := range []*testBundle{b, other} {
		data[any](t, replica.do(t, "GET", "/api/v1/videos/done", ""), 200)
	}
	if err := parts.Workflow.Delete(t.Context(), orchestration.LocalOwner, "done"); err != nil {
		t.Fatal(err)
	}
	data[any](t, other.do(t, "GET", "/api/v1/videos/done", ""), 200) // the cache has it still
	b.do(t, "DELETE", "/api/v1/videos/done", "")
	for _, replica := range []*testBundle{b, other} {
		data[failure.Failure](t, replica.do(t, "GET", "/api/v1/videos/done", ""), 404)
	}
}
