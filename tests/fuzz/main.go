// Command fuzz runs every fuzz target of the repository, one after the other, each for the same time:
//
//	go run ./tests/fuzz -time 10m
//	go run ./tests/fuzz -time 30s -only 'event|caption'
//
// It prints a line for each target and a summary, and ends with 1 where one failed. What failed is kept by go under the
// testdata/fuzz of its package, where it is a test from then on: mend the defect and commit both.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

func main() {
	length := flag.Duration("time", 10*time.Minute, "how long each target runs")
	only := flag.String("only", "", "a regular expression of the targets to run, such as event.*Place; all without it")
	parallel := flag.Int("parallel", runtime.GOMAXPROCS(0), "how many inputs are tried at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *length, *only, *parallel); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, length time.Duration, only string, parallel int) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	all, err := targets(ctx)
	if err != nil {
		return err
	}
	var ran, failed int
	var sum int64
	for _, t := range all {
		if !wanted.MatchString(t.String()) {
			continue
		}
		executions, out, err := t.fuzz(ctx, length, parallel)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		ran, sum = ran+1, sum+executions
		said := "ok  "
		if err != nil {
			said, failed = "FAIL", failed+1
		}
		fmt.Printf("%s  %-64s %12d executions\n", said, t, executions)
		if err != nil {
			fmt.Printf("%s\n", out)
		}
	}
	fmt.Printf("\n%d targets, %s each, %d executions: %d failed\n", ran, length, sum, failed)
	switch {
	case ran == 0:
		return fmt.Errorf("no target matches %q", only)
	case failed > 0:
		return fmt.Errorf("%d targets failed; what they failed on is under testdata/fuzz of their packages", failed)
	}
	return nil
}

// executed is how go tells what it has done so far.
var executed = regexp.MustCompile(`execs: (\d+)`)

// fuzz runs the target and returns how often it was executed and what go printed.
func (t target) fuzz(ctx context.Context, length time.Duration, parallel int) (executions int64, out []byte, err error) {
	// Without the package's tests: they were run by make test. Without a limit go spends most of the time making inputs that
	// reach something new smaller, up to a minute on each.
	cmd := exec.CommandContext(ctx, "go", "test", t.folder, "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", length.String(), "-fuzzminimizetime", "1s", "-parallel", strconv.Itoa(parallel), "-timeout", "0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err = cmd.CombinedOutput()
	if all := executed.FindAllSubmatch(out, -1); len(all) > 0 {
		executions, _ = strconv.ParseInt(string(all[len(all)-1][1]), 10, 64)
	}
	return executions, bytes.TrimSpace(out), err
}
