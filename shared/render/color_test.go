package render

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// A colour comes out as it went in, whatever coding of colour the file says or leaves unsaid.
func TestColor(t *testing.T) {
	t.Parallel()
	want := [3]int{32, 160, 64}
	for name, test := range map[string]struct {
		// convert turns RGB into the coding, tags are the encoder's.
		size, convert string
		tags          []string
		clip          steps.Clip
	}{
		"BT.709": {size: "1280x720", convert: "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
			tags: []string{"-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"},
			clip: steps.Clip{Color: steps.Color{PixelFormat: "yuv420p", Matrix: "bt709", Primaries: "bt709", Transfer: "bt709", Range: "tv"}}},
		"BT.709 full range": {size: "1280x720", convert: "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p",
			tags: []string{"-colorspace", "bt709", "-color_range", "pc"},
			clip: steps.Clip{Color: steps.Color{PixelFormat: "yuv420p", Matrix: "bt709", Range: "pc"}}},
		"untagged and high": {size: "1280x720", convert: "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", clip: steps.Clip{Height: 720}},
		"untagged and low":  {size: "640x360", convert: "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p", clip: steps.Clip{Height: 360}},
		"BT.601": {size: "1280x720", convert: "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p", tags: []string{"-colorspace", "smpte170m"},
			clip: steps.Clip{Height: 720, Color: steps.Color{PixelFormat: "yuv420p", Matrix: "smpte170m"}}},
		"BT.2020": {size: "1280x720", convert: "format=gbrp,zscale=p=bt2020:pin=bt709:t=bt709:tin=bt709:m=bt2020nc:r=tv,format=yuv420p",
			tags: []string{"-colorspace", "bt2020nc", "-color_primaries", "bt2020", "-color_trc", "bt709"},
			clip: steps.Clip{Height: 720, Color: steps.Color{PixelFormat: "yuv420p", Matrix: "bt2020nc", Primaries: "bt2020", Transfer: "bt709", Range: "tv"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			args := append([]string{"-f", "lavfi", "-i", "color=c=0x20A040:size=" + test.size + ":rate=30:d=1,format=gbrp", "-vf", test.convert, "-c:v", "libx264", "-qp", "0"}, test.tags...)
			clip := test.clip
			clip.Kind, clip.Demuxer, clip.Blob = steps.VideoClip, "mov", b.make(t, "color.mp4", args...)
			if got := b.colour(t, clip); !near(got, want) {
				t.Errorf("%v came out as %v", want, got)
			}
		})
	}
	for name, args := range map[string][]string{
		"PNG":  {"color.png"},
		"JPEG": {"-vf", "scale=out_color_matrix=bt601:out_range=pc,format=yuvj444p", "-q:v", "1", "color.jpg"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			clip := steps.Clip{Kind: steps.Picture, Width: 1280, Height: 720, Demuxer: "png_pipe", Color: steps.Color{PixelFormat: "rgb24"}}
			if name == "JPEG" {
				clip.Demuxer, clip.Color = "jpeg_pipe", steps.Color{PixelFormat: "yuvj444p", Matrix: "bt470bg", Range: "pc"}
			}
			last := len(args) - 1
			clip.Blob = b.make(t, args[last], append([]string{"-f", "lavfi", "-i", "color=c=0x20A040:size=1280x720:rate=30,format=gbrp", "-frames:v", "1"}, args[:last]...)...)
			if got := b.colour(t, clip); !near(got, want) {
				t.Errorf("%v came out as %v", want, got)
			}
		})
	}
}

// colour renders a clip and returns the middle of a frame as a player shows it, RGB.
func (b *testBundle) colour(t *testing.T, clip steps.Clip) [3]int {
	t.Helper()
	slice := timeline.Slice{Width: testWidth, Height: testHeight, FPS: 30, Frames: 15, Encoder: timeline.Encoder{Codec: "libx264", Preset: "veryfast", CRF: 10},
		Shots: []timeline.Shot{{Frames: 15, Clip: clip, Speed: 1, Fit: video.Cover}}}
	path := b.render(t, slice)
	stream, err := Inspect(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if stream.Matrix != "bt709" || stream.Primaries != "bt709" || stream.Transfer != "bt709" || stream.Range != "tv" || stream.PixelFormat != "yuv420p" {
		t.Errorf("tags: %+v", stream)
	}
	// The output says what it is, so nothing is told to the scaler here.
	rgb := ffmpegOutput(t, "-ss", "0.2", "-i", path, "-frames:v", "1", "-vf", "crop=2:2,zscale=m=gbr:r=pc,format=gbrp,format=rgb24", "-f", "rawvideo", "-")
	return [3]int{int(rgb[0]), int(rgb[1]), int(rgb[2])}
}

func near(a, b [3]int) bool {
	for i := range a {
		if d := a[i] - b[i]; d < -2 || d > 2 {
			return false
		}
	}
	return true
}
