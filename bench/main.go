// Command bench measures the render engine against one ffmpeg command that makes the same video (the floor), against the
// original's recorded figures, and against itself in one piece. It prints a table and writes build/bench.json.
//
//	go run ./bench [--inputs FOLDER] [--bench FOLDER] [--rounds N] [--only WORD]
//
// Wall times are compared as ratios of runs that alternate; CPU times are those of the processes themselves.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
)

// originalCPU is what the original needs for the benchmark's video, in CPU seconds: the mean of five runs, recorded in the
// shared benchmark's README. Its picture is letterboxed.
const originalCPU = 678

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b := bench{}
	out := flag.String("out", filepath.Join("build", "bench.json"), "where the figures go")
	flag.StringVar(&b.inputs, "inputs", env("BENCH_INPUTS", filepath.Join("build", "bench-inputs")), "the benchmark's inputs; made where they are missing")
	flag.StringVar(&b.tools, "bench", env("BENCH", filepath.Join("..", "shared", "bench")), "the folder of make-inputs and floor")
	flag.IntVar(&b.rounds, "rounds", 1, "how often the wall times are compared; the best of each side counts")
	flag.StringVar(&b.only, "only", "", "run one part: wall, contain, default, whole")
	flag.Parse()
	figures, err := b.run(ctx)
	if err == nil {
		err = report(figures, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

// prepare makes the inputs where they are missing and returns a renderer with its store.
func (b *bench) prepare(ctx context.Context, scratch string) (*renderer, error) {
	if _, err := os.Stat(filepath.Join(b.inputs, "manifest.json")); err != nil {
		fmt.Fprintln(os.Stderr, "bench: making the inputs, which takes some minutes")
		make := exec.CommandContext(ctx, filepath.Join(b.tools, "make-inputs"), b.inputs)
		make.Stderr = os.Stderr
		if err := make.Run(); err != nil {
			return nil, fmt.Errorf("make the inputs: %w", err)
		}
	}
	store, err := folder.New(filepath.Join(scratch, "blobs"))
	if err != nil {
		return nil, err
	}
	return &renderer{store: store}, nil
}

// report prints the figures as a table and writes them as JSON.
func report(figures []figure, path string) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tvalue\tunit\ttarget\tpass")
	for _, f := range figures {
		target, pass := "", ""
		if f.Target != nil {
			target, pass = fmt.Sprintf("<= %g", *f.Target), map[bool]string{true: "yes", false: "NO"}[*f.Pass]
			if f.atLeast {
				target = strings.Replace(target, "<=", ">=", 1)
			}
		}
		fmt.Fprintf(w, "%s\t%.4g\t%s\t%s\t%s\n", f.Name, f.Value, f.Unit, target, pass)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	b, err := json.MarshalIndent(figures, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o644)
}
