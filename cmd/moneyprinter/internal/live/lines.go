package live

import (
	"fmt"
	"io"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/watch"
)

// linePause is the shortest time between two lines about a step that is not done yet.
const linePause = 2 * time.Second

// Lines writes a line for each step that is done, and at times one for a step that is under way.
type Lines struct {
	w      io.Writer
	now    func() time.Time
	began  time.Time
	last   time.Time
	said   int
	closed map[steps.Name]bool
}

var _ View = (*Lines)(nil)

// NewLines makes lines on w.
func NewLines(w io.Writer, now func() time.Time) *Lines {
	began := now()
	return &Lines{w: w, now: now, began: began, last: began, closed: map[steps.Name]bool{}}
}

// Update implements View.
func (l *Lines) Update(u watch.Update) {
	for _, e := range u.Entries {
		if why := retry(e); why != "" {
			l.line("%s", why)
		}
	}
	done := percent(u.Snapshot.Progress)
	for _, step := range u.Snapshot.Steps {
		switch {
		case l.closed[step.Name] || step.Total < 0:
		case step.Ended():
			l.closed[step.Name] = true
			reused := ""
			if step.Reused > 0 {
				reused = fmt.Sprintf(", %d reused", step.Reused)
			}
			l.line("%3d %%  %s done (%d/%d%s)", done, step.Name, step.Completed, step.Total, reused)
		case done > l.said && l.now().Sub(l.last) >= linePause:
			l.said = done
			l.line("%3d %%  %s %d/%d", done, step.Name, step.Completed, step.Total)
		}
	}
}

func (l *Lines) line(format string, args ...any) {
	l.last = l.now()
	fmt.Fprintf(l.w, "%6s  %s\n", clock(l.last.Sub(l.began)), fmt.Sprintf(format, args...))
}
