package main

import (
	"context"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
)

// jobCommand is the process of a Job.
type jobCommand struct {
	Name string `arg:"" help:"The JobSink's name."`
}

// Run ends with the Job's own exit code.
func (j *jobCommand) Run(ctx context.Context) error {
	if code := local.RunJob(ctx, j.Name, local.Options{}); code != 0 {
		return exitCode(code)
	}
	return nil
}
