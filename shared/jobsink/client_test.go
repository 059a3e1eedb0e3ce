package jobsink_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/jobsink"
)

// The answers are those of cmd/jobsink of Knative 1.23.
func TestState(t *testing.T) {
	t.Parallel()
	r := jobsink.Ref{Namespace: "moneyprinter", Sink: "segment", Source: "/moneyprinter/functions/workflow", ID: "v/segment/0/1"}
	for name, c := range map[string]struct {
		status int
		reason string
		want   jobsink.State
	}{
		"running":           {http.StatusAccepted, "", jobsink.Running},
		"complete":          {http.StatusOK, "Complete", jobsink.Complete},
		"failed":            {http.StatusBadRequest, "Failed", jobsink.Failed},
		"gone":              {http.StatusInternalServerError, "", jobsink.Gone},
		"unknown sink":      {http.StatusBadRequest, "", ""},
		"not let in":        {http.StatusUnauthorized, "", ""},
		"a proxy's page":    {http.StatusOK, "", ""},
		"a proxy's refusal": {http.StatusBadGateway, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := ""
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = r.Method + " " + r.RequestURI
				if c.reason != "" {
					w.Header().Set("Reason", c.reason)
				}
				w.WriteHeader(c.status)
			}))
			defer server.Close()
			got, err := jobsink.Client{URL: server.URL + "/", HTTP: server.Client()}.State(t.Context(), r)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("state %q, %v, want %q", got, err, c.want)
			}
			if want := "GET /namespaces/moneyprinter/name/segment/sources/%2Fmoneyprinter%2Ffunctions%2Fworkflow/ids/v%2Fsegment%2F0%2F1"; asked != want {
				t.Errorf("asked %s, want %s", asked, want)
			}
		})
	}
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if got, err := (jobsink.Client{URL: server.URL}).State(t.Context(), r); err == nil {
		t.Errorf("nobody answers, and the state is %q", got)
	}
}
