package live

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/watch"
)

// Bars draws a bar for each step and one for the whole, and redraws them in place.
type Bars struct {
	w     io.Writer
	width func() int
	paint palette
	now   func() time.Time
	began time.Time
	drawn int
}

var _ View = (*Bars)(nil)

// NewBars makes bars on a terminal of width() columns.
func NewBars(w io.Writer, width func() int, color bool, now func() time.Time) *Bars {
	return &Bars{w: w, width: width, paint: palette(color), now: now, began: now()}
}

// Update implements View.
func (b *Bars) Update(u watch.Update) {
	var s strings.Builder
	if b.drawn > 0 {
		fmt.Fprintf(&s, "\x1b[%dA\r\x1b[J", b.drawn) // up to the first bar, and clear from there
	}
	width := max(b.width(), 20)
	for _, e := range u.Entries {
		if why := retry(e); why != "" {
			s.WriteString(b.paint.yellow(cut("  "+why, width-1)) + "\n")
		}
	}
	lines := b.picture(u.Snapshot, width)
	for _, l := range lines {
		s.WriteString(l + "\n")
	}
	b.drawn = len(lines)
	io.WriteString(b.w, s.String())
}

// nameWidth is room for the longest step's name.
const nameWidth = 8

// picture is the lines for a terminal of width columns. None reaches the last column, where terminals wrap.
func (b *Bars) picture(s watch.Snapshot, width int) []string {
	room := width - 1 - 2 - nameWidth - 1
	note := 26 // what stands right of a bar
	if room < 50 {
		note = 13
	}
	length := min(max(room-note, 4), 40)
	row := func(name, bar, right string, paint func(string) string) string {
		return fmt.Sprintf("  %-*s %s%s", nameWidth, name, bar, paint(cut(right, room-length)))
	}
	var lines []string
	for _, step := range s.Steps {
		fraction, right, paint := 0.0, "", b.paint.plain
		switch {
		case step.Total < 0:
			paint = b.paint.dim
		case step.Ended():
			fraction, right = 1, fmt.Sprintf(" %d/%d", step.Completed, step.Total)
			if step.Reused > 0 {
				right += fmt.Sprintf("  %d reused", step.Reused)
			}
			paint = b.paint.dim
		default:
			fraction, right = step.Done/float64(step.Total), fmt.Sprintf(" %d/%d  %d %%", step.Completed, step.Total, percent(step.Done/float64(step.Total)))
			if step.Retries > 0 {
				right += fmt.Sprintf("  %d retried", step.Retries)
			}
		}
		lines = append(lines, row(string(step.Name), b.bar(fraction, length, step.Ended()), right, paint))
	}
	elapsed := b.now().Sub(b.began)
	right := fmt.Sprintf(" %d %%  %s", percent(s.Progress), clock(elapsed))
	if s.Progress > 0.1 && !s.State.Ended() {
		right += ", about " + clock(time.Duration(float64(elapsed)*(1-s.Progress)/s.Progress)) + " left"
	}
	return append(lines, row("all", b.bar(s.Progress, length, s.State.Ended()), right, b.paint.bold))
}

// bar is length columns, of which fraction is filled to the half column.
func (b *Bars) bar(fraction float64, length int, ended bool) string {
	halves := int(min(max(fraction, 0), 1) * float64(2*length))
	filled := strings.Repeat("━", halves/2)
	if halves%2 == 1 {
		filled += "╸"
	}
	rest := b.paint.dim(strings.Repeat("─", length-(halves+1)/2))
	if ended {
		return b.paint.green(filled) + rest
	}
	return b.paint.cyan(filled) + rest
}

// cut shortens s to width columns.
func cut(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	if width < 1 {
		return ""
	}
	return string([]rune(s)[:width-1]) + "…"
}
