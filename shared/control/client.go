package control

import (
	"bytes"
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
	maxAnswer = 4 << 20
)

// Client is the Workflow in another process.
type Client struct {
	base   *url.URL
	client *http.Client
}

var _ Workflow = (*Client)(nil)

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
	return c.video(ctx, http.MethodPost, owner, id, "cancel")
}

// Retry implements Videos.
func (c *Client) Retry(ctx context.Context, owner, id string) error {
	return c.video(ctx, http.MethodPost, owner, id, "retry")
}

// Pause implements Videos.
func (c *Client) Pause(ctx context.Context, owner, id string) error {
	return c.video(ctx, http.MethodPost, owner, id, "pause")
}

// Resume implements Videos.
func (c *Client) Resume(ctx context.Context, owner, id string) error {
	return c.video(ctx, http.MethodPost, owner, id, "resume")
}

// Delete implements Videos.
func (c *Client) Delete(ctx context.Context, owner, id string) error {
	return c.video(ctx, http.MethodDelete, owner, id)
}

// video asks for a change of a video.
func (c *Client) video(ctx context.Context, method, owner, id string, then ...string) error {
	if !named(id) {
		return failure.New(failure.NotFound, "there is no such video", failure.Step(step))
	}
	return c.do(ctx, method, url.Values{"owner": {owner}}, nil, nil, append([]string{"videos", url.PathEscape(id)}, then...)...)
}

// named tells whether a path can have a part of this name.
func named(id string) bool { return id != "" && id != "." && id != ".." }

// Hold implements Platform.
func (c *Client) Hold(ctx context.Context, owner string) error {
	return c.do(ctx, http.MethodPost, optional("owner", owner), nil, nil, "hold")
}

// Release implements Platform.
func (c *Client) Release(ctx context.Context, owner string) error {
	return c.do(ctx, http.MethodPost, optional("owner", owner), nil, nil, "release")
}

// Load implements Platform.
func (c *Client) Load(ctx context.Context) (l Load, err error) {
	return l, c.do(ctx, http.MethodGet, nil, nil, &l, "load")
}

// Letters implements Letters.
func (c *Client) Letters(ctx context.Context, q LetterQuery) (list []Letter, err error) {
	return list, c.do(ctx, http.MethodGet, q.Values(), nil, &list, letters)
}

// Letter implements Letters.
func (c *Client) Letter(ctx context.Context, id string) (l Letter, err error) {
	return l, c.letter(ctx, http.MethodGet, nil, &l, id)
}

// Replay implements Letters.
func (c *Client) Replay(ctx context.Context, id string, data json.RawMessage) error {
	return c.letter(ctx, http.MethodPost, data, nil, id, "replay")
}

// Discard implements Letters.
func (c *Client) Discard(ctx context.Context, id string) error {
	return c.letter(ctx, http.MethodDelete, nil, nil, id)
}

func (c *Client) letter(ctx context.Context, method string, body []byte, into any, id string, then ...string) error {
	if !named(id) {
		return failure.New(failure.NotFound, "there is no such dead letter", failure.Step(step))
	}
	return c.do(ctx, method, nil, body, into, append([]string{letters, url.PathEscape(id)}, then...)...)
}

// do sends a request, reads the answer, and returns the failure that it is answered with.
func (c *Client) do(ctx context.Context, method string, query url.Values, body []byte, into any, path ...string) error {
	u := c.base.JoinPath(path...)
	u.RawQuery = query.Encode()
	r, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
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
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return unavailable(err)
	}
	if resp.StatusCode == http.StatusOK && into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			return unavailable(fmt.Errorf("the answer cannot be read: %w", err))
		}
		return nil
	}
	why := &failure.Failure{}
	if err := json.Unmarshal(answer, why); err != nil || why.Code == "" {
		return unavailable(fmt.Errorf("the answer is %s: %.200q", resp.Status, answer))
	}
	return why
}

// optional is a query with a value that may be empty.
func optional(name, value string) url.Values {
	if value == "" {
		return nil
	}
	return url.Values{name: {value}}
}

func unavailable(err error) error {
	return failure.Wrap(failure.Unavailable, fmt.Errorf("control: %w", err), "the workflow does not answer", failure.Step(step), failure.Hint("try again in a moment"))
}
