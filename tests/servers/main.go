// Command servers starts the real servers that the tests need (PostgreSQL with a replica and PgBouncer, Redis alone and as
// a cluster, MinIO), each on free ports of the loopback interface and in a temporary folder, runs a command with their
// addresses in its environment, and stops them:
//
//	go run ./tests/servers go test ./...
//
// The environment is described in package testserver, which tests use to reach the servers.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: servers COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "servers:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// run starts the servers, runs the command, stops the servers and returns the command's exit code.
func run(ctx context.Context, command []string) (code int, err error) {
	dir, err := os.MkdirTemp("", "moneyprinter-servers-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	g := &group{dir: dir}
	defer func() { err = errors.Join(err, g.stop()) }()
	for _, start := range []func(context.Context, *group) error{
		startRedis, startRedisCluster,
		startPostgres, startPgBouncer,
		startMinIO,
	} {
		if err := start(ctx, g); err != nil {
			return 0, err
		}
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), g.env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}
