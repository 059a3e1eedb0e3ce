package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/deployment"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
	"github.com/moneyprinter/moneyprinter/eventing"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// lintCommand checks manifests.
type lintCommand struct {
	Dirs []string `arg:"" optional:"" name:"dir" help:"Folders to check; by default the manifests that are built in."`
}

// Run prints each problem as file:line: object: reason and ends with exitFailed where there is one.
func (l *lintCommand) Run(c console) error {
	if len(l.Dirs) == 0 {
		return builtIn(c)
	}
	var failed error
	for _, dir := range l.Dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			complain(c, failure.New(failure.NotFound, "there is no folder "+dir))
			return exitCode(exitUsage)
		}
		r := deployment.Lint(dir)
		for _, p := range r.Problems {
			fmt.Fprintln(c.Out, p)
			failed = exitCode(exitFailed)
		}
		if len(r.Problems) == 0 {
			fmt.Fprintf(c.Out, "%s: no problem in %d objects of %d files, %d kustomizations rendered%s\n", dir, r.Objects, r.Files, len(r.Rendered), wholes(r))
		}
		if len(r.FormOnly) > 0 {
			fmt.Fprintf(c.Out, "%s: of third parties' objects only name, labels and namespace were checked: %s\n", dir, strings.Join(r.FormOnly, ", "))
		}
	}
	return failed
}

// wholes says which folders were looked at as what is deployed.
func wholes(r *deployment.Report) string {
	if len(r.Together) == 0 {
		return ""
	}
	return ", every reference followed in " + strings.Join(r.Together, ", ")
}

// builtIn checks the manifests of this binary as the one-machine runtime reads them.
func builtIn(c console) error {
	set, problems := manifest.Lint(eventing.Manifests, nil)
	for _, p := range problems {
		fmt.Fprintln(c.Out, p)
	}
	if len(problems) > 0 {
		return exitCode(exitFailed)
	}
	fmt.Fprintf(c.Out, "the built-in manifests: no problem in %d brokers, %d triggers, %d job sinks, %d ping sources, %d event types and %d event policies\n",
		len(set.Brokers), len(set.Triggers), len(set.JobSinks), len(set.PingSources), len(set.EventTypes), len(set.EventPolicies))
	return nil
}
