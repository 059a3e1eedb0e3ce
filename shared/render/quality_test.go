package render

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// psnr returns the PSNR of every frame of a file against a reference, in dB.
func psnr(t *testing.T, path, reference string) []float64 {
	t.Helper()
	out := ffmpegOutput(t, "-i", path, "-i", reference, "-lavfi", "[0:v]settb=1/30,setpts=N[a];[1:v]settb=1/30,setpts=N[b];[a][b]psnr=stats_file=-", "-f", "null", "/dev/null")
	var frames []float64
	for line := range strings.Lines(string(out)) {
		_, rest, ok := strings.Cut(line, "mse_avg:")
		if !ok {
			continue
		}
		mse, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, 10*math.Log10(255*255/max(mse, 1e-3)))
	}
	return frames
}

// join joins rendered segments as assemble does.
func join(t *testing.T, paths []string, spans []timeline.Span) string {
	t.Helper()
	dir := t.TempDir()
	list := "ffconcat version 1.0\n"
	for i, p := range paths {
		name := fmt.Sprintf("segment%d.mp4", i)
		if err := os.Symlink(p, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		list += fmt.Sprintf("file %s\nduration %.6f\n", name, float64(spans[i].Frames)/30)
	}
	if err := os.WriteFile(filepath.Join(dir, "list"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "joined.mp4")
	ffmpegOutput(t, "-f", "concat", "-safe", "0", "-i", filepath.Join(dir, "list"), "-c", "copy", out)
	return out
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// Encoded in segments and at once, the picture is as near to the source: on the whole and near the cuts.
func TestSeamsAreInvisible(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lossless, encoded := b.everything(t, "ffv1"), b.everything(t, "libx264")
	encoded.Encoder = timeline.NewEncoder("", "")
	all := timeline.Span{Frames: lossless.Frames}
	source := b.render(t, lossless.Slice(all))
	whole := psnr(t, b.render(t, encoded.Slice(all)), source)

	spans := encoded.Segments()
	var paths []string
	for _, span := range spans {
		paths = append(paths, b.render(t, encoded.Slice(span)))
	}
	segmented := psnr(t, join(t, paths, spans), source)
	if len(whole) != lossless.Frames || len(segmented) != lossless.Frames {
		t.Fatalf("%d and %d frames, want %d", len(whole), len(segmented), lossless.Frames)
	}
	t.Logf("mean PSNR: %.2f dB at once, %.2f dB in segments", mean(whole), mean(segmented))
	if loss := mean(whole) - mean(segmented); loss > 0.1 {
		t.Errorf("segments lose %.2f dB on the whole, at most 0.1 is allowed", loss)
	}
	for i := range segmented {
		near := slices.ContainsFunc(spans[1:], func(s timeline.Span) bool { return i >= s.Start-15 && i < s.Start+15 })
		if loss := whole[i] - segmented[i]; near && loss > 1 {
			t.Errorf("frame %d, near a cut, loses %.2f dB (%.2f to %.2f)", i, loss, whole[i], segmented[i])
		}
	}
}
