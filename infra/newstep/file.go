package main

import (
	"fmt"
	"go/format"
	"os"
	"path/filepath"
)

// file is a file that is made or changed; path is relative to the repository's root, with slashes.
type file struct {
	path, content string
	made          bool
}

// String tells what happens to the file.
func (f file) String() string {
	if f.made {
		return "made     " + f.path
	}
	return "changed  " + f.path
}

// write writes the file; Go is formatted, for names differ in length.
func (f file) write(root string) error {
	content := []byte(f.content)
	if filepath.Ext(f.path) == ".go" {
		var err error
		if content, err = format.Source(content); err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
	}
	path := filepath.Join(root, filepath.FromSlash(f.path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
