package progress

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// HTTP is a Publisher that posts reports to a Handler: how a Job's process reports to the runtime that started it.
type HTTP struct {
	url    string
	client *http.Client
}

var _ Publisher = (*HTTP)(nil)

// NewHTTP makes a publisher that posts to url.
func NewHTTP(url string) *HTTP {
	return &HTTP{url: url, client: &http.Client{Timeout: 2 * time.Second}}
}

// Publish implements Publisher.
func (p *HTTP) Publish(ctx context.Context, r Report) {
	b, err := json.Marshal(r)
	if err != nil {
		return
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(b))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := p.client.Do(req)
	if err != nil {
		return
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
}

// Handler takes posted reports and publishes them to p.
func Handler(p Publisher) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var r Report
		if err := json.NewDecoder(io.LimitReader(req.Body, 4096)).Decode(&r); err != nil {
			http.Error(w, "not a progress report", http.StatusBadRequest)
			return
		}
		p.Publish(req.Context(), r)
		w.WriteHeader(http.StatusNoContent)
	})
}
