package assets_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/moneyprinter/moneyprinter/assets"
)

var integrated = regexp.MustCompile(`I:\s+(-?[0-9.]+) LUFS`)

// The bundled tracks are small, neither loud nor faint, never silent, and loop without a click.
func TestMusic(t *testing.T) {
	t.Parallel()
	tracks := assets.Music()
	if len(tracks) < 3 {
		t.Fatalf("%d tracks, want 3", len(tracks))
	}
	for _, track := range tracks {
		t.Run(track.Name, func(t *testing.T) {
			t.Parallel()
			if track.Licence != "CC0-1.0" || track.Author == "" || len(track.Data) > 500<<10 {
				t.Errorf("licence %q, author %q, %d bytes", track.Licence, track.Author, len(track.Data))
			}
			left, report := decode(t, track.Data)
			m := integrated.FindAllStringSubmatch(report, -1)
			if len(m) == 0 {
				t.Fatalf("no loudness in %q", report)
			}
			if lufs, err := strconv.ParseFloat(m[len(m)-1][1], 64); err != nil || lufs < -23 || lufs > -15 {
				t.Errorf("loudness %v LUFS (%v), want -23 to -15", lufs, err)
			}
			const second = 48_000
			if seconds := len(left) / second; seconds < 30 || seconds > 60 {
				t.Errorf("%d seconds", seconds)
			}
			peak, steepest := 0.0, 0.0
			for i, v := range left {
				peak = max(peak, math.Abs(v))
				if i > 0 {
					steepest = max(steepest, math.Abs(v-left[i-1]))
				}
			}
			if peak > 0.89 || peak < 0.2 {
				t.Errorf("the peak is %.2f of full scale", peak)
			}
			if joint := math.Abs(left[0] - left[len(left)-1]); joint > steepest/2 {
				t.Errorf("the loop's joint is a step of %.4f; the steepest elsewhere is %.4f", joint, steepest)
			}
			for at := 0; at < len(left); at += second / 2 {
				sum := 0.0
				part := left[at:min(at+second/2, len(left))]
				for _, v := range part {
					sum += v * v
				}
				if rms := math.Sqrt(sum / float64(len(part))); rms < 0.01 {
					t.Errorf("nearly silent at %d s: %.4f", at/second, rms)
				}
			}
		})
	}
}

// decode returns the left channel's samples, and what ffmpeg measures of the loudness (EBU R 128).
func decode(t *testing.T, data []byte) ([]float64, string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-hide_banner", "-nostats", "-i", "pipe:0", "-af", "ebur128,aresample=48000", "-f", "f32le", "-ac", "2", "pipe:1")
	var out, report bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), &out, &report
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, report.String())
	}
	var left []float64
	for b := out.Bytes(); len(b) >= 8; b = b[8:] {
		left = append(left, float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
	}
	return left, report.String()
}
