//go:build cluster

package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// view is what the API says of a video.
type view struct {
	ID      string           `json:"id"`
	State   string           `json:"state"`
	Failure *failure.Failure `json:"failure"`
	Files   []struct {
		Role   string `json:"role"`
		Name   string `json:"name"`
		Size   int64  `json:"size"`
		Digest string `json:"digest"`
		URL    string `json:"url"`
	} `json:"files"`
	Cuts []struct {
		Milliseconds  int64 `json:"milliseconds"`
		Width, Height int
	} `json:"cuts"`
	Steps []struct {
		Name  string `json:"name"`
		Total int    `json:"total"`
		Done  int    `json:"done"`
		Tasks []struct {
			Index    int              `json:"index"`
			State    string           `json:"state"`
			Attempt  int              `json:"attempt"`
			Failure  *failure.Failure `json:"failure"`
			Started  *time.Time       `json:"started_at"`
			Finished *time.Time       `json:"finished_at"`
		} `json:"tasks"`
	} `json:"steps"`
}

// ended tells whether nothing will happen to the video any more.
func (v view) ended() bool {
	return v.State == "completed" || v.State == "failed" || v.State == "cancelled"
}

// file returns the delivered file of a role.
func (v view) file(t *testing.T, role string) (name string, size int64, url string) {
	t.Helper()
	for _, f := range v.Files {
		if f.Role == role {
			return f.Name, f.Size, f.URL
		}
	}
	t.Fatalf("video %s has no file of role %s: %+v", v.ID, role, v.Files)
	return "", 0, ""
}

// call sends a request to the API and decodes the envelope's data.
func (c *cluster) call(ctx context.Context, method, path string, body, data any) (status int, err error) {
	var payload io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		payload = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.gateway+path, payload)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, err
	}
	envelope := struct {
		Message string
		Data    any
	}{Data: data}
	if err := json.Unmarshal(b, &envelope); err != nil {
		return resp.StatusCode, fmt.Errorf("%s %s: %s: %.300q: %w", method, path, resp.Status, b, err)
	}
	if resp.StatusCode/100 != 2 {
		return resp.StatusCode, fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, envelope.Message)
	}
	return resp.StatusCode, nil
}

// create asks for a video and returns its id.
func (c *cluster) create(t *testing.T, params map[string]any) string {
	t.Helper()
	var created struct{ ID string }
	if _, err := c.call(t.Context(), http.MethodPost, "/api/v1/videos", params, &created); err != nil {
		t.Fatal(err)
	}
	return created.ID
}

// finish waits for a video's end.
func (c *cluster) finish(t *testing.T, id string, limit time.Duration) view {
	t.Helper()
	var v view
	eventually(t, limit, "video "+id+" has ended", func(ctx context.Context) error {
		v = view{}
		if _, err := c.call(ctx, http.MethodGet, "/api/v1/videos/"+id, nil, &v); err != nil {
			return err
		}
		if !v.ended() {
			return fmt.Errorf("it is %s: %s", v.State, v.progress())
		}
		return nil
	})
	return v
}

// completed waits for a video's end, which must be a good one.
func (c *cluster) completed(t *testing.T, id string, limit time.Duration) view {
	t.Helper()
	v := c.finish(t, id, limit)
	if v.State != "completed" {
		t.Fatalf("video %s is %s: %+v", id, v.State, v.Failure)
	}
	return v
}

// progress says how far each step is.
func (v view) progress() (s string) {
	for _, step := range v.Steps {
		s += fmt.Sprintf(" %s %d/%d", step.Name, step.Done, step.Total)
	}
	return s
}
