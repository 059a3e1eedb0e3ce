package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

const (
	// patience is how long the workflow may take, the start of its first replica included.
	patience = time.Minute
	// maxAnswer is how much of an answer is read, in bytes.
	maxAnswer = 64 << 10
)

// Client is Videos in another process.
type Client struct {
	base   *url.URL
	client *http.Client
}

var _ Videos = (*Client)(nil)

// NewClient returns a client of the routes below an address such as http://workflow.moneyprinter.svc.cluster.local.
func NewClient(address string) (*Client, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("control: the workflow's address: %w", err)
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, errors.New("control: the workflow's address must be an http or https URL")
	}
	return &Client{base: base, client: &http.Client{Timeout: patience}}, nil
}

// Cancel implements Videos.
func (c *Client) Cancel(ctx context.Context, owner, id string) error {
	return c.do(ctx, http.MethodPost, owner, id, "cancel")
}

// Delete implements Videos.
func (c *Client) Delete(ctx context.Context, owner, id string) error {
	return c.do(ctx, http.MethodDelete, owner, id)
}

// do sends a request and returns the failure that it is answered with.
func (c *Client) do(ctx context.Context, method, owner, id string, then ...string) error {
	if id == "" || id == "." || id == ".." {
		return failure.New(failure.NotFound, "there is no such video", failure.Step(step)) // no path has such a part
	}
	u := c.base.JoinPath(append([]string{"videos", url.PathEscape(id)}, then...)...)
	u.RawQuery = url.Values{"owner": {owner}}.Encode()
	r, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	if parent := telemetry.TraceParent(ctx); parent != "" {
		r.Header.Set("Traceparent", parent)
	}
	resp, err := c.client.Do(r)
	if err != nil {
		return unavailable(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return unavailable(err)
	}
	why := &failure.Failure{}
	if err := json.Unmarshal(body, why); err != nil || why.Code == "" {
		return unavailable(fmt.Errorf("the answer is %s: %.200q", resp.Status, body))
	}
	return why
}

func unavailable(err error) error {
	return failure.Wrap(failure.Unavailable, fmt.Errorf("control: %w", err), "the workflow does not answer", failure.Step(step), failure.Hint("try again in a moment"))
}
