package render

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/caption"
)

// captionFile is the name of the captions' script in the scratch folder.
const captionFile = "captions.ass"

// captions returns the filters that burn the slice's captions, ending with a comma; empty where it shows none.
func (g *graph) captions() (string, error) {
	c := g.slice.Captions
	if c == nil {
		return "", nil
	}
	document := caption.Document{Width: g.slice.Width, Height: g.slice.Height, FPS: g.slice.FPS, Frames: g.slice.Frames, Style: c.Style, Fonts: c.Fonts}
	var scenes []caption.Scene
	for _, s := range c.Scenes {
		scenes = append(scenes, caption.Scene{Start: s.Start, Frames: s.Frames, Cues: s.Cues})
	}
	script, err := document.ASS(scenes)
	if err != nil {
		return "", err
	}
	g.job.Documents[captionFile] = script
	g.needs(c.Fonts)
	return g.subtitles(captionFile, 0), nil
}

// subtitles draws a script whose clock stands at a frame when the first picture comes. It ends with a comma.
//
// libass takes a time in whole milliseconds. Half a millisecond more than the frame's keeps the conversion from the time
// base away from the edge, where float arithmetic would decide.
func (g *graph) subtitles(name string, from int) string {
	const clock = 90_000
	return fmt.Sprintf("settb=1/%d,setpts=(N+%d)*%d+%d,ass=filename=%s:fontsdir=%s,", clock, from, clock/g.slice.FPS, clock/2000, name, fontFolder)
}
