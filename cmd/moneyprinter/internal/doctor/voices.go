package doctor

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"

	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/speech/configured"
	"github.com/moneyprinter/moneyprinter/shared/speech/espeak"
)

// voices checks the speaker that needs no key. It is needed unless another one is the default.
func voices(ctx context.Context) Check {
	const name, help = "espeak-ng", "Debian: apt-get install espeak-ng; macOS: brew install espeak-ng"
	state := Missing
	if r, err := configured.FromEnv(nil); err == nil && !slices.Contains(resilience.Names(r.Default), espeak.Name) {
		state = Absent
	}
	out, err := exec.CommandContext(ctx, "espeak-ng", "--voices").Output()
	if err != nil {
		return Check{name, state, "it does not run: " + err.Error(), help}
	}
	n := bytes.Count(out, []byte("\n")) - 1 // the first line is a heading
	if n < 1 {
		return Check{name, state, "it has no voice", help}
	}
	return Check{name, OK, fmt.Sprintf("%d voices", n), ""}
}
