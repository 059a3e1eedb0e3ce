package ffprobe

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func mustRead(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	film := Container{Demuxer: "mov", Kind: steps.VideoClip}
	for name, test := range map[string]struct {
		answer string
		want   error
	}{
		"no JSON":         {`not json`, nil},
		"empty":           {`{}`, errNoStream},
		"only subtitles":  {`{"streams":[{"codec_type":"subtitle"}]}`, errNoStream},
		"no size":         {`{"streams":[{"codec_type":"video","codec_name":"h264","avg_frame_rate":"25/1","duration":"1"}]}`, nil},
		"negative size":   {`{"streams":[{"codec_type":"video","codec_name":"h264","width":-4,"height":4,"avg_frame_rate":"25/1","duration":"1"}]}`, nil},
		"no length":       {`{"streams":[{"codec_type":"video","codec_name":"h264","width":64,"height":64,"avg_frame_rate":"25/1","duration":"N/A"}],"format":{"duration":"0.0"}}`, nil},
		"endless":         {`{"streams":[{"codec_type":"video","codec_name":"h264","width":64,"height":64,"avg_frame_rate":"25/1","duration":"99999999"}]}`, nil},
		"no rate":         {`{"streams":[{"codec_type":"video","codec_name":"h264","width":64,"height":64,"avg_frame_rate":"0/0","r_frame_rate":"90000/1","duration":"1"}]}`, nil},
		"unknown decoder": {`{"streams":[{"codec_type":"video","width":64,"height":64,"avg_frame_rate":"25/1","duration":"1"}]}`, errNoStream},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info, err := parse([]byte(test.answer), film)
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("parse = %+v, %v; want an error (%v)", info, err, test.want)
			}
		})
	}
}

func TestFirstDuration(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		texts []string
		want  time.Duration
	}{
		{[]string{"1.5"}, 1500 * time.Millisecond},
		{[]string{"", "00:01:02.500000000"}, 62500 * time.Millisecond},
		{[]string{"N/A", "x", "2"}, 2 * time.Second},
		{[]string{"-1", "NaN", "Inf", "1:2:3:4", "1e300"}, 0},
	} {
		if got := firstDuration(test.texts...); got != test.want {
			t.Errorf("firstDuration(%q) = %s, want %s", test.texts, got, test.want)
		}
	}
}

func TestClockwise(t *testing.T) {
	t.Parallel()
	for rotation, want := range map[float64]int{0: 0, -90: 90, 90: 270, 180: 180, -180: 180, -270: 270, 89.6: 270, 720: 0, 1e9: 0} {
		if got := clockwise(rotation); got != want {
			t.Errorf("clockwise(%v) = %d, want %d", rotation, got, want)
		}
	}
}

// Whatever ffprobe answers, an Info is within its limits.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"streams":[{"codec_type":"video","codec_name":"h264","width":64,"height":48,"sample_aspect_ratio":"4:3","avg_frame_rate":"25/1","duration":"1.0","side_data_list":[{"rotation":-90}]}],"format":{"duration":"1.0"}}`))
	f.Add([]byte(`{"streams":[{"codec_type":"audio","codec_name":"aac","tags":{"DURATION":"00:00:01.0"}}]}`))
	f.Add([]byte(`{"streams":[{"codec_type":"video","codec_name":"png","width":1,"height":1,"disposition":{"attached_pic":1}}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, kind := range []steps.MediaKind{steps.VideoClip, steps.Picture, steps.Sound} {
			info, err := parse(b, Container{Demuxer: "x", Kind: kind})
			if err != nil {
				continue
			}
			if info.Kind != steps.Sound && (info.Width < 1 || info.Height < 1 || info.Width > 1<<17 || info.Height > 1<<17) {
				t.Errorf("%d×%d", info.Width, info.Height)
			}
			if info.Kind != steps.Picture && (info.Duration <= 0 || info.Duration > MaxDuration) {
				t.Errorf("length %s", info.Duration)
			}
			if info.Rotation%90 != 0 || info.Rotation < 0 || info.Rotation > 270 {
				t.Errorf("rotation %d", info.Rotation)
			}
		}
	})
}

// No beginning makes Recognise fail, and none of a text is a container.
func FuzzRecognise(f *testing.F) {
	f.Add([]byte("#EXTM3U\n"))
	f.Add([]byte("\x00\x00\x00\x18ftypisom"))
	f.Add([]byte("\xff\xfb\x90"))
	f.Fuzz(func(t *testing.T, head []byte) {
		c, ok := Recognise(head)
		if ok != (c.Demuxer != "") {
			t.Errorf("Recognise = %+v, %v", c, ok)
		}
	})
}

// FuzzReadTrace reads any answer about packets and frames: times that a file can have, or an error.
func FuzzReadTrace(f *testing.F) {
	f.Add([]byte(`{"packets_and_frames":[{"type":"packet","pts_time":"1.0","dts_time":"N/A","duration_time":"0.04"},{"type":"frame","best_effort_timestamp_time":"1.0"}]}`))
	f.Add([]byte(`{"packets_and_frames":[{"type":"packet","pts_time":"NaN","dts_time":"-1","duration_time":"1e300"}]}`))
	f.Add([]byte(`{"packets_and_frames":null}`))
	f.Add([]byte(``))
	f.Fuzz(func(t *testing.T, b []byte) {
		trace, err := readTrace(b)
		if err == nil && len(b) == 0 {
			t.Error("readTrace takes nothing for an answer")
		}
		const most = 1e6 * time.Second
		if trace.frames < 0 || trace.lastFrame < 0 || trace.lastFrame > most || trace.lastPacket < 0 || trace.lastPacket > most || trace.end < trace.lastPacket || trace.end > 2*most {
			t.Errorf("%q is %+v", b, trace)
		}
	})
}
