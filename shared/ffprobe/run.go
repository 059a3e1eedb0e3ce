package ffprobe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

const (
	// maxOutput is the most that ffprobe may answer, in bytes.
	maxOutput = 4 << 20
	// maxMemory is the address space of the process in bytes: an 8192 × 8192 picture decodes well within it.
	maxMemory = 4 << 30
)

// run runs ffprobe on a file with the container's demuxer and returns what it prints as JSON.
func run(ctx context.Context, c Container, path string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args = append([]string{"-v", "error", "-of", "json", "-threads", "1", "-protocol_whitelist", "file,pipe", "-format_whitelist", c.Demuxer, "-f", c.Demuxer}, args...)
	// The prefix keeps a name that begins with a dash or that looks like an address a file.
	cmd := exec.CommandContext(ctx, "ffprobe", append(args, "-i", "file:"+path)...)
	var out, messages limited
	out.most, messages.most = maxOutput, 8<<10
	cmd.Stdout, cmd.Stderr = &out, &messages
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, failure.Wrap(failure.NotConfigured, err, "ffprobe is not installed", failure.Hint("install ffmpeg (Debian: apt-get install ffmpeg), or run: moneyprinter doctor"))
		}
		return nil, failure.Wrap(failure.Internal, err, "ffprobe does not start")
	}
	restrict(cmd.Process.Pid, unix.RLIMIT_AS, maxMemory)
	restrict(cmd.Process.Pid, unix.RLIMIT_CPU, uint64(limit/time.Second))
	err := cmd.Wait()
	switch {
	case out.full:
		return nil, fmt.Errorf("ffprobe answers more than %d bytes", maxOutput)
	case ctx.Err() != nil:
		return nil, fmt.Errorf("ffprobe: %w", context.Cause(ctx))
	case err != nil:
		return nil, fmt.Errorf("ffprobe: %w: %s", err, messages.buf.String())
	}
	return out.buf.Bytes(), nil
}

// restrict sets a limit of a process that is running. A process that has ended already needs none.
func restrict(pid, resource int, most uint64) {
	_ = unix.Prlimit(pid, resource, &unix.Rlimit{Cur: most, Max: most}, nil)
}

// limited keeps the first bytes written to it and passes over the rest.
type limited struct {
	buf  bytes.Buffer
	most int
	full bool
}

func (l *limited) Write(p []byte) (int, error) {
	room := l.most - l.buf.Len()
	if len(p) > room {
		l.full = true
		l.buf.Write(p[:room])
		return len(p), nil
	}
	return l.buf.Write(p)
}
