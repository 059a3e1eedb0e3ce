// Package live shows on a terminal how a video is being made: a bar for each step, redrawn in place, or plain lines where
// the output is no terminal.
package live

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/watch"
)

// View shows updates of one video.
type View interface {
	// Update shows what is new. It is called at least once a second.
	Update(watch.Update)
}

// New makes the view that suits w: bars where it is a terminal that can move its cursor, otherwise lines.
func New(w io.Writer, now func() time.Time) View {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" {
		width := func() int {
			n, _, err := term.GetSize(int(f.Fd()))
			if err != nil || n <= 0 {
				return 80
			}
			return n
		}
		return NewBars(w, width, os.Getenv("NO_COLOR") == "", now)
	}
	return NewLines(w, now)
}

// retry tells of an attempt that failed; "" where the entry is something else.
func retry(e orchestration.Entry) string {
	if e.Kind != orchestration.TaskRetried || e.Failure == nil {
		return ""
	}
	return fmt.Sprintf("%s %d is tried again: %s", e.Step, e.Index+1, e.Failure.Message)
}

// clock writes a duration as minutes and seconds.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func percent(f float64) int { return int(min(max(f, 0), 1) * 100) }
