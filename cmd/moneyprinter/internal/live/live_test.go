package live_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/live"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/watch"
)

var update = flag.Bool("update", false, "write the golden files")

// clock is a clock that the test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// story is a video's updates, each with the seconds since the one before.
var story = []struct {
	seconds int
	update  watch.Update
}{
	{0, watch.Update{New: true, Snapshot: watch.Snapshot{State: orchestration.Running, Steps: []watch.Step{
		{Name: steps.Script, Total: 1, Completed: 0}, {Name: steps.Speech, Total: -1}, {Name: steps.Segment, Total: -1}, {Name: steps.Assemble, Total: -1}}}}},
	{1, watch.Update{New: true, Snapshot: watch.Snapshot{State: orchestration.Running, Progress: 0.08, Steps: []watch.Step{
		{Name: steps.Script, Total: 1, Completed: 1, Done: 1, Reused: 1}, {Name: steps.Speech, Total: 6, Completed: 1, Done: 1.6}, {Name: steps.Segment, Total: -1}, {Name: steps.Assemble, Total: -1}}}}},
	{3, watch.Update{New: true,
		Entries: []orchestration.Entry{{Seq: 9, Kind: orchestration.TaskRetried, Detail: orchestration.Detail{Step: steps.Segment, Index: 2, Failure: failure.New(failure.RenderFailed, "ffmpeg failed: it gave no reason")}}},
		Snapshot: watch.Snapshot{State: orchestration.Running, Progress: 0.4, Steps: []watch.Step{
			{Name: steps.Script, Total: 1, Completed: 1, Done: 1, Reused: 1}, {Name: steps.Speech, Total: 6, Completed: 6, Done: 6, Reused: 4}, {Name: steps.Segment, Total: 8, Completed: 2, Done: 3.5, Retries: 1}, {Name: steps.Assemble, Total: -1}}}}},
	{60, watch.Update{New: true, Snapshot: watch.Snapshot{State: orchestration.Completed, Progress: 1, Steps: []watch.Step{
		{Name: steps.Script, Total: 1, Completed: 1, Done: 1, Reused: 1}, {Name: steps.Speech, Total: 6, Completed: 6, Done: 6, Reused: 4}, {Name: steps.Segment, Total: 8, Completed: 8, Done: 8, Retries: 1}, {Name: steps.Assemble, Total: 1, Completed: 1, Done: 1}}}}},
}

func TestViewsAreTheGoldenOnes(t *testing.T) {
	t.Parallel()
	for name, view := range map[string]func(*bytes.Buffer, *clock) live.View{
		"wide":   func(b *bytes.Buffer, c *clock) live.View { return live.NewBars(b, columns(100), false, c.now) },
		"narrow": func(b *bytes.Buffer, c *clock) live.View { return live.NewBars(b, columns(34), false, c.now) },
		"color":  func(b *bytes.Buffer, c *clock) live.View { return live.NewBars(b, columns(80), true, c.now) },
		"lines":  func(b *bytes.Buffer, c *clock) live.View { return live.NewLines(b, c.now) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			c := &clock{time.Unix(0, 0)}
			v := view(&out, c)
			for _, s := range story {
				c.at = c.at.Add(time.Duration(s.seconds) * time.Second)
				v.Update(s.update)
			}
			golden(t, name+".txt", strings.ReplaceAll(out.String(), "\x1b", "ESC"))
		})
	}
}

func TestNoLineWrapsAndEachRedrawCoversTheLast(t *testing.T) {
	t.Parallel()
	for width := 20; width <= 130; width++ {
		var out bytes.Buffer
		c := &clock{time.Unix(0, 0)}
		v := live.NewBars(&out, columns(width), false, c.now)
		for _, s := range story {
			out.Reset()
			v.Update(s.update)
			lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			lines[0] = lines[0][strings.LastIndex(lines[0], "J")+1:]
			for _, l := range lines {
				if n := utf8.RuneCountInString(l); n >= width {
					t.Fatalf("%d columns in a terminal of %d: %q", n, width, l)
				}
			}
		}
	}
}

func TestLinesAreThrottled(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := &clock{time.Unix(0, 0)}
	v := live.NewLines(&out, c.now)
	for i := range 1000 {
		c.at = c.at.Add(10 * time.Millisecond)
		v.Update(watch.Update{New: true, Snapshot: watch.Snapshot{Progress: float64(i) / 1000, Steps: []watch.Step{{Name: steps.Segment, Total: 9, Done: float64(i) / 200}}}})
	}
	if n := strings.Count(out.String(), "\n"); n < 4 || n > 5 {
		t.Fatalf("%d lines in 10 s:\n%s", n, out.String())
	}
}

func TestAFileGetsLines(t *testing.T) {
	t.Parallel()
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if v, ok := live.New(f, time.Now).(*live.Lines); !ok {
		t.Fatalf("a file gets %T", v)
	}
}

func columns(n int) func() int { return func() int { return n } }

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Fatal(diff)
	}
}
