package ffprobe

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffprobe/mediatest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestProbe(t *testing.T) {
	t.Parallel()
	sine := []string{"-f", "lavfi", "-i", "sine=440:d=3"}
	pattern := []string{"-f", "lavfi", "-i", "testsrc2=s=320x180:r=30000/1001:d=3"}
	for _, test := range []struct {
		name string
		file func(t *testing.T) string
		want Info
	}{
		{"mp4 with sound", func(t *testing.T) string { return mediatest.Clip(t, "a.mp4", 180, 320, 3) },
			Info{Kind: steps.VideoClip, Demuxer: "mov", MediaType: "video/mp4", Codec: "h264", Width: 180, Height: 320, Duration: 3 * time.Second, Rate: "25/1", Color: steps.Color{PixelFormat: "yuv420p"}, HasAudio: true}},
		{"the name does not matter", func(t *testing.T) string {
			return mediatest.Make(t, "-dash: 100%d.mkv", append(pattern, "-c:v", "mpeg4")...)
		},
			Info{Kind: steps.VideoClip, Demuxer: "matroska", MediaType: "video/matroska", Codec: "mpeg4", Width: 320, Height: 180, Duration: 3003 * time.Millisecond, Rate: "30000/1001", Color: steps.Color{PixelFormat: "yuv420p"}}},
		{"turned by its header", func(t *testing.T) string {
			// ffmpeg 5.1 writes this tag as a turn to the left.
			return mediatest.Make(t, "turned.mov", "-i", mediatest.Clip(t, "a.mp4", 320, 180, 3), "-c", "copy", "-metadata:s:v", "rotate=90")
		}, Info{Kind: steps.VideoClip, Demuxer: "mov", MediaType: "video/quicktime", Codec: "h264", Width: 180, Height: 320, Rotation: 270, Duration: 3 * time.Second, Rate: "25/1", Color: steps.Color{PixelFormat: "yuv420p"}, HasAudio: true}},
		{"pixels that are not square, colour tags", func(t *testing.T) string {
			return mediatest.Make(t, "wide.avi", append(pattern, "-vf", "setsar=2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
				"-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")...)
		}, Info{Kind: steps.VideoClip, Demuxer: "avi", MediaType: "video/vnd.avi", Codec: "h264", Width: 640, Height: 180, Duration: 3003 * time.Millisecond, Rate: "30000/1001",
			Color: steps.Color{PixelFormat: "yuv420p", Matrix: "bt709", Primaries: "bt709", Transfer: "bt709", Range: "tv"}}},
		{"webm", func(t *testing.T) string {
			return mediatest.Make(t, "a.webm", append(pattern, "-c:v", "libvpx", "-deadline", "realtime", "-pix_fmt", "yuv420p")...)
		},
			Info{Kind: steps.VideoClip, Demuxer: "matroska", MediaType: "video/webm", Codec: "vp8", Width: 320, Height: 180, Duration: 3003 * time.Millisecond, Rate: "30000/1001", Color: steps.Color{PixelFormat: "yuv420p"}}},
		{"transport stream", func(t *testing.T) string { return mediatest.Make(t, "a.ts", append(pattern, "-c:v", "mpeg2video")...) },
			Info{Kind: steps.VideoClip, Demuxer: "mpegts", MediaType: "video/mp2t", Codec: "mpeg2video", Width: 320, Height: 180, Duration: 2969633 * time.Microsecond, Rate: "30000/1001", Color: steps.Color{PixelFormat: "yuv420p", Range: "tv"}}},
		{"flv", func(t *testing.T) string { return mediatest.Make(t, "a.flv", append(pattern, "-c:v", "flv1")...) },
			Info{Kind: steps.VideoClip, Demuxer: "flv", MediaType: "video/x-flv", Codec: "flv1", Width: 320, Height: 180, Duration: 3 * time.Second, Rate: "989/33", Color: steps.Color{PixelFormat: "yuv420p"}}},
		{"one second", func(t *testing.T) string { return mediatest.Clip(t, "a.mp4", 64, 64, 1) },
			Info{Kind: steps.VideoClip, Demuxer: "mov", MediaType: "video/mp4", Codec: "h264", Width: 64, Height: 64, Duration: time.Second, Rate: "25/1", Color: steps.Color{PixelFormat: "yuv420p"}, HasAudio: true}},
		{"jpg", func(t *testing.T) string { return mediatest.Picture(t, "a.jpg", 640, 480) },
			Info{Kind: steps.Picture, Demuxer: "jpeg_pipe", MediaType: "image/jpeg", Codec: "mjpeg", Width: 640, Height: 480, Color: steps.Color{PixelFormat: "yuvj420p", Matrix: "bt470bg", Range: "pc"}}},
		{"png", func(t *testing.T) string { return mediatest.Picture(t, "a.png", 640, 480) },
			Info{Kind: steps.Picture, Demuxer: "png_pipe", MediaType: "image/png", Codec: "png", Width: 640, Height: 480, Color: steps.Color{PixelFormat: "rgb24", Range: "pc"}}},
		{"webp", func(t *testing.T) string { return mediatest.Picture(t, "a.webp", 640, 480) },
			Info{Kind: steps.Picture, Demuxer: "webp_pipe", MediaType: "image/webp", Codec: "webp", Width: 640, Height: 480, Color: steps.Color{PixelFormat: "yuv420p", Matrix: "bt470bg", Range: "tv"}}},
		{"mp3", func(t *testing.T) string { return mediatest.Make(t, "a.mp3", append(sine, "-c:a", "libmp3lame")...) },
			Info{Kind: steps.Sound, Demuxer: "mp3", MediaType: "audio/mpeg", Codec: "mp3", Duration: 3030204 * time.Microsecond, HasAudio: true}},
		{"mp3 without a tag", func(t *testing.T) string {
			return mediatest.Make(t, "a.mp3", append(sine, "-c:a", "libmp3lame", "-id3v2_version", "0", "-write_xing", "0")...)
		},
			Info{Kind: steps.Sound, Demuxer: "mp3", MediaType: "audio/mpeg", Codec: "mp3", Duration: 3056300 * time.Microsecond, HasAudio: true}},
		{"aac", func(t *testing.T) string { return mediatest.Make(t, "a.aac", sine...) },
			Info{Kind: steps.Sound, Demuxer: "aac", MediaType: "audio/aac", Codec: "aac", Duration: 3 * time.Second, HasAudio: true}},
		{"m4a", func(t *testing.T) string { return mediatest.Make(t, "a.m4a", sine...) },
			Info{Kind: steps.Sound, Demuxer: "mov", MediaType: "audio/mp4", Codec: "aac", Duration: 3 * time.Second, HasAudio: true}},
		{"wav", func(t *testing.T) string { return mediatest.Make(t, "a.wav", sine...) },
			Info{Kind: steps.Sound, Demuxer: "wav", MediaType: "audio/vnd.wave", Codec: "pcm_s16le", Duration: 3 * time.Second, HasAudio: true}},
		{"flac", func(t *testing.T) string { return mediatest.Make(t, "a.flac", sine...) },
			Info{Kind: steps.Sound, Demuxer: "flac", MediaType: "audio/flac", Codec: "flac", Duration: 3 * time.Second, HasAudio: true}},
		{"opus", func(t *testing.T) string { return mediatest.Make(t, "a.opus", sine...) },
			Info{Kind: steps.Sound, Demuxer: "ogg", MediaType: "audio/ogg", Codec: "opus", Duration: 3 * time.Second, HasAudio: true}},
		{"wma", func(t *testing.T) string { return mediatest.Make(t, "a.wma", sine...) },
			Info{Kind: steps.Sound, Demuxer: "asf", MediaType: "audio/x-ms-wma", Codec: "wmav2", Duration: 3 * time.Second, HasAudio: true}},
		{"sound in an mp4", func(t *testing.T) string { return mediatest.Make(t, "a.mp4", sine...) },
			Info{Kind: steps.Sound, Demuxer: "mov", MediaType: "video/mp4", Codec: "aac", Duration: 3 * time.Second, HasAudio: true}},
		{"a cover picture is no film", func(t *testing.T) string {
			return mediatest.Make(t, "a.mp3", "-i", mediatest.Sound(t, "s.wav", 3), "-i", mediatest.Picture(t, "c.jpg", 64, 64), "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic", "-id3v2_version", "3")
		}, Info{Kind: steps.Sound, Demuxer: "mp3", MediaType: "audio/mpeg", Codec: "mp3", Duration: 3024 * time.Millisecond, HasAudio: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := Probe(t.Context(), test.file(t), "holiday")
			if err != nil {
				t.Fatal(err)
			}
			// A container's own rounding and an encoder's padding are not ours to judge.
			near := cmp.Comparer(func(a, b time.Duration) bool { return (a - b).Abs() < 150*time.Millisecond })
			if diff := cmp.Diff(test.want, got, near); diff != "" {
				t.Errorf("Probe (-want +got):\n%s", diff)
			}
		})
	}
}

func TestProbeRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		file func(t *testing.T) string
		want failure.Code
		says string
	}{
		{"text named .mp4", func(t *testing.T) string { return mediatest.Text(t, "a.mp4", "this is no film\n") }, failure.UnsupportedMedia, "no clip"},
		{"nothing", func(t *testing.T) string { return mediatest.Text(t, "a.mp4", "") }, failure.UnsupportedMedia, "empty"},
		{"one byte", func(t *testing.T) string { return mediatest.Text(t, "a.mp4", "\xff") }, failure.UnsupportedMedia, "no clip"},
		{"HLS playlist", func(t *testing.T) string {
			return mediatest.Text(t, "a.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")
		}, failure.UnsupportedMedia, "playlist"},
		{"concat script", func(t *testing.T) string { return mediatest.Text(t, "a.mp4", "ffconcat version 1.0\nfile 'b.mp4'\n") }, failure.UnsupportedMedia, "no clip"},
		{"session description", func(t *testing.T) string {
			return mediatest.Text(t, "a.mp4", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n")
		}, failure.UnsupportedMedia, "no clip"},
		{"DASH manifest", func(t *testing.T) string {
			return mediatest.Text(t, "a.mp4", `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>`)
		}, failure.UnsupportedMedia, "no clip"},
		{"subtitles", func(t *testing.T) string {
			return mediatest.Text(t, "a.mp4", "1\n00:00:00,000 --> 00:00:01,000\nhello\n")
		}, failure.UnsupportedMedia, "no clip"},
		{"drawing with a link", func(t *testing.T) string {
			return mediatest.Text(t, "a.png", `<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>`)
		}, failure.UnsupportedMedia, "no clip"},
		{"pattern of a sequence", func(t *testing.T) string { return mediatest.Text(t, "a%03d.jpg", "P6 1 1 255\n...") }, failure.UnsupportedMedia, "no clip"},
		{"HEIF picture", func(t *testing.T) string {
			return mediatest.Text(t, "a.heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
		}, failure.UnsupportedMedia, "no clip"},
		{"playlist after a film's first bytes", func(t *testing.T) string {
			return mediatest.Text(t, "a.mp4", "\x00\x00\x00\x14ftypisom\x00\x00\x00\x00isom#EXTM3U\nfile:///etc/passwd\n")
		}, failure.CorruptMedia, "damaged"},
		{"film without its index", func(t *testing.T) string {
			return mediatest.Truncated(t, mediatest.Make(t, "late.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:d=3", "-c:v", "libx264", "-preset", "ultrafast"), 0.8)
		}, failure.CorruptMedia, "damaged"},
		{"film cut off after its index", func(t *testing.T) string { return mediatest.Truncated(t, mediatest.Clip(t, "a.mp4", 320, 180, 6), 0.5) }, failure.CorruptMedia, "damaged"},
		{"film damaged in the middle", func(t *testing.T) string {
			return mediatest.Damaged(t, mediatest.Clip(t, "a.mp4", 320, 180, 8), 0.3, 0.7)
		}, failure.CorruptMedia, "damaged"},
		{"film damaged from its start", func(t *testing.T) string {
			return mediatest.Damaged(t, mediatest.Clip(t, "a.mp4", 320, 180, 3), 0.1, 1)
		}, failure.CorruptMedia, "damaged"},
		{"half a picture's header", func(t *testing.T) string {
			return mediatest.Text(t, "a.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
		}, failure.CorruptMedia, "damaged"},
		{"sound cut off", func(t *testing.T) string {
			return mediatest.Truncated(t, mediatest.Make(t, "a.m4a", "-f", "lavfi", "-i", "sine=d=9", "-movflags", "+faststart"), 0.5)
		}, failure.CorruptMedia, "damaged"},
		{"one pixel", func(t *testing.T) string {
			return mediatest.Make(t, "a.png", "-f", "lavfi", "-i", "color=s=16x16", "-vf", "format=rgb24,crop=1:1", "-frames:v", "1")
		}, failure.UnsupportedMedia, "1×1"},
		{"too wide", func(t *testing.T) string {
			return mediatest.Make(t, "a.png", "-f", "lavfi", "-i", "color=s=8200x16", "-frames:v", "1")
		}, failure.UnsupportedMedia, "8200×16"},
		{"a film's box without any stream", func(t *testing.T) string {
			return mediatest.Make(t, "a.mkv", "-f", "srt", "-i", mediatest.Text(t, "a.srt", "1\n00:00:00,000 --> 00:00:01,000\nhello\n"))
		}, failure.UnsupportedMedia, "neither"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			info, err := Probe(t.Context(), test.file(t), "holiday.mp4")
			var f *failure.Failure
			if !errors.As(err, &f) || f.Code != test.want {
				t.Fatalf("Probe = %+v, %v; want code %s", info, err, test.want)
			}
			if !strings.Contains(f.Message, "holiday.mp4") || !strings.Contains(f.Message+f.Hint, test.says) {
				t.Errorf("message %q, hint %q: want the user's name for the file and %q", f.Message, f.Hint, test.says)
			}
		})
	}
}

// A picture's EXIF orientation counts, as every viewer lets it count.
func TestProbeEXIF(t *testing.T) {
	t.Parallel()
	// APP1 "Exif", little-endian TIFF, one entry: tag 0x0112 (orientation), short, 6: turn right by 90 degrees.
	exif := "\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"
	plain := mediatest.Picture(t, "a.jpg", 640, 480)
	turned := mediatest.Text(t, "b.jpg", "\xff\xd8"+exif+mustRead(t, plain)[2:])
	info, err := Probe(t.Context(), turned, "b.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if info.Width != 480 || info.Height != 640 || info.Rotation != 90 {
		t.Errorf("Probe = %d×%d turned by %d, want 480×640 turned by 90", info.Width, info.Height, info.Rotation)
	}
}

func TestFootageAndAudio(t *testing.T) {
	t.Parallel()
	if _, err := Footage(t.Context(), mediatest.Sound(t, "a.mp4", 3), "song.mp4"); !errors.Is(err, &failure.Failure{Code: failure.UnsupportedMedia}) {
		t.Errorf("Footage of a sound = %v", err)
	}
	if _, err := Audio(t.Context(), mediatest.Clip(t, "a.mp4", 64, 64, 1), "film.mp4"); !errors.Is(err, &failure.Failure{Code: failure.UnsupportedMedia}) {
		t.Errorf("Audio of a film = %v", err)
	}
}

func TestProbeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	path := mediatest.Clip(t, "a.mp4", 64, 64, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Probe(ctx, path, "a.mp4"); !errors.Is(err, context.Canceled) {
		t.Errorf("Probe with an ended context = %v", err)
	}
}
