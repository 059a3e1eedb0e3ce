package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// target is a fuzz target; go runs one at a time.
type target struct {
	// folder is its package's, from the root, such as ./shared/event.
	folder, name string
}

func (t target) String() string { return strings.TrimPrefix(t.folder, "./") + " " + t.name }

var declaration = regexp.MustCompile(`(?m)^func (Fuzz[A-Z]\w*)\(\w+ \*testing\.F\)`)

// targets finds the targets of the files that git knows or would take. They are read and not asked for by go test -list, which
// builds every test of the repository first.
func targets(ctx context.Context) ([]target, error) {
	out, err := exec.CommandContext(ctx, "git", "ls-files", "--cached", "--others", "--exclude-standard", "*_test.go").Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files: %w", err)
	}
	var list []target
	for file := range strings.FieldsSeq(string(out)) {
		b, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil {
			return nil, err
		}
		for _, m := range declaration.FindAllSubmatch(b, -1) {
			list = append(list, target{"./" + path.Dir(file), string(m[1])})
		}
	}
	slices.SortFunc(list, func(a, b target) int { return cmp.Or(cmp.Compare(a.folder, b.folder), cmp.Compare(a.name, b.name)) })
	return list, nil
}
