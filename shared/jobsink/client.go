package jobsink

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ClusterURL is where a cluster's JobSinks answer.
const ClusterURL = "http://job-sink.knative-eventing.svc.cluster.local"

// Client asks a JobSink.
type Client struct {
	// URL is the address of the JobSinks, without a path; empty is ClusterURL.
	URL string
	// HTTP is the client; nil is http.DefaultClient.
	HTTP *http.Client
}

// State asks how a Job stands. An error says nothing about the Job: the JobSink did not answer, does not know the sink, or
// does not let the caller in.
func (c Client) State(ctx context.Context, r Ref) (State, error) {
	base, client := strings.TrimSuffix(c.URL, "/"), c.HTTP
	if base == "" {
		base = ClusterURL
	}
	if client == nil {
		client = http.DefaultClient
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+r.Location(), nil)
	if err != nil {
		return "", fmt.Errorf("jobsink: %w", err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("jobsink: %w", err)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 4<<10)) // so that the connection is used again
	switch reason := resp.Header.Get("Reason"); {
	case resp.StatusCode == http.StatusAccepted:
		return Running, nil
	case resp.StatusCode == http.StatusOK && reason == "Complete":
		return Complete, nil
	case resp.StatusCode == http.StatusBadRequest && reason == "Failed":
		// Without the reason, 400 is the answer to an unknown JobSink.
		return Failed, nil
	case resp.StatusCode == http.StatusInternalServerError:
		return Gone, nil
	}
	return "", fmt.Errorf("jobsink: the JobSink %s/%s answers %s about the event %s", r.Namespace, r.Sink, resp.Status, r.ID)
}
