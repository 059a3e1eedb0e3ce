package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// group is the servers that run, and what a test must know of them.
type group struct {
	// dir is a temporary folder; each server has one of its own inside.
	dir       string
	env       []string
	processes []*process
	// postgres is where the primary answers, for the PgBouncer before it.
	postgres postgresAddress
}

// process is a server's process.
type process struct {
	name  string
	cmd   *exec.Cmd
	ended chan struct{}
	// signal asks the server to end.
	signal os.Signal
}

// folder makes the folder of a server.
func (g *group) folder(name string) (string, error) {
	path := filepath.Join(g.dir, name)
	return path, os.MkdirAll(path, 0o755)
}

// set puts a variable into the environment of the command.
func (g *group) set(name, value string) { g.env = append(g.env, name+"="+value) }

// start starts a server, whose output goes to a file in the group's folder, and waits until ready returns nil. The signal
// ends it.
func (g *group) start(ctx context.Context, name string, cmd *exec.Cmd, end os.Signal, ready func(context.Context) error) error {
	began := time.Now()
	log, err := os.Create(filepath.Join(g.dir, name+".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	// A group of its own: an interrupt from the terminal ends the tests first, and then the servers in order.
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", name, err)
	}
	p := &process{name: name, cmd: cmd, ended: make(chan struct{}), signal: end}
	go func() {
		cmd.Wait()
		close(p.ended)
	}()
	g.processes = append(g.processes, p)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if err = ready(ctx); err == nil {
			fmt.Fprintf(os.Stderr, "servers: %s is up (%d ms)\n", name, time.Since(began).Milliseconds())
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("%s ended at once: %s", name, tail(log.Name()))
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w: %s", name, err, tail(log.Name()))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stop ends the servers, the last one first.
func (g *group) stop() error {
	var errs []error
	for _, p := range slices.Backward(g.processes) {
		p.cmd.Process.Signal(p.signal)
		select {
		case <-p.ended:
		case <-time.After(10 * time.Second):
			errs = append(errs, fmt.Errorf("%s did not end and was killed", p.name))
			syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
			<-p.ended
		}
	}
	return errors.Join(errs...)
}

// tail returns the end of a log.
func tail(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(b[max(0, len(b)-2000):])
}

// freePort returns a TCP port of the loopback interface that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
