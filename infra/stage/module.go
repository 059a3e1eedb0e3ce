package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// module is the repository's go.mod.
type module struct{ Path string }

// readModule reads the go.mod at root.
func readModule(ctx context.Context, root string) (module, error) {
	var file struct {
		Module  module
		Replace []json.RawMessage
	}
	if err := decode(ctx, &file, root, nil, "mod", "edit", "-json"); err != nil {
		return module{}, err
	}
	if len(file.Replace) > 0 {
		return module{}, errors.New("go.mod has a replace directive: func drops it and builds something else")
	}
	return file.Module, nil
}

// decode runs the go command at root and decodes the JSON that it prints into v.
func decode(ctx context.Context, v any, root string, env []string, args ...string) error {
	out, err := goCommand(ctx, root, env, args...)
	if err != nil {
		return err
	}
	return json.NewDecoder(bytes.NewReader(out)).Decode(v)
}

// goCommand runs the go command at root and returns what it prints.
func goCommand(ctx context.Context, root string, env []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w: %s", args[0], err, bytes.TrimSpace(problems.Bytes()))
	}
	return out, nil
}
