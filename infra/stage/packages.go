package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// platforms are those that func's host builder builds for, and the machine's own for `func run`. What is imported may differ.
var platforms = [][]string{
	nil,
	{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"},
	{"GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0"},
	{"GOOS=linux", "GOARCH=arm", "GOARM=7", "CGO_ENABLED=0"},
}

// pkg is a package of the repository, as `go list` tells of it.
type pkg struct {
	ImportPath string
	// Dir is relative to the repository's root, with slashes.
	Dir            string
	Standard       bool
	Module         *module
	GoFiles        []string
	CgoFiles       []string
	IgnoredGoFiles []string
	CFiles         []string
	HFiles         []string
	SFiles         []string
	EmbedFiles     []string
	// Deps are all packages that this one needs, in turn too.
	Deps []string
}

// files are the names of the files that a build needs, on this or another platform.
func (p pkg) files() []string {
	all := slices.Concat(p.GoFiles, p.CgoFiles, p.IgnoredGoFiles, p.CFiles, p.HFiles, p.SFiles, p.EmbedFiles)
	return slices.DeleteFunc(all, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}

// packages are the packages of the repository that functions need, for each of the platforms, by import path.
type packages []map[string]pkg

// of yields the packages that one package needs, itself included. A package may come once for each platform.
func (all packages) of(own string) iter.Seq[pkg] {
	return func(yield func(pkg) bool) {
		for _, platform := range all {
			for _, needed := range append(slices.Clone(platform[own].Deps), own) {
				if p, ok := platform[needed]; ok && !yield(p) {
					return
				}
			}
		}
	}
}

// list asks for the packages of the repository that functions need.
func list(ctx context.Context, root string, m module, functions []string) (packages, error) {
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	args := []string{"list", "-deps", "-json=ImportPath,Dir,Standard,Module,GoFiles,CgoFiles,IgnoredGoFiles,CFiles,HFiles,SFiles,EmbedFiles,Deps"}
	for _, name := range functions {
		args = append(args, "./"+path.Join("functions", name))
	}
	var all packages
	for _, env := range platforms {
		out, err := goCommand(ctx, root, env, args...)
		if err != nil {
			return nil, err
		}
		found := map[string]pkg{}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var p pkg
			if err := d.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("go list: %w", err)
			}
			if p.Standard || p.Module == nil || p.Module.Path != m.Path {
				continue
			}
			dir, err := filepath.Rel(absolute, p.Dir)
			if err != nil {
				return nil, err
			}
			p.Dir = filepath.ToSlash(dir)
			found[p.ImportPath] = p
		}
		all = append(all, found)
	}
	return all, nil
}
