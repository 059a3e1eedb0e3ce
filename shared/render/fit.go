package render

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// scaler are libswscale's flags: bicubic, and the same result on every machine.
const scaler = "bicubic+accurate_rnd+bitexact"

// fit scales a source into a picture of a size by the shot's fit. Sizes are expressions over the source's own, so that a
// rotation or a pixel shape that only the decoder knows is right too. What falls outside is cropped before scaling: that
// costs least.
func (g *graph) fit(in string, s timeline.Shot, width, height int) string {
	c := colorOf(s.Clip)
	switch s.Fit {
	case video.Contain:
		return g.add(in, fmt.Sprintf("%s%s,pad=%d:%d:(ow-iw)/2:(oh-ih)/2,setsar=1", c.before, c.scale(inside(width, height)), width, height)+c.after)
	case video.Blur:
		id := g.labels
		g.chains = append(g.chains, fmt.Sprintf("%s%ssplit[b%d][f%d]", in, c.before, id, id))
		// A background an eighth of the size costs little to blur, and scaling it up blurs it further.
		small := func(n int) int { return max(n/16*2, 2) }
		back := g.add(fmt.Sprintf("[b%d]", id), fmt.Sprintf("%s,%s%s,gblur=sigma=%d,lutyuv=y=16+(val-16)*0.7,scale=%d:%d:flags=%s,setsar=1",
			crop(width, height), c.scale(size(small(width), small(height))), c.after, max(small(min(width, height))/20, 1), width, height, scaler))
		front := g.add(fmt.Sprintf("[f%d]", id), fmt.Sprintf("%s,setsar=1", c.scale(inside(width, height)))+c.after)
		return g.add(back+front, "overlay=x=(W-w)/2:y=(H-h)/2:format=yuv420:eof_action=endall")
	}
	return g.add(in, fmt.Sprintf("%s%s,%s,setsar=1", c.before, crop(width, height), c.scale(size(width, height)))+c.after)
}

// crop keeps the middle of a source in the shape of a picture.
func crop(width, height int) string {
	return fmt.Sprintf("crop=w='min(iw,2*ceil(ih*%[1]d/%[2]d/sar/2))':h='min(ih,2*ceil(iw*sar*%[2]d/%[1]d/2))'", width, height)
}

// size is an exact size for scale.
func size(width, height int) string { return fmt.Sprintf("w=%d:h=%d", width, height) }

// inside is the largest size of the source's shape within a picture.
func inside(width, height int) string {
	return fmt.Sprintf("w='2*max(1,round(min(%[1]d,%[2]d*dar)/2))':h='2*max(1,round(min(%[2]d,%[1]d/dar)/2))'", width, height)
}
