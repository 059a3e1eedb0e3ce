// Command run runs a staged function on this machine: `func run`, with what the function needs beside it. It makes a database
// of the function's own in the PostgreSQL that tests/servers started, keeps blobs in a folder, and stands in for the broker:
// what the function sends is printed.
//
//	go run ./tests/servers -only postgres go run ./infra/run script
//
// A variable that is set already stays as it is: with DATABASE_URL, MONEYPRINTER_BLOBS or K_SINK the function works on what
// they name.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("run", flag.ExitOnError)
	program := flags.String("func", "func", "the `program` func")
	address := flags.String("address", "127.0.0.1:8080", "where the function answers")
	blobs := flags.String("blobs", filepath.Join("build", "examples", "blobs"), "the `folder` of blobs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New("name the function, such as script")
	}
	name := flags.Arg(0)
	folder, err := filepath.Abs(*blobs)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	sink := listen(os.Stdout)
	defer sink.Close()
	env := []string{"MONEYPRINTER_BLOBS=" + folder, "K_SINK=" + sink.URL}
	if os.Getenv("DATABASE_URL") == "" {
		url, err := prepare(ctx, name)
		if err != nil {
			return err
		}
		env = append(env, "DATABASE_URL="+url)
	}
	// The last of two equal variables counts.
	cmd := exec.CommandContext(ctx, *program, "run", "--builder=host", "--path", filepath.Join("build", "func", name), "--address", *address)
	cmd.Env = append(env, os.Environ()...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Run(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("%s run: %w", *program, err)
	}
	return nil
}
