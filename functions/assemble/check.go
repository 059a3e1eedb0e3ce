package assemble

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strconv"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/render"
)

// check compares the finished file with the timeline and returns its length in milliseconds.
func (a work) check(ctx context.Context) (int64, error) {
	path := a.path(finished)
	picture, err := render.Inspect(ctx, path)
	if err != nil {
		return 0, err
	}
	lengths, err := streamLengths(ctx, path)
	if err != nil {
		return 0, err
	}
	playable, err := moovFirst(path)
	if err != nil {
		return 0, err
	}
	frame := 1 / float64(a.t.FPS)
	want := float64(a.t.Frames) * frame
	for _, c := range []struct {
		right bool
		what  string
		got   any
	}{
		{picture.Frames == a.t.Frames, fmt.Sprintf("%d frames", a.t.Frames), picture.Frames},
		{picture.Width == a.t.Width && picture.Height == a.t.Height, fmt.Sprintf("%dx%d", a.t.Width, a.t.Height), fmt.Sprintf("%dx%d", picture.Width, picture.Height)},
		{picture.PixelFormat == "yuv420p", "yuv420p", picture.PixelFormat},
		{picture.Matrix == "bt709" && picture.Primaries == "bt709" && picture.Transfer == "bt709" && picture.Range == "tv", "BT.709 in limited range",
			fmt.Sprint(picture.Matrix, " ", picture.Primaries, " ", picture.Transfer, " ", picture.Range)},
		{picture.Rate == fmt.Sprintf("%d/1", a.t.FPS), fmt.Sprintf("%d frames a second", a.t.FPS), picture.Rate},
		{math.Abs(lengths["video"]-want) <= frame, fmt.Sprintf("%.3f s of picture", want), lengths["video"]},
		{math.Abs(lengths["audio"]-want) <= frame, fmt.Sprintf("%.3f s of sound", want), lengths["audio"]},
		{playable, "its index before its media", "it is behind"},
	} {
		if !c.right {
			return 0, failure.New(failure.CheckFailed, fmt.Sprintf("the finished file should have %s; it has: %v", c.what, c.got),
				failure.Hint("make the video again; if it fails again, report it with the timeline"))
		}
	}
	return int64(math.Round(want * 1000)), nil
}

// streamLengths returns the length of the video and the audio stream in seconds; 0 where there is none.
func streamLengths(ctx context.Context, path string) (map[string]float64, error) {
	out, err := exec.CommandContext(ctx, "ffprobe", "-v", "error", "-show_entries", "stream=codec_type,duration", "-of", "json", path).Output()
	if err != nil {
		return nil, failure.Wrap(failure.CheckFailed, err, "the finished file cannot be read back", failure.Retryable(true))
	}
	var answer struct {
		Streams []struct {
			Type     string `json:"codec_type"`
			Duration string `json:"duration"`
		} `json:"streams"`
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return nil, fmt.Errorf("read ffprobe's answer: %w", err)
	}
	lengths := map[string]float64{}
	for _, s := range answer.Streams {
		lengths[s.Type], _ = strconv.ParseFloat(s.Duration, 64)
	}
	return lengths, nil
}

// moovFirst tells whether an MP4's index precedes its media, so that it plays while it loads. The boxes of the top level are
// read as ISO/IEC 14496-12 lays them out: a size, a name, and a 64 bit size where the first is 1.
func moovFirst(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	for {
		var head [16]byte
		if _, err := io.ReadFull(f, head[:8]); err != nil {
			if errors.Is(err, io.EOF) {
				return false, nil
			}
			return false, err
		}
		size, read := int64(binary.BigEndian.Uint32(head[:4])), int64(8)
		switch string(head[4:8]) {
		case "moov":
			return true, nil
		case "mdat":
			return false, nil
		}
		if size == 1 {
			if _, err := io.ReadFull(f, head[8:]); err != nil {
				return false, err
			}
			size, read = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if size < read {
			return false, nil
		}
		if _, err := f.Seek(size-read, io.SeekCurrent); err != nil {
			return false, err
		}
	}
}
