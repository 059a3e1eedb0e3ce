// Command newstep makes a step of the pipeline: a function in functions/<name>, and all that makes it take part. Its
// documents, its place after the script, its trigger, event types and schemas, its account, Secret and rights are there at
// once; it builds, its tests pass, and every video runs it.
//
//	go run ./infra/newstep translate
//
// The files of the function come from templates/go/step; lines in lists are made like those of the step terms. What the step
// is for is then up to its author: docs/functions.md says where to write it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "newstep:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("name the step, such as: newstep translate")
	}
	n, err := parse(args[0])
	if err != nil {
		return err
	}
	files, err := plan(".", n)
	if err != nil {
		return err
	}
	// Only now: a step is made whole, or nothing is touched.
	for _, f := range files {
		if err := f.write("."); err != nil {
			return err
		}
		fmt.Println(f)
	}
	return generate(ctx, ".")
}
