package assemble

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

const (
	// listFile names the segments for ffmpeg's concat demuxer.
	listFile = "segments.ffconcat"
	// finished is the finished file in the scratch folder.
	finished = "finished.mp4"
)

// compatible refuses segments that are not all of the video or cannot be joined.
func compatible(t *timeline.Timeline, segments []steps.SegmentOutput) error {
	frames := 0
	for i, s := range segments {
		frames += s.Frames
		if s.Encoder != segments[0].Encoder {
			return failure.New(failure.CheckFailed, fmt.Sprintf("segment %d was encoded as %s and segment 0 as %s: they cannot be joined", i, s.Encoder, segments[0].Encoder),
				failure.Hint("make the video again; all segments of a video are rendered with the same ffmpeg"))
		}
	}
	if frames != t.Frames {
		return failure.New(failure.CheckFailed, fmt.Sprintf("the segments have %d frames and the timeline %d", frames, t.Frames))
	}
	return nil
}

// list writes the list of segments. Their lengths stand in it, so that each begins on its frame whatever the files say.
func (a work) list(ctx context.Context, segments []steps.SegmentOutput) error {
	var b strings.Builder
	b.WriteString("ffconcat version 1.0\n")
	for i, s := range segments {
		name := fmt.Sprintf("segment%d.mp4", i)
		if err := a.link(ctx, s.Video.Digest, name); err != nil {
			return fmt.Errorf("segment %d: %w", i, err)
		}
		fmt.Fprintf(&b, "file %s\nduration %.6f\n", name, float64(s.Frames)/float64(a.t.FPS))
	}
	return os.WriteFile(a.path(listFile), []byte(b.String()), 0o600)
}

// link makes a blob a file of the scratch folder under a name of ours.
func (a work) link(ctx context.Context, d blob.Digest, name string) error {
	path, err := blob.File(ctx, a.Blobs, d, a.Scratch)
	if err != nil {
		return err
	}
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	return os.Symlink(path, a.path(name))
}

// mux copies the picture, brings the sound to its loudness, encodes it, and writes an MP4 that plays before it is loaded.
func (a work) mux(ctx context.Context, gain float64) error {
	return a.run(ctx,
		"-protocol_whitelist", "file", "-f", "concat", "-safe", "0", "-i", listFile,
		"-protocol_whitelist", "file", "-f", "wav", "-i", mixFile,
		"-filter_complex", "[1:a]"+master(gain)+"[a]", "-map", "0:v", "-map", "[a]",
		"-c:v", "copy", "-c:a", "aac", "-b:a", "192k", "-ar", "48000", "-ac", "2",
		"-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart", finished)
}

// limits are what one ffmpeg of this step may take: some times real time.
func limits(t *timeline.Timeline) ffmpeg.Limits {
	length := time.Duration(t.Frames/t.FPS+1) * time.Second
	return ffmpeg.Limits{CPU: time.Minute + 4*length, Memory: 4 << 30, Wall: 5*time.Minute + 8*length}
}
