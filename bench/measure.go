package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// took is what a run took, in seconds.
type took struct{ wall, cpu float64 }

// best is the lesser of each.
func (t took) best(o took) took { return took{min(t.wall, o.wall), min(t.cpu, o.cpu)} }

// measure runs f and returns what it took, with all processes that it started and this one.
func measure(f func() error) (took, error) {
	before, begin := cpu(), time.Now()
	err := f()
	return took{time.Since(begin).Seconds(), cpu() - before}, err
}

// cpu is the CPU time in seconds of this process and of its children that have ended.
func cpu() (seconds float64) {
	for _, who := range []int{unix.RUSAGE_SELF, unix.RUSAGE_CHILDREN} {
		var u unix.Rusage
		if unix.Getrusage(who, &u) == nil {
			seconds += time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
		}
	}
	return seconds
}

// floor runs the floor and returns what it says that it took.
func (b *bench) floor(ctx context.Context, out, fit string) (took, error) {
	answer, err := exec.CommandContext(ctx, filepath.Join(b.tools, "floor"), b.inputs, out, "--fit", fit).Output()
	if err != nil {
		return took{}, fmt.Errorf("the floor: %w", err)
	}
	var line struct {
		Wall float64 `json:"wall_s"`
		CPU  float64 `json:"cpu_s"`
	}
	err = json.Unmarshal(answer, &line)
	return took{line.Wall, line.CPU}, err
}

var ssimAll = regexp.MustCompile(`All:([0-9.]+)`)

// ssimOf returns the mean SSIM of a video against a reference, frame by frame.
func ssimOf(ctx context.Context, path, reference string) (float64, error) {
	cmd := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-nostdin", "-i", path, "-i", reference,
		"-lavfi", "[0:v]settb=1/30,setpts=N[a];[1:v]settb=1/30,setpts=N[b];[a][b]ssim", "-f", "null", "-")
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("SSIM: %w: %s", err, &log)
	}
	found := ssimAll.FindSubmatch(log.Bytes())
	if found == nil {
		return 0, fmt.Errorf("no SSIM in %s", &log)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}
