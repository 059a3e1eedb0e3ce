package render

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/backdrop"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// graph collects the inputs and the filter chains of a job.
type graph struct {
	slice  timeline.Slice
	job    *Job
	inputs []string
	count  int
	chains []string
	labels int
}

// add appends a chain and returns the label of its output.
func (g *graph) add(inputs, filters string) string {
	label := fmt.Sprintf("[v%d]", g.labels)
	g.labels++
	g.chains = append(g.chains, inputs+filters+label)
	return label
}

// shot appends the chains of a shot with its transition and returns its label.
func (g *graph) shot(s timeline.Shot, next *timeline.Shot) (string, error) {
	out, err := g.source(s, 0, s.Frames)
	if err != nil || s.Transition.Kind == video.Cut {
		return out, err
	}
	if s.Transition.Kind != video.CrossFade {
		return g.add(out, g.transition(s.Transition, s.Frames)), nil
	}
	if next == nil {
		return out, nil
	}
	// The last frames are mixed with the next shot's first in a chain of their own, whose clock starts at 0: so the
	// mix is the same wherever the shot stands.
	n := s.Transition.Frames
	in, err := g.source(*next, -n, n)
	if err != nil {
		return "", err
	}
	id := g.labels
	g.chains = append(g.chains, fmt.Sprintf("%ssplit[h%d][t%d]", out, id, id))
	head := g.add(fmt.Sprintf("[h%d]", id), fmt.Sprintf("trim=end_frame=%d", s.Frames-n))
	tail := g.add(fmt.Sprintf("[t%d]", id), fmt.Sprintf("trim=start_frame=%d,%s", s.Frames-n, g.clock()))
	mix := g.add(tail+in, fmt.Sprintf("xfade=transition=fade:duration=%.6f:offset=0,trim=end_frame=%d,%s", float64(n)/float64(g.slice.FPS), n, g.clock()))
	return g.add(head+mix, "concat=n=2:v=1:a=0"), nil
}

// source appends the chains that make so many frames of a shot, from a frame of it that is negative in its handle, and
// returns their label: pictures of the slice's size, yuv420p, BT.709, limited range, frame n at time n.
func (g *graph) source(s timeline.Shot, from, frames int) (string, error) {
	switch s.Clip.Kind {
	case steps.Generated:
		return g.generated(s, from, frames)
	case steps.Picture:
		return g.picture(s, from, frames)
	}
	return g.clip(s, from, frames)
}

// clip seeks a quarter of a frame early, so that rounding never moves the first frame, and repeats the last frame for at
// most half a second where a container promised more than it holds.
func (g *graph) clip(s timeline.Shot, from, frames int) (string, error) {
	fps, speed := g.slice.FPS, s.Speed
	if speed == 0 {
		speed = 1
	}
	frame := speed / float64(fps)
	begin := float64(s.In)/1000 + (float64(from)-0.25)*frame
	in, err := g.input(s.Clip, max(begin, 0), (float64(frames)+2)*frame)
	if err != nil {
		return "", err
	}
	pace := ""
	if speed != 1 {
		pace = "setpts=PTS/" + number(speed) + ","
	}
	in = g.add(in, fmt.Sprintf("%sfps=fps=%d:start_time=0:round=near,tpad=stop_mode=clone:stop=%d,trim=end_frame=%d,%s", pace, fps, fps/2, frames, g.clock()))
	return g.fit(in, s, g.slice.Width, g.slice.Height), nil
}

// generated draws footage that has no file.
func (g *graph) generated(s timeline.Shot, from, frames int) (string, error) {
	spec := backdrop.Spec{Clip: s.Clip.ID, Term: s.Clip.Term, Words: s.Words, Fonts: s.Fonts, Frames: s.Handle + s.Frames}
	if g.slice.Captions != nil {
		spec.Captions = g.slice.Captions.Style.Position
	}
	drawing, err := spec.Render(g.slice.Width, g.slice.Height, g.slice.FPS, frames, s.Handle+from)
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("shot%d.ass", g.labels)
	g.job.Documents[name] = drawing.ASS
	g.needs(drawing.Fonts)
	return g.add("", drawing.Source+","+g.subtitles(name, s.Handle+from)+g.clock()), nil
}

// clock gives frame n the time n, counted in frames.
func (g *graph) clock() string { return fmt.Sprintf("settb=1/%d,setpts=N", g.slice.FPS) }
