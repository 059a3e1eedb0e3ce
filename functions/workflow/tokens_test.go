package workflow

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/jobsink"
)

// Each JobSink is asked with the token that is for it.
func TestTokenOfAJobSink(t *testing.T) {
	t.Parallel()
	tokens := t.TempDir()
	for _, sink := range []string{"segment", "assemble"} {
		if err := os.WriteFile(filepath.Join(tokens, sink), []byte("for "+sink), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	c := jobsink.Client{URL: server.URL, HTTP: Config{Tokens: tokens}.client()}
	for _, sink := range []string{"segment", "assemble"} {
		if _, err := c.State(t.Context(), jobsink.Ref{Namespace: "n", Sink: sink, Source: "s", ID: "v/" + sink + "/0/1"}); err != nil || got != "Bearer for "+sink {
			t.Errorf("%s was asked with %q, %v", sink, got, err)
		}
	}
	if c := (Config{}).client(); c != nil {
		t.Errorf("without tokens the client is %v", c)
	}
}
