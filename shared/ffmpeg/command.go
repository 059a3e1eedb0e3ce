// Package ffmpeg runs ffmpeg: arguments as a list, never through a shell, progress from its own -progress output, and the
// whole process group ended with the context.
package ffmpeg

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Progress is what ffmpeg reports while it works.
type Progress struct {
	// Frame is the number of video frames written.
	Frame int64
	// OutTime is the length of what was written.
	OutTime time.Duration
	// Speed is the length written by the time it took.
	Speed float64
}

// Command is one run of ffmpeg.
type Command struct {
	// Program is the executable; empty is "ffmpeg" on the PATH.
	Program string
	// Args are the arguments after the global ones that Run adds (-hide_banner -nostdin -y -loglevel error -progress).
	Args []string
	// Env are variables added to the process's environment, such as FONTCONFIG_FILE.
	Env []string
	// Dir is the working directory; empty is the caller's.
	Dir string
	// Stdout takes the standard output, where an argument writes to pipe:1.
	Stdout io.Writer
	// Limits bound what the process may take.
	Limits Limits
	// OnProgress is called about twice a second, where it is set.
	OnProgress func(Progress)
}

// Usage is what a run took.
type Usage struct {
	CPU time.Duration
	// PeakRSS is the largest resident set in bytes.
	PeakRSS int64
	Wall    time.Duration
}

// Run runs the command to its end. A missing program is a failure of code NotConfigured; an error of ffmpeg is RenderFailed
// with its last line; a full disk is DiskFull; a process that somebody else killed OutOfMemory; a limit that was reached is Timeout or RenderFailed; an ended context kills the process group and
// returns the context's error.
func (c Command) Run(ctx context.Context) (Usage, error) {
	if c.Limits.Wall > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, c.Limits.Wall, failure.New(failure.Timeout, fmt.Sprintf("ffmpeg took more than %s", c.Limits.Wall)))
		defer cancel()
	}
	program := c.Program
	if program == "" {
		program = "ffmpeg"
	}
	read, write, err := os.Pipe()
	if err != nil {
		return Usage{}, err
	}
	defer read.Close()

	args := append([]string{"-hide_banner", "-nostdin", "-y", "-loglevel", "error", "-progress", "pipe:3", "-stats_period", "0.5"}, c.Args...)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Stdout = c.Dir, c.Stdout
	cmd.Env = append(os.Environ(), c.Env...)
	var stderr tail
	cmd.Stderr = &stderr
	cmd.ExtraFiles = []*os.File{write}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 2 * time.Second

	begin := time.Now()
	err = cmd.Start()
	write.Close()
	if err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return Usage{}, failure.Wrap(failure.NotConfigured, err, "ffmpeg is not installed", failure.Hint("install it (Debian: apt-get install ffmpeg), or run: moneyprinter doctor"))
		}
		return Usage{}, fmt.Errorf("start ffmpeg: %w", err)
	}
	if err := c.Limits.apply(cmd.Process.Pid); err != nil && !errors.Is(err, syscall.ESRCH) {
		_ = cmd.Cancel()
		_ = cmd.Wait()
		return Usage{}, fmt.Errorf("limit ffmpeg: %w", err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		parse(read, c.OnProgress)
	}()
	err = cmd.Wait()
	<-done
	usage := Usage{Wall: time.Since(begin)}
	if s := cmd.ProcessState; s != nil {
		usage.CPU = s.UserTime() + s.SystemTime()
		if r, ok := s.SysUsage().(*syscall.Rusage); ok {
			usage.PeakRSS = int64(r.Maxrss) << 10
		}
	}
	switch {
	case err == nil && full(stderr.String()):
		// What it could not write when it closed a file it only says, and ends as if all were well.
		return usage, noRoom(errors.New(stderr.last()))
	case err == nil:
		return usage, nil
	case ctx.Err() != nil:
		return usage, fmt.Errorf("ffmpeg: %w", context.Cause(ctx))
	case c.Limits.CPU > 0 && (usage.CPU > c.Limits.CPU-time.Second/10 || killed(cmd.ProcessState) && usage.CPU > c.Limits.CPU*3/4):
		// The kernel kills by its ticks, which on a busy machine run ahead of the time that it reports.
		return usage, failure.Wrap(failure.Timeout, err, fmt.Sprintf("ffmpeg took more than %s of processor time", c.Limits.CPU))
	case killed(cmd.ProcessState):
		return usage, failure.Wrap(failure.OutOfMemory, err, "ffmpeg was killed, most likely for want of memory", failure.Retryable(true),
			failure.Hint("ask for a smaller picture, or give the render more memory: on a cluster, resources.limits.memory of its JobSink"))
	case full(stderr.String()):
		return usage, noRoom(err)
	}
	return usage, failure.Wrap(failure.RenderFailed, fmt.Errorf("%w: %s", err, stderr.String()), "ffmpeg failed: "+stderr.last())
}

// full tells whether ffmpeg says that a disk has no room.
func full(stderr string) bool { return strings.Contains(stderr, "No space left on device") }

func noRoom(cause error) error {
	return failure.Wrap(failure.DiskFull, cause, "there is no room left for the render", failure.Hint("free some disk space, or point TMPDIR to a larger disk"))
}

// killed tells whether a process that was not ours to end got SIGKILL. Nobody but the kernel sends that to a child of a
// Job's process, and it does so when memory runs out; it may take the child alone and leave the parent.
func killed(s *os.ProcessState) bool {
	status, ok := s.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// parse reads the key=value lines of -progress until the pipe closes. A value that is none (N/A) counts as 0.
func parse(r io.Reader, report func(Progress)) {
	// A line that is too long ends the scanner: what follows is read all the same, or ffmpeg would wait for ever.
	defer io.Copy(io.Discard, r)
	var p Progress
	for s := bufio.NewScanner(r); s.Scan(); {
		key, value, _ := strings.Cut(s.Text(), "=")
		value = strings.TrimSpace(value)
		switch key {
		case "frame":
			frame, _ := strconv.ParseInt(value, 10, 64)
			p.Frame = max(frame, 0)
		case "out_time_us":
			us, _ := strconv.ParseInt(value, 10, 64)
			p.OutTime = time.Duration(min(max(us, 0), math.MaxInt64/1000)) * time.Microsecond
		case "speed":
			p.Speed = 0
			if speed, err := strconv.ParseFloat(strings.TrimSuffix(value, "x"), 64); err == nil && speed > 0 && !math.IsInf(speed, 0) {
				p.Speed = speed
			}
		case "progress":
			if report != nil {
				report(p)
			}
		}
	}
}

// tail keeps the last bytes written to it.
type tail struct{ buf bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	const most = 8 << 10
	t.buf.Write(p)
	if over := t.buf.Len() - most; over > 0 {
		t.buf.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string { return t.buf.String() }

// last returns the last line, without the addresses that ffmpeg prints.
func (t *tail) last() string {
	lines := strings.Split(strings.TrimSpace(t.buf.String()), "\n")
	line := lines[len(lines)-1]
	if i := strings.LastIndex(line, "] "); i >= 0 {
		line = line[i+2:]
	}
	if line == "" {
		return "it gave no reason"
	}
	return line
}
