package assemble

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
)

const (
	// target is the integrated loudness in LUFS that the platforms play at (EBU R 128 measures it).
	target = -14
	// ceiling is the limiter's, in dB: 1 dB under the -1 dBTP of the platforms, because AAC adds a little.
	ceiling = -2
	// silence is the loudness in LUFS below which nothing is raised.
	silence = -60
)

// gain returns the gain in dB that brings the mix to the target. The limiter takes a little loudness away, so what is
// missing behind it is added; the gain is the same all through, so nothing pumps.
func (a work) gain(ctx context.Context) (float64, error) {
	measured, err := a.loudness(ctx, mixFile, "anull")
	if err != nil || measured < silence {
		return 0, err
	}
	gain := min(target-measured, 40)
	for range 2 {
		if measured, err = a.loudness(ctx, mixFile, master(gain)); err != nil {
			return 0, err
		}
		if math.Abs(target-measured) < 0.25 {
			break
		}
		gain = min(gain+target-measured, 40)
	}
	return gain, nil
}

// master raises the sound and keeps its true peak, which only shows at a higher sample rate, below the ceiling.
func master(gain float64) string {
	return fmt.Sprintf("volume=%.3fdB,aresample=192000,alimiter=limit=%.4f:attack=5:release=50:level=0,aresample=48000", gain, math.Pow(10, ceiling/20.0))
}

// loudness returns the integrated loudness of a file's sound behind a filter, in LUFS.
func (a work) loudness(ctx context.Context, name, filter string) (float64, error) {
	var out bytes.Buffer
	command := ffmpeg.Command{Dir: a.Scratch, Limits: limits(a.t), Stdout: &out, Args: []string{"-protocol_whitelist", "file,pipe", "-i", name, "-map", "0:a",
		"-af", filter + ",ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.I:file=pipe\\\\:1", "-f", "null", "-"}}
	if _, err := command.Run(ctx); err != nil {
		return 0, err
	}
	text := out.String()
	_, last, ok := strings.Cut(text[max(strings.LastIndex(text, "lavfi.r128.I="), 0):], "=")
	value, err := strconv.ParseFloat(strings.TrimSpace(last), 64)
	if !ok || err != nil {
		return 0, failure.New(failure.CheckFailed, "the loudness of the sound could not be measured")
	}
	return value, nil
}
