package ass

import (
	"fmt"
	"strings"
)

// Rectangle returns the drawing commands of a rectangle of a width and height with its corners rounded to a radius, in
// pixels, its upper left corner at the origin. Use it as "{\p1}…{\p0}" after the position.
func Rectangle(width, height, radius float64) string {
	radius = min(radius, width/2, height/2)
	if radius <= 0 {
		return fmt.Sprintf("m 0 0 l %[1]s 0 %[1]s %[2]s 0 %[2]s", Number(width), Number(height))
	}
	// A cubic Bézier curve is nearest to a quarter of a circle with its handles at 0.5523 of the radius.
	w, h, r, k := width, height, radius, radius*(1-0.5523)
	var b strings.Builder
	put := func(command string, points ...float64) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(command)
		for _, p := range points {
			b.WriteString(" " + Number(p))
		}
	}
	put("m", r, 0)
	put("l", w-r, 0)
	put("b", w-k, 0, w, k, w, r)
	put("l", w, h-r)
	put("b", w, h-k, w-k, h, w-r, h)
	put("l", r, h)
	put("b", k, h, 0, h-k, 0, h-r)
	put("l", 0, r)
	put("b", 0, k, k, 0, r, 0)
	return b.String()
}
