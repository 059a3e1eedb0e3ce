package main

import (
	"context"
	"fmt"
	"os/exec"
)

// generate writes anew what is made from the sources: the schemas of the events, the Knative Services.
func generate(ctx context.Context, root string) error {
	for _, args := range [][]string{{"generate", "./eventing/schemas"}, {"run", "./infra/services"}} {
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go %s %s: %w: %s", args[0], args[1], err, out)
		}
	}
	return nil
}
