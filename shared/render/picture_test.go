package render

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// A picture is shown as its rotation says: what is left in the file is at the top when it asks for a quarter turn.
func TestPictureStandsUpright(t *testing.T) {
	t.Parallel()
	b := setup(t)
	// The left half is white.
	ref := b.make(t, "turned.png", "-f", "lavfi", "-i", "color=black:size=320x180,drawbox=w=160:h=180:color=white:t=fill,format=rgb24", "-frames:v", "1")
	for rotation, top := range map[int]bool{90: true, 270: false} {
		clip := steps.Clip{Kind: steps.Picture, Blob: ref, Width: 180, Height: 320, Rotation: rotation, Demuxer: "png_pipe", Color: steps.Color{PixelFormat: "rgb24"}}
		path := b.render(t, timeline.Slice{Width: testWidth, Height: testHeight, FPS: 30, Frames: 3, Encoder: timeline.Encoder{Codec: "ffv1"},
			Shots: []timeline.Shot{{Frames: 3, Clip: clip, Fit: video.Cover}}})
		luma := ffmpegOutput(t, "-i", path, "-frames:v", "1", "-vf", "scale=1:2:flags=area,format=gray", "-f", "rawvideo", "-")
		if got := luma[0] > luma[1]; got != top {
			t.Errorf("turned by %d degrees: luma %v from top to bottom", rotation, luma)
		}
	}
}

// A slow move is smooth: from frame to frame the picture changes by about the same amount, without jumps or stops.
func TestMotionIsSmooth(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.make(t, "photo.png", "-f", "lavfi", "-i", "mandelbrot=size=480x480:start_scale=1.2", "-frames:v", "1", "-pix_fmt", "rgb24")
	clip := steps.Clip{Kind: steps.Picture, Blob: ref, Width: 480, Height: 480, Demuxer: "png_pipe", Color: steps.Color{PixelFormat: "rgb24"}}
	for name, motion := range map[string]timeline.Motion{
		"zoom": {From: timeline.Window{Zoom: 1, X: 0.5, Y: 0.5}, To: timeline.Window{Zoom: 1.18, X: 0.5, Y: 0.5}},
		"pan":  {From: timeline.Window{Zoom: 1.1, X: 0, Y: 0.5}, To: timeline.Window{Zoom: 1.1, X: 1, Y: 0.5}},
	} {
		path := b.render(t, timeline.Slice{Width: testWidth, Height: testHeight, FPS: 30, Frames: 150, Encoder: timeline.Encoder{Codec: "ffv1"},
			Shots: []timeline.Shot{{Frames: 150, Clip: clip, Fit: video.Cover, Motion: &motion}}})
		gray := ffmpegOutput(t, "-i", path, "-vf", "format=gray", "-f", "rawvideo", "-")
		const size = testWidth * testHeight
		var changes []float64
		for at := size; at+size <= len(gray); at += size {
			sum := 0.0
			for i := at; i < at+size; i++ {
				d := float64(gray[i]) - float64(gray[i-size])
				sum += d * d
			}
			changes = append(changes, sum/size)
		}
		if len(changes) != 149 {
			t.Fatalf("%s: %d changes", name, len(changes))
		}
		for i, c := range changes {
			if m := mean(changes); c < m/4 || c > m*4 {
				t.Errorf("%s: frame %d changes by %.2f, the mean is %.2f", name, i+1, c, m)
			}
		}
	}
}
