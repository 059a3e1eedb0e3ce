package render

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// threads are the encoder's: fixed, because they change the bytes. Several segments are rendered at once.
const threads = "2"

// encode returns the encoder's arguments. cpu-independent and stitchable make x264's bytes the same on every machine and
// its headers the same for every content.
func encode(e timeline.Encoder, fps int) []string {
	var args []string
	switch e.Codec {
	case "libx264":
		args = []string{"-c:v", "libx264", "-preset", e.Preset, "-crf", number(e.CRF), "-threads", threads, "-profile:v", "high"}
		params := "cpu-independent=1:stitchable=1:open-gop=0"
		if e.Params != "" {
			params += ":" + e.Params
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
		args = append(args, "-video_track_timescale", fmt.Sprint(fps))
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
