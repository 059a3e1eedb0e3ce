package ffmpeg

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// endless is a command that never ends by itself.
var endless = []string{"-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30", "-f", "null", "-"}

func TestRun(t *testing.T) {
	t.Parallel()
	var last Progress
	usage, err := Command{Args: []string{"-f", "lavfi", "-i", "testsrc2=size=64x64:rate=30", "-frames:v", "45", "-f", "null", "-"},
		OnProgress: func(p Progress) { last = p }}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if last.Frame != 45 || last.OutTime != 1500*time.Millisecond {
		t.Errorf("the last progress is %+v, want 45 frames of 1.5 s", last)
	}
	if usage.CPU <= 0 || usage.PeakRSS < 1<<20 || usage.Wall <= 0 {
		t.Errorf("usage = %+v", usage)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "missing.mp4")
	for name, test := range map[string]struct {
		command Command
		want    failure.Code
		says    string
	}{
		"no such program": {Command{Program: "no-such-ffmpeg"}, failure.NotConfigured, "not installed"},
		"no such file":    {Command{Args: []string{"-i", secret, "-f", "null", "-"}}, failure.RenderFailed, "No such file"},
		"processor time":  {Command{Args: endless, Limits: Limits{CPU: time.Second}}, failure.Timeout, "processor time"},
		"wall time":       {Command{Args: endless, Limits: Limits{Wall: 200 * time.Millisecond}}, failure.Timeout, "took more than"},
		"memory":          {Command{Args: endless, Limits: Limits{Memory: 100 << 20}}, failure.RenderFailed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := test.command.Run(t.Context())
			if f := failure.From(err); f == nil || f.Code != test.want || !strings.Contains(f.Message, test.says) {
				t.Errorf("run = %v, want a failure of code %s that says %q", err, test.want, test.says)
			}
		})
	}
}

// What the kernel kills when memory runs out says so, and may be tried again.
func TestKilled(t *testing.T) {
	t.Parallel()
	script := filepath.Join(t.TempDir(), "ffmpeg")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nkill -KILL $$\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Command{Program: script}.Run(t.Context())
	if f := failure.From(err); f == nil || f.Code != failure.OutOfMemory || !f.Retryable || f.Hint == "" {
		t.Errorf("run = %v, want a failure of code %s that may be tried again", err, failure.OutOfMemory)
	}
}

// An ended context ends ffmpeg at once.
func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := Command{Args: endless, OnProgress: func(Progress) { cancel() }}.Run(ctx)
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("run = %v, want it cancelled", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("ffmpeg outlives its context")
	}
}

// A disk without room is told from other errors.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Fatal(err)
	}
	_, err := Command{Args: []string{"-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30:d=1", "-c:v", "rawvideo", "-f", "nut", "/dev/full"}}.Run(t.Context())
	if !errors.Is(err, &failure.Failure{Code: failure.DiskFull}) {
		t.Errorf("run = %v, want a failure of code %s", err, failure.DiskFull)
	}
}
