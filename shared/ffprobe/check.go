package ffprobe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// frames is what ffprobe prints of packets and frames.
type frames struct {
	Entries []struct {
		Type string `json:"type"`
		// Of a packet: AVI has decoding times alone.
		PTS    string `json:"pts_time"`
		DTS    string `json:"dts_time"`
		Length string `json:"duration_time"`
		// Of a frame: ffmpeg's best guess.
		Best string `json:"best_effort_timestamp_time"`
	} `json:"packets_and_frames"`
	Frames []struct {
		SideData []sideData `json:"side_data_list"`
	} `json:"frames"`
}

// orientation is the clockwise rotation that a picture's EXIF data asks for. ffmpeg turns it into a display matrix only when
// it decodes.
func orientation(ctx context.Context, c Container, path string) (int, error) {
	out, err := run(ctx, c, path, "-select_streams", "v:0", "-read_intervals", "%+#1", "-show_frames", "-show_entries", "frame=width:frame_side_data=rotation")
	if err != nil {
		return 0, err
	}
	var f frames
	if err := json.Unmarshal(out, &f); err != nil {
		return 0, err
	}
	if len(f.Frames) == 0 {
		return 0, errors.New("the picture cannot be decoded")
	}
	rotation := 0
	for _, d := range f.Frames[0].SideData {
		rotation = clockwise(d.Rotation)
	}
	return rotation, nil
}

// check decodes a little at the start, in the middle and at the end, and looks whether the packets reach the end that the
// header promises.
func (i *Info) check(ctx context.Context, path, name string) error {
	if i.Kind == steps.Picture {
		return nil // Header has decoded it.
	}
	selected := "v:0"
	if i.Kind == steps.Sound {
		selected = "a:0"
	}
	length := i.Duration.Seconds()
	places := []string{"%"} // A short clip is decoded whole.
	if length > 2 {
		places = []string{"%+#12", fmt.Sprintf("%.3f%%%.3f", length/2, length/2+1), fmt.Sprintf("%.3f%%", length-0.5)}
	}
	tolerance := min(tolerance, i.Duration/4)
	for n, place := range places {
		out, err := run(ctx, Container{Demuxer: i.Demuxer}, path, "-select_streams", selected, "-read_intervals", place, "-skip_frame", "bidir", "-skip_loop_filter", "all",
			"-show_packets", "-show_frames", "-show_entries", "packet=pts_time,dts_time,duration_time:frame=best_effort_timestamp_time")
		var t trace
		if err == nil {
			t, err = readTrace(out)
		}
		switch {
		case err != nil:
		case t.frames == 0:
			err = fmt.Errorf("nothing decodes at %s", place)
		case t.lastFrame < t.lastPacket-tolerance:
			err = fmt.Errorf("nothing decodes from %s to %s", t.lastFrame, t.lastPacket)
		case n == len(places)-1 && t.end < i.Duration-tolerance:
			err = fmt.Errorf("it ends at %s and not at %s", t.end, i.Duration)
		}
		if err != nil {
			return corrupt(ctx, name, err)
		}
	}
	return nil
}

// tolerance, or a quarter of a short clip, is how far the last decoded frame may be before the last packet, of which B-frames are not decoded, and the last
// packet's end before the promised end.
const tolerance = time.Second

// trace is what was read at one place.
type trace struct {
	// frames is how many were decoded.
	frames int
	// lastFrame and lastPacket are the latest times of presentation, and end is where the last packet ends.
	lastFrame, lastPacket, end time.Duration
}

func readTrace(out []byte) (trace, error) {
	var f frames
	if err := json.Unmarshal(out, &f); err != nil {
		return trace{}, fmt.Errorf("ffprobe's answer: %w", err)
	}
	var t trace
	for _, e := range f.Entries {
		if e.Type == "frame" {
			t.frames++
			t.lastFrame = max(t.lastFrame, seconds(e.Best))
			continue
		}
		at := max(seconds(e.PTS), seconds(e.DTS))
		t.lastPacket = max(t.lastPacket, at)
		t.end = max(t.end, at+seconds(e.Length))
	}
	return t, nil
}

// seconds reads a time of ffprobe's; what is none counts as 0.
func seconds(s string) time.Duration {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0 && v < 1e6) {
		return 0
	}
	return time.Duration(v * float64(time.Second))
}
