package backdrop

import (
	"fmt"
	"math"
	"strings"
)

// path is a vector drawing in ASS's commands, in pixels.
type path string

// circle is a disc of radius r whose bounding box begins at 0,0.
func circle(r float64) path { return ellipse(r, r) }

// ellipse is four Bézier curves, each within 0.03 % of the true curve.
func ellipse(rx, ry float64) path {
	const k = 0.5522847498
	x, y := rx*k, ry*k
	return path(fmt.Sprintf("m %.1f 0 b %.1f 0 %.1f %.1f %.1f %.1f b %.1f %.1f %.1f %.1f %.1f %.1f b %.1f %.1f 0 %.1f 0 %.1f b 0 %.1f %.1f 0 %.1f 0",
		rx, rx+x, 2*rx, ry-y, 2*rx, ry, 2*rx, ry+y, rx+x, 2*ry, rx, 2*ry, rx-x, 2*ry, ry+y, ry, ry-y, rx-x, rx))
}

// rectangle is w × h from 0,0.
func rectangle(w, h float64) path {
	return path(fmt.Sprintf("m 0 0 l %.1f 0 l %.1f %.1f l 0 %.1f", w, w, h, h))
}

// leaf is a pointed oval of length l and width w, upright.
func leaf(l, w float64) path {
	return path(fmt.Sprintf("m %.1f 0 b %.1f %.1f %.1f %.1f %.1f %.1f b 0 %.1f 0 %.1f %.1f 0", w/2, w, l*0.3, w, l*0.7, w/2, l, l*0.7, l*0.3, w/2))
}

// point is a place in pixels.
type point struct{ x, y float64 }

// polygon joins points with straight lines.
func polygon(points []point) path {
	var b strings.Builder
	for i, p := range points {
		command := "l"
		if i == 0 {
			command = "m"
		}
		fmt.Fprintf(&b, "%s %.1f %.1f ", command, p.x, p.y)
	}
	return path(strings.TrimSpace(b.String()))
}

// land is the area under a line that height gives for x from 0 to width, down to depth, sampled about each step pixels.
func land(width, depth, step float64, height func(x float64) float64) path {
	n := int(math.Ceil(width / step))
	points := []point{{0, depth}}
	for i := range n + 1 {
		x := width * float64(i) / float64(n)
		points = append(points, point{x, min(height(x), depth)})
	}
	return polygon(append(points, point{width, depth}))
}

// moved shifts a path.
func moved(p path, dx, dy float64) string {
	fields := strings.Fields(string(p))
	horizontal := true
	for i, f := range fields {
		var v float64
		if n, err := fmt.Sscanf(f, "%g", &v); n != 1 || err != nil {
			continue
		}
		if horizontal {
			v += dx
		} else {
			v += dy
		}
		horizontal = !horizontal
		fields[i] = fmt.Sprintf("%.1f", v)
	}
	return strings.Join(fields, " ")
}
