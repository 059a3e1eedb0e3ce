package stream_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/moneyprinter/moneyprinter/functions/stream"
	"github.com/moneyprinter/moneyprinter/shared/cache"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
)

// A completed video that the gateway has read is in the cache, and the stream reads it there.
func TestACompletedVideoIsReadFromTheCache(t *testing.T) {
	t.Parallel()
	store, shared := orchestrationtest.Open(t), cache.NewMemory(1<<20)
	f := stream.NewWith(stream.Parts{Store: store, Cache: shared})
	orchestrationtest.Put(t, store, orchestration.Video{ID: "v", State: orchestration.Completed})
	orchestrationtest.Note(t, store, "v", orchestration.Entry{Seq: 1, Kind: orchestration.VideoCompleted})
	status := func(path string) int {
		w := httptest.NewRecorder()
		f.Handle(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code
	}
	if got := status("/api/v1/videos/v/events"); got != 200 {
		t.Fatal(got)
	}
	for _, table := range []string{"history", "video"} {
		if _, err := store.DB.Write.ExecContext(t.Context(), `DELETE FROM `+table); err != nil {
			t.Fatal(err)
		}
	}
	if got := status("/api/v1/videos/v/events?after=1"); got != http.StatusNoContent {
		t.Errorf("the record was read again: %d", got)
	}
}
