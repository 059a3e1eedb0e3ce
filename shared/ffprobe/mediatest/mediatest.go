// Package mediatest makes small media files for tests, the bad ones included.
package mediatest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Make runs ffmpeg with arguments that end in nothing, writes the file name in a folder of the test's, and returns its path.
func Make(t testing.TB, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args = append([]string{"-hide_banner", "-loglevel", "error", "-nostdin", "-y"}, append(args, path)...)
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %q: %v\n%s", args, err, out)
	}
	return path
}

// Clip makes a clip of so many seconds at 25 fps, with sound.
func Clip(t testing.TB, name string, width, height, seconds int) string {
	t.Helper()
	return Make(t, name, "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=s=%dx%d:r=25:d=%d", width, height, seconds),
		"-f", "lavfi", "-i", fmt.Sprintf("sine=440:r=48000:d=%d", seconds),
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart")
}

// Picture makes a still picture in the format of the name's extension.
func Picture(t testing.TB, name string, width, height int) string {
	t.Helper()
	return Make(t, name, "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=s=%dx%d", width, height), "-frames:v", "1")
}

// Sound makes a tone of so many seconds in the format of the name's extension.
func Sound(t testing.TB, name string, seconds int, args ...string) string {
	t.Helper()
	return Make(t, name, append([]string{"-f", "lavfi", "-i", fmt.Sprintf("sine=330:r=48000:d=%d", seconds)}, args...)...)
}

// Text writes a file of the bytes given.
func Text(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Truncated copies the first part of a file, from 0 to 1.
func Truncated(t testing.TB, path string, part float64) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Text(t, "truncated-"+filepath.Base(path), string(b[:int(part*float64(len(b)))]))
}

// Damaged copies a file and overwrites the part from and to, from 0 to 1, with bytes that mean nothing.
func Damaged(t testing.TB, path string, from, to float64) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	x := uint32(1)
	for i := int(from * float64(len(b))); i < int(to*float64(len(b))); i++ {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return Text(t, "damaged-"+filepath.Base(path), string(b))
}
