package render

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// threads are the encoder's: fixed, because they change the bytes. Several segments are rendered at once.
const threads = "2"

// A segment's ends are where x264 knows least: nothing came before the first frame, and its lookahead sees nothing behind
// the last ones, so it spends less on them than in the middle of a video. These are what makes up for it.
const (
	// tail is how many frames at the end get more bits, and tailBits how many times as many.
	tail, tailBits = 2, 1.4
	// headOffset lowers the first frame's quantiser, as a share of its whole range of 51: by 2.5.
	headOffset = -0.05
)

// seams ends the graph: its first frame is marked for a finer quantiser.
func (g *graph) seams(in string) {
	if g.slice.Frames < 2 {
		g.chains = append(g.chains, in+"null[out]")
		return
	}
	g.chains = append(g.chains, in+"split[head][rest]",
		fmt.Sprintf("[head]trim=end_frame=1,addroi=0:0:iw:ih:%g[first]", headOffset), "[rest]trim=start_frame=1[others]", "[first][others]concat=n=2:v=1:a=0[out]")
}

// encode returns the encoder's arguments. cpu-independent and stitchable make x264's bytes the same on every machine and
// its headers the same for every content.
func encode(s timeline.Slice) []string {
	e := s.Encoder
	var args []string
	switch e.Codec {
	case "libx264":
		args = []string{"-c:v", "libx264", "-preset", e.Preset, "-crf", number(e.CRF), "-threads", threads, "-profile:v", "high"}
		params := "cpu-independent=1:stitchable=1:open-gop=0"
		if e.Params != "" {
			params += ":" + e.Params
		}
		if s.Frames > tail {
			params += fmt.Sprintf(":zones=%d,%d,b=%g", s.Frames-tail, s.Frames-1, tailBits)
		}
		args = append(args, "-x264-params", params)
	case "ffv1":
		args = []string{"-c:v", "ffv1", "-level", "3", "-threads", "1", "-slices", "4"}
	default:
		args = hardware(e)
	}
	args = append(args, "-pix_fmt", "yuv420p", "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")
	if e.Codec != "ffv1" {
		// One tick a frame, so that joining adds up whole frames.
		args = append(args, "-video_track_timescale", fmt.Sprint(s.FPS))
	}
	return args
}

// container names the output: MP4, and Matroska for the lossless encoder of tests.
func container(e timeline.Encoder) string {
	if e.Codec == "ffv1" {
		return "segment.mkv"
	}
	return Output
}
