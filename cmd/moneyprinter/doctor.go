package main

import (
	"context"
	"fmt"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/doctor"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// doctorCommand checks the machine.
type doctorCommand struct {
	Text   string `arg:"" optional:"" help:"What the captions are to draw."`
	Script string `placeholder:"FILE" help:"The same, from a file; - reads standard input."`
	Data   string `env:"MONEYPRINTER_DATA" default:"${data}" placeholder:"DIR" help:"The data folder (${default})."`
}

// Run prints a line for each check and ends with exitFailed where something needed is missing.
func (d *doctorCommand) Run(ctx context.Context, c console) error {
	text := d.Text
	if d.Script != "" {
		script, err := readScript(d.Script, c.In)
		if err != nil {
			complain(c, failure.From(err))
			return exitCode(exitUsage)
		}
		text += script
	}
	missing := 0
	for _, check := range doctor.Run(ctx, doctor.Options{Data: d.Data, Text: text}) {
		fmt.Fprintf(c.Out, "%-8s %s", check.State, check.Name)
		if check.Detail != "" {
			fmt.Fprintf(c.Out, ": %s", check.Detail)
		}
		fmt.Fprintln(c.Out)
		if check.Help != "" {
			fmt.Fprintf(c.Out, "%-8s   %s\n", "", check.Help)
		}
		if check.State == doctor.Missing {
			missing++
		}
	}
	if missing > 0 {
		fmt.Fprintf(c.Out, "%d missing\n", missing)
		return exitCode(exitFailed)
	}
	fmt.Fprintln(c.Out, "everything that is needed is there")
	return nil
}
