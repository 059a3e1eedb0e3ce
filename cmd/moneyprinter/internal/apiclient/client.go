// Package apiclient asks a running moneyprinter over its HTTP API.
package apiclient

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// maxAnswer is how much of an answer is read, in bytes.
const maxAnswer = 16 << 20

// Client asks one server.
type Client struct {
	base *url.URL
	http *http.Client
}

// New returns the client of a server's address; a failure of code InvalidInput where it is none.
func New(address string) (*Client, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, failure.New(failure.InvalidInput, fmt.Sprintf("--server %s is no http or https address", address))
	}
	return &Client{base: base, http: &http.Client{Timeout: time.Minute}}, nil
}

// Do sends a request below /api/v1 and decodes the answer's data into into, where that is not nil. An answer that is a failure
// is returned as one.
func (c *Client) Do(ctx context.Context, method string, query url.Values, body []byte, into any, path ...string) error {
	escaped := make([]string, len(path))
	for i, p := range path {
		escaped[i] = url.PathEscape(p)
	}
	u := c.base.JoinPath(append([]string{"api", "v1"}, escaped...)...)
	u.RawQuery = query.Encode()
	r, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return failure.Wrap(failure.Unavailable, err, fmt.Sprintf("moneyprinter does not answer at %s", c.base), failure.Hint("start it with moneyprinter serve, or give another address with --server"))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return failure.Wrap(failure.Unavailable, err, "the answer broke off")
	}
	var envelope struct{ Data json.RawMessage }
	if err := json.Unmarshal(answer, &envelope); err != nil {
		return failure.New(failure.Unavailable, fmt.Sprintf("%s is no moneyprinter: it answers %s, %.120q", c.base, resp.Status, strings.TrimSpace(string(answer))))
	}
	if resp.StatusCode/100 != 2 {
		why := &failure.Failure{}
		if json.Unmarshal(envelope.Data, why) != nil || why.Code == "" {
			return failure.New(failure.Unavailable, fmt.Sprintf("%s answers %s", c.base, resp.Status))
		}
		return why
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(envelope.Data, into)
}
