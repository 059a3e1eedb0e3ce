package render

import (
	"context"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// Encoders returns the encoders that work on this machine: libx264 where ffmpeg has it, and each hardware encoder that
// ffmpeg lists and that encodes a frame. A driver that is missing shows only when it is tried.
func Encoders(ctx context.Context) ([]string, error) {
	var list strings.Builder
	if _, err := (ffmpeg.Command{Args: []string{"-encoders"}, Stdout: &list}).Run(ctx); err != nil {
		return nil, err
	}
	var working []string
	for _, name := range append([]string{"libx264"}, video.HardwareEncoders()...) {
		if slices.Contains(strings.Fields(list.String()), name) && Works(ctx, name) {
			working = append(working, name)
		}
	}
	return working, nil
}

// Works tells whether an encoder encodes a frame on this machine, with the arguments that a segment gets.
func Works(ctx context.Context, name string) bool {
	s := timeline.Slice{Width: 320, Height: 320, FPS: 30, Frames: 1, Encoder: timeline.NewEncoder(name, "")}
	args := append([]string{"-f", "lavfi", "-i", "color=black:size=320x320:rate=30,format=yuv420p", "-frames:v", "1"}, encode(s)...)
	_, err := ffmpeg.Command{Args: append(args, "-f", "mp4", "/dev/null")}.Run(ctx)
	return err == nil
}
