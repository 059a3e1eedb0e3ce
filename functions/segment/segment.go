// Package segment renders one segment of a video with one ffmpeg process.
//
// The segment's bytes depend on its slice alone, so the same slice is never rendered twice. What ffmpeg made is counted
// before it is stored.
package segment

import (
	"context"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/render"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// Run is the segment step. A clip that cannot be decoded is a failure of code CorruptMedia, an error of ffmpeg is RenderFailed.
func Run(ctx context.Context, w *step.Work, in steps.SegmentInput) (steps.SegmentOutput, error) {
	var slice timeline.Slice
	if err := blob.ReadJSON(ctx, w.Blobs, in.Slice.Digest, &slice); err != nil {
		return steps.SegmentOutput{}, fmt.Errorf("read the slice: %w", err)
	}
	if codec := slice.Encoder.Codec; codec != "libx264" && !render.Works(ctx, codec) {
		return steps.SegmentOutput{}, failure.New(failure.NotConfigured, fmt.Sprintf("the encoder %s does not work on the machine that renders", codec),
			failure.Hint("leave video_codec out for libx264; moneyprinter doctor lists the encoders that work"))
	}
	path, usage, err := render.Run(ctx, slice, w.Blobs, w.Scratch, w.Progress)
	if err != nil {
		return steps.SegmentOutput{}, err
	}
	stream, err := render.Inspect(ctx, path)
	if err != nil {
		return steps.SegmentOutput{}, err
	}
	if stream.Frames != slice.Frames {
		return steps.SegmentOutput{}, failure.New(failure.CorruptMedia,
			fmt.Sprintf("a segment of %d frames came out with %d: a clip ends before the length that its file promises", slice.Frames, stream.Frames),
			failure.Hint("replace the clip, or convert it again: ffmpeg -i clip -c:v libx264 new.mp4"))
	}
	ref, err := blob.PutFile(ctx, w.Blobs, path, "video/mp4")
	if err != nil {
		return steps.SegmentOutput{}, fmt.Errorf("store the segment: %w", err)
	}
	w.Log.InfoContext(ctx, "segment rendered", "frames", slice.Frames, "cpu_s", usage.CPU.Seconds(), "wall_s", usage.Wall.Seconds(), "peak_rss", usage.PeakRSS)
	return steps.SegmentOutput{Video: ref, Frames: slice.Frames, Encoder: stream.Signature(slice.Encoder)}, nil
}
