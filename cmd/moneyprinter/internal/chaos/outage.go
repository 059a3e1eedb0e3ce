package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgresAway kills a PostgreSQL server with SIGKILL, all of its processes with it, waits, and starts it again as it was
// started. It has to run on this machine.
func postgresAway(ctx context.Context, url string, away time.Duration) error {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	var data string
	err = c.QueryRow(ctx, "SHOW data_directory").Scan(&data)
	c.Close(ctx)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		return err
	}
	opts, err := os.ReadFile(filepath.Join(data, "postmaster.opts"))
	if err != nil {
		return err
	}
	info, err := os.Stat(data)
	if err != nil {
		return err
	}
	// Immediate shutdown: every process ends at once, and the next start recovers from the log, as after a crash.
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		return err
	}
	for range 500 {
		if syscall.Kill(pid, 0) != nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(away)
	os.Remove(filepath.Join(data, "postmaster.pid"))
	// postmaster.opts is the command line as a shell reads it.
	cmd := exec.Command("sh", "-c", "exec "+strings.TrimSpace(string(opts)))
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return eventually(ctx, time.Minute, func() error {
		c, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		return c.Close(ctx)
	})
}

// disk is a file system of its own, small enough to be filled.
type disk struct{ dir string }

// diskBytes is its size.
const diskBytes = 3 << 30

// mountDisk mounts one in memory. It needs root's rights.
func mountDisk(dir string) (*disk, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", diskBytes)); err != nil {
		return nil, fmt.Errorf("mount: %w", err)
	}
	return &disk{dir}, nil
}

func (d *disk) unmount() error { return syscall.Unmount(d.dir, syscall.MNT_DETACH) }

// full fills the disk for a while.
func (d *disk) full(ctx context.Context, while time.Duration) (err error) {
	path := filepath.Join(d.dir, "filler")
	defer func() { err = errors.Join(err, os.Remove(path)) }()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	page := make([]byte, 1<<20)
	end := time.Now().Add(while)
	// What others free meanwhile is taken too.
	for time.Now().Before(end) && ctx.Err() == nil {
		if _, err := f.Write(page); err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				return err
			}
			f.Write(page[:4096])
			time.Sleep(5 * time.Millisecond)
		}
	}
	return nil
}

// eventually tries again until f returns nil.
func eventually(ctx context.Context, patience time.Duration, f func() error) (err error) {
	for end := time.Now().Add(patience); ; {
		if err = f(); err == nil {
			return nil
		}
		if time.Now().After(end) || ctx.Err() != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}
