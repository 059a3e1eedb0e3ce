// Command servers starts the real servers that the tests need (PostgreSQL with a replica and PgBouncer, Redis alone and as
// a cluster, MinIO), each on free ports of the loopback interface and in a temporary folder, runs a command with their
// addresses in its environment, and stops them:
//
//	go run ./tests/servers go test ./...
//	go run ./tests/servers -only postgres psql …
//
// The environment is described in package testserver, which tests use to reach the servers.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// server is a server, or several that belong together.
type server struct {
	name  string
	start func(context.Context, *group) error
}

// servers are in the order in which they start: PgBouncer stands before PostgreSQL.
var servers = []server{
	{"redis", startRedis}, {"redis-cluster", startRedisCluster},
	{"postgres", startPostgres}, {"pgbouncer", startPgBouncer},
	{"minio", startMinIO},
}

func main() {
	only := flag.String("only", "", "the `names` of the servers to start, with commas between; all without it")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: servers [-only NAMES] COMMAND [ARGUMENT...]")
		flag.PrintDefaults()
	}
	flag.Parse()
	chosen, err := choose(*only)
	if err != nil || flag.NArg() == 0 {
		if err != nil {
			fmt.Fprintln(os.Stderr, "servers:", err)
		}
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := run(ctx, chosen, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "servers:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// choose finds the servers of a list of names; an empty list is all.
func choose(names string) ([]server, error) {
	if names == "" {
		return servers, nil
	}
	var chosen []server
	wanted := strings.Split(names, ",")
	for _, s := range servers {
		if slices.Contains(wanted, s.name) {
			chosen = append(chosen, s)
		}
	}
	if len(chosen) != len(wanted) {
		return nil, fmt.Errorf("there are not all servers of %q", names)
	}
	return chosen, nil
}

// run starts the servers, runs the command, stops the servers and returns the command's exit code.
func run(ctx context.Context, servers []server, command []string) (code int, err error) {
	dir, err := os.MkdirTemp("", "moneyprinter-servers-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	g := &group{dir: dir}
	defer func() { err = errors.Join(err, g.stop()) }()
	for _, s := range servers {
		if err := s.start(ctx, g); err != nil {
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
