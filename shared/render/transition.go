package render

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// zoomBy is how much the zooms enlarge the picture at their widest, as in the original.
const zoomBy = 0.2

// transition returns the filters of a transition that needs no other shot.
func (g *graph) transition(t timeline.Transition, frames int) string {
	switch t.Kind {
	case video.FadeIn:
		return fmt.Sprintf("fade=type=in:start_frame=0:nb_frames=%d", t.Frames)
	case video.FadeOut:
		return fmt.Sprintf("fade=type=out:start_frame=%d:nb_frames=%d", frames-t.Frames, t.Frames)
	case video.SlideIn:
		return slide(t.Side, fmt.Sprintf("(1-min(1,(n+1)/%d))", t.Frames))
	case video.SlideOut:
		return slide(t.Side, fmt.Sprintf("max(0,(n+1-%d)/%d)", frames-t.Frames, t.Frames))
	case video.ZoomIn:
		return center(fmt.Sprintf("(1+%g*(on-1)/%d)", zoomBy, max(frames-1, 1)))
	case video.ZoomOut:
		return center(fmt.Sprintf("(1+%g*(1-(on-1)/%d))", zoomBy, max(frames-1, 1)))
	}
	return "null"
}

// slide shows the picture shifted towards a side over black by a share of its size, an expression over the frame n.
func slide(side timeline.Side, share string) string {
	switch side {
	case timeline.Right:
		return fmt.Sprintf("pad=w=2*iw:h=ih:x=iw:y=0:color=black,crop=w=iw/2:h=ih:x='iw/2*(1-%s)':y=0", share)
	case timeline.Top:
		return fmt.Sprintf("pad=w=iw:h=2*ih:x=0:y=0:color=black,crop=w=iw:h=ih/2:x=0:y='ih/2*%s'", share)
	case timeline.Bottom:
		return fmt.Sprintf("pad=w=iw:h=2*ih:x=0:y=ih:color=black,crop=w=iw:h=ih/2:x=0:y='ih/2*(1-%s)'", share)
	}
	return fmt.Sprintf("pad=w=2*iw:h=ih:x=0:y=0:color=black,crop=w=iw/2:h=ih:x='iw/2*%s':y=0", share)
}

// window enlarges a part of the picture to its size: the part begins at left, top and is a zoom-th as wide and high, all
// expressions over the frame on, which counts from 1. It moves by fractions of a pixel, so a slow move does not jitter.
func window(zoom, left, top string) string {
	right, bottom := fmt.Sprintf("%s+W/%s", left, zoom), fmt.Sprintf("%s+H/%s", top, zoom)
	return fmt.Sprintf("perspective=x0='%[1]s':y0='%[2]s':x1='%[3]s':y1='%[2]s':x2='%[1]s':y2='%[4]s':x3='%[3]s':y3='%[4]s':sense=source:interpolation=cubic:eval=frame",
		left, top, right, bottom)
}

// center enlarges the middle of the picture.
func center(zoom string) string {
	return window(zoom, fmt.Sprintf("(W-W/%s)/2", zoom), fmt.Sprintf("(H-H/%s)/2", zoom))
}
