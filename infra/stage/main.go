// Command stage makes a func project of a function: the folder build/func/<function>, in which `func run`, `build`, `deploy`,
// `invoke` and `delete` work as they do in any other.
//
//	go run ./infra/stage script
//	go run ./infra/stage -registry registry.example.org/me script
//	go run ./infra/stage -local script
//
// func wants a go.mod in the function's folder and drops replace directives, so the functions of a repository with one
// module cannot be built where they are. A staged function has its files at the root, the repository's own go.mod and
// go.sum, and the packages of the repository that it imports at their places. Its module has the repository's name, so that
// its import paths hold. docs/functions.md tells how it is used.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "stage:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("stage", flag.ExitOnError)
	out := flags.String("out", filepath.Join("build", "func"), "the `folder` that gets a folder for each function")
	var o options
	flags.StringVar(&o.registry, "registry", "", "the `registry` that base images come from: it takes the place of "+placeholder+" in func.yaml")
	flags.BoolVar(&o.local, "local", false, "leave out of func.yaml what only a cluster can give: Secrets and ConfigMaps")
	flags.StringVar(&o.namespace, "namespace", "", "the `namespace` that the function is deployed to, where it is not func.yaml's")
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: stage [-registry REGISTRY] [-namespace NAMESPACE] [-local] [-out FOLDER] FUNCTION...")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("name a function, such as script")
	}
	return stage(ctx, ".", *out, flags.Args(), o)
}
