package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
	"github.com/moneyprinter/moneyprinter/eventing"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// lintCommand checks manifests.
type lintCommand struct {
	Dirs []string `arg:"" optional:"" name:"dir" help:"Folders of manifests; by default those that are built in."`
}

// Run prints each problem as file:line: reason and ends with exitFailed where there is one.
func (l *lintCommand) Run(c console) error {
	if len(l.Dirs) == 0 {
		return l.lint(c, "", eventing.Manifests)
	}
	var failed error
	for _, dir := range l.Dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			complain(c, failure.New(failure.NotFound, "there is no folder "+dir))
			return exitCode(exitUsage)
		}
		if err := l.lint(c, dir, os.DirFS(dir)); err != nil {
			failed = err
		}
	}
	return failed
}

func (l *lintCommand) lint(c console, dir string, manifests fs.FS) error {
	set, problems := manifest.Lint(manifests, nil)
	for _, p := range problems {
		p.File = filepath.Join(dir, p.File)
		fmt.Fprintln(c.Out, p)
	}
	if len(problems) > 0 {
		return exitCode(exitFailed)
	}
	if dir == "" {
		dir = "the built-in manifests"
	}
	fmt.Fprintf(c.Out, "%s: no problem in %d brokers, %d triggers, %d job sinks, %d ping sources and %d event types\n", dir,
		len(set.Brokers), len(set.Triggers), len(set.JobSinks), len(set.PingSources), len(set.EventTypes))
	return nil
}
