package main

import (
	"bufio"
	"context"
	"errors"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/moneyprinter/moneyprinter/tests/faults"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// notify sends the signals that tell a child to end in good order.
func notify(c chan<- os.Signal) { signal.Notify(c, os.Interrupt, syscall.SIGTERM) }

// site is where children run, one after the other.
type site struct {
	data, listen string
	env          []string
	// pipe is the named pipe in which a process says that it has stopped at its point; stopped gets its process id.
	pipe    string
	stopped chan int
	logs    *os.File
}

func newSite(dir, listen string, env ...string) (*site, error) {
	s := &site{data: filepath.Join(dir, "data"), listen: listen, pipe: filepath.Join(dir, "pipe"), stopped: make(chan int, 16)}
	if err := os.MkdirAll(s.data, 0o755); err != nil {
		return nil, err
	}
	if err := syscall.Mkfifo(s.pipe, 0o600); err != nil {
		return nil, err
	}
	var err error
	if s.logs, err = os.Create(filepath.Join(dir, "log")); err != nil {
		return nil, err
	}
	// Opened for writing too, so that it does not end when a writer does.
	pipe, err := os.OpenFile(s.pipe, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	go func() {
		for lines := bufio.NewScanner(pipe); lines.Scan(); {
			if pid, err := strconv.Atoi(strings.TrimSpace(lines.Text())); err == nil {
				s.stopped <- pid
			}
		}
	}()
	s.env = append(os.Environ(), append([]string{listenVariable + "=" + listen, faults.PipeVariable + "=" + s.pipe}, env...)...)
	return s, nil
}

// child is a running platform.
type child struct {
	cmd   *exec.Cmd
	ended chan struct{}
}

func (s *site) start(env ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "serve", s.data)
	cmd.Env = append(s.env, env...)
	cmd.Stdout, cmd.Stderr = s.logs, s.logs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd, make(chan struct{})}
	go func() {
		cmd.Wait()
		close(c.ended)
	}()
	return c, nil
}

// kill kills the child with SIGKILL.
func (c *child) kill() {
	c.cmd.Process.Kill()
	<-c.ended
}

// stop ends the child in good order.
func (c *child) stop() error {
	c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.ended:
	case <-time.After(30 * time.Second):
		c.kill()
		return errors.New("the platform did not end within 30 s")
	}
	return nil
}

// answers waits until the child's API does, until it ends, or until ctx does.
func (c *child) answers(ctx context.Context, listen string) error {
	for {
		if testserver.AnswersOK(ctx, "http://"+listen+"/health/ready") == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.ended:
			return errors.New("the platform ended by itself")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func say(format string, args ...any) { log.Printf(format, args...) }
