package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// options are what staging may change of a function.
type options struct {
	registry, namespace string
	local               bool
}

// stage writes each of the named functions of the repository at root into a folder of its name under out.
func stage(ctx context.Context, root, out string, functions []string, o options) error {
	for _, name := range functions {
		if _, err := os.Stat(filepath.Join(root, "functions", name, "func.yaml")); err != nil {
			return fmt.Errorf("there is no function %q: %w", name, err)
		}
	}
	m, err := readModule(ctx, root)
	if err != nil {
		return err
	}
	all, err := list(ctx, root, m, functions)
	if err != nil {
		return err
	}
	for _, name := range functions {
		t, err := project(root, m, name, all, o)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := t.write(filepath.Join(out, name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// project puts a function's project together.
func project(root string, m module, name string, all packages, o options) (tree, error) {
	t := tree{mark: []byte("# Staging leaves nothing to ignore: there is only what the build needs.\n")}
	own := path.Join(m.Path, "functions", name)
	for p := range all.of(own) {
		to := p.Dir
		if p.ImportPath == own {
			to = "."
		}
		for _, file := range p.files() {
			if err := t.add(path.Join(to, file), filepath.Join(root, filepath.FromSlash(p.Dir), filepath.FromSlash(file))); err != nil {
				return nil, err
			}
		}
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		if err := t.add(file, filepath.Join(root, file)); err != nil {
			return nil, err
		}
	}
	b, err := os.ReadFile(filepath.Join(root, "functions", name, "func.yaml"))
	if err != nil {
		return nil, err
	}
	t["func.yaml"], err = o.configure(b)
	return t, err
}
