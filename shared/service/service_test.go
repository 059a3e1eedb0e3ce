package service_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/service"
)

// Events carry the broker's token where there are tokens, and none where there are not.
func TestBrokerToken(t *testing.T) {
	t.Parallel()
	tokens := t.TempDir()
	if err := os.WriteFile(filepath.Join(tokens, "broker"), []byte("who"), 0o600); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{"": "", tokens: "Bearer who"} {
		got := "nothing was sent"
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = r.Header.Get("Authorization")
			w.WriteHeader(http.StatusAccepted)
		}))
		e, err := event.New(event.VideoAccepted, event.Source("workflow"), "id", "video", struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		if err := (service.Config{Sink: server.URL, Tokens: folder}).Broker().Send(t.Context(), e); err != nil {
			t.Error(err)
		}
		server.Close()
		if got != want {
			t.Errorf("with tokens in %q the event has %q, want %q", folder, got, want)
		}
	}
}
