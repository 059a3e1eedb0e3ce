//go:build cluster

package cluster

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// When nothing is to be done no pod of ours runs, and the next request wakes what it needs.
func TestIdle(t *testing.T) {
	c := connect(t)
	c.idle(t)
	id := c.create(t, map[string]any{"video_subject": "sleep", "video_script": "Sleep is short.", "video_short_side": 360})
	c.completed(t, id, 5*time.Minute)
	c.idle(t)
}

// idle waits until no pod of moneyprinter's runs.
func (c *cluster) idle(t *testing.T) {
	t.Helper()
	eventually(t, 5*time.Minute, "no pod of moneyprinter's runs", func(ctx context.Context) error {
		pods, err := c.pods(ctx, namespace, "")
		if err != nil {
			return err
		}
		if len(pods) > 0 {
			names := make([]string, len(pods))
			for i, p := range pods {
				names[i] = p.Name
			}
			return fmt.Errorf("%d run: %v", len(pods), names)
		}
		return nil
	})
}
