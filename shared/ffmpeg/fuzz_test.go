package ffmpeg

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/iotest"
)

// FuzzParse reads any output for progress: all of it, so that ffmpeg never waits for a reader, and numbers that can be told.
func FuzzParse(f *testing.F) {
	f.Add([]byte("frame=12\nout_time_us=400000\nspeed=1.5x\nprogress=continue\n"))
	f.Add([]byte("frame=N/A\nout_time_us=N/A\nspeed= NaNx\nprogress=end\n"))
	f.Add([]byte("out_time_us=9223372036854775807\nframe=-1\nprogress=x\n"))
	f.Add([]byte("a=" + strings.Repeat("x", 70_000) + "\nframe=1\nprogress=end\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		in := bytes.NewReader(b)
		parse(iotest.OneByteReader(in), func(p Progress) {
			if _, err := json.Marshal(p); err != nil || p.Frame < 0 || p.OutTime < 0 || p.Speed < 0 {
				t.Errorf("%q is the progress %+v: %v", b, p, err)
			}
		})
		if in.Len() > 0 {
			t.Errorf("%d bytes were not read", in.Len())
		}
	})
}
