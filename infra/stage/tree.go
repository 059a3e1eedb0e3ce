package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// mark is the file that tells a staged function from any other folder.
const mark = ".funcignore"

// tree is the content of a folder: slash-separated path to content.
type tree map[string][]byte

// add puts a file into the tree. A second file of the same name and other content is an error: a function must not have a
// folder such as "shared", which would come to lie over the repository's.
func (t tree) add(name, from string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if before, ok := t[name]; ok && !bytes.Equal(before, b) {
		return fmt.Errorf("two files want to be %s; one of them is %s", name, from)
	}
	t[name] = b
	return nil
}

// write makes a folder hold the tree and nothing else, but for func's own folder .func. Files that are right already are
// left alone, so that func sees no change where there is none. A folder that staging did not make is an error.
func (t tree) write(dir string) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		if before, err := os.ReadFile(filepath.Join(dir, mark)); err != nil || !bytes.Equal(before, t[mark]) {
			return fmt.Errorf("%s holds something else: remove it, or choose another folder", dir)
		}
	}
	for name, content := range t {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if before, err := os.ReadFile(path); err == nil && bytes.Equal(before, content) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return t.prune(dir)
}

// prune removes what is not in the tree.
func (t tree) prune(dir string) error {
	var folders []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == ".func" {
				return filepath.SkipDir
			}
			folders = append(folders, path)
			return nil
		}
		if _, ok := t[filepath.ToSlash(name)]; ok {
			return nil
		}
		return os.Remove(path)
	})
	// Folders left empty; those that are not refuse to go.
	for i := len(folders) - 1; i > 0; i-- {
		if entries, e := os.ReadDir(folders[i]); e == nil && len(entries) == 0 {
			err = errors.Join(err, os.Remove(folders[i]))
		}
	}
	return err
}
