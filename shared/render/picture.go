package render

import (
	"fmt"
	"math"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// margin is how many pixels more than the picture the canvas under a moving window has: room for the filter's taps.
const margin = 8

// widest is how much of a wide or tall picture is kept for a move across it, as a multiple of the frame.
const widest = 1.6

// picture decodes a still once, scales it once to a canvas, and moves a window over that.
func (g *graph) picture(s timeline.Shot, from, frames int) (string, error) {
	in, err := g.input(s.Clip, 0, 0)
	if err != nil {
		return "", err
	}
	if turn := upright(s.Clip); turn != "" {
		in = g.add(in, turn)
	}
	width, height := g.slice.Width+margin, g.slice.Height+margin
	var canvas string
	if s.Fit == video.Blur || s.Fit == video.Contain || s.Clip.Width == 0 || s.Clip.Height == 0 {
		canvas = g.fit(in, s, width, height)
	} else {
		c := colorOf(s.Clip)
		k := max(float64(width)/float64(s.Clip.Width), float64(height)/float64(s.Clip.Height))
		w, h := even(k*float64(s.Clip.Width)), even(k*float64(s.Clip.Height))
		width, height = min(w, even(widest*float64(width))), min(h, even(widest*float64(height)))
		canvas = g.add(in, fmt.Sprintf("%s%s,setsar=1,crop=%d:%d", c.before, c.scale(size(w, h)), width, height)+c.after)
	}
	m := timeline.Motion{From: timeline.Window{Zoom: 1, X: 0.5, Y: 0.5}, To: timeline.Window{Zoom: 1, X: 0.5, Y: 0.5}}
	if s.Motion != nil {
		m = *s.Motion
	}
	still := fmt.Sprintf("trim=end_frame=1,loop=loop=%d:size=1:start=0,%s,fps=%d", frames-1, g.clock(), g.slice.FPS)
	return g.add(canvas, still+","+g.move(m, width, height, s.Handle+from, s.Handle+s.Frames)), nil
}

// move shows a window of a canvas that goes its way in total frames, beginning with frame from. The canvas is first
// cropped by whole pixels, which is cheap, and the perspective filter does the zoom and what is left of the way.
func (g *graph) move(m timeline.Motion, width, height, from, total int) string {
	w, h := g.slice.Width, g.slice.Height
	// n is the number of the frame: crop counts from 0, perspective from 1.
	along := func(a, b float64, n string) string {
		if a == b {
			return number(a)
		}
		return fmt.Sprintf("(%s+%s*(%s+%d)/%d)", number(a), number(round(b-a)), n, from, max(total-1, 1))
	}
	zoom := func(n string) string { return along(m.From.Zoom, m.To.Zoom, n) }
	x := func(n string) string {
		return fmt.Sprintf("(%d-%d/%s)*%s", width, w, zoom(n), along(m.From.X, m.To.X, n))
	}
	y := func(n string) string {
		return fmt.Sprintf("(%d-%d/%s)*%s", height, h, zoom(n), along(m.From.Y, m.To.Y, n))
	}
	whole := func(place string, room int) string { return fmt.Sprintf("min(%d,2*floor(%s/2))", room/2*2, place) }
	cropX := func(n string) string { return whole(x(n), width-w-margin) }
	cropY := func(n string) string { return whole(y(n), height-h-margin) }
	const n = "(on-1)"
	left, top := "("+x(n)+"-"+cropX(n)+")", "("+y(n)+"-"+cropY(n)+")"
	return fmt.Sprintf("crop=w=%d:h=%d:x='%s':y='%s',%s,crop=%d:%d:0:0", w+margin, h+margin, cropX("n"), cropY("n"), window(zoom(n), left, top), w, h)
}

// even rounds up to an even number.
func even(v float64) int { return 2 * int(math.Ceil(v/2)) }

// round drops what float arithmetic adds behind the sixth decimal.
func round(v float64) float64 { return math.Round(v*1e6) / 1e6 }
