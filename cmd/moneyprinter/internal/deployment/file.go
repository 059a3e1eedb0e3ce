package deployment

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// file is a file of YAML.
type file struct {
	path string
	docs []*document.Document
	// listed tells that a kustomization names it.
	listed bool
	// data tells that it is no manifest but what a ConfigMap or Secret is made of; patch, that it is a part of one.
	data, patch bool
	// rendered tells that a rendering has objects of it.
	rendered bool
}

// read reads every file of YAML of the folder.
func (l *linter) read() error {
	err := filepath.WalkDir(l.top, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != l.top && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if ext := filepath.Ext(path); !entry.IsDir() && (ext == ".yaml" || ext == ".yml") {
			_, err = l.open(path)
			l.report.Files++
		}
		return err
	})
	if err == nil && l.report.Files == 0 {
		l.say(document.Problem{File: display(l.top), Message: "there is no manifest: no file ends in .yaml or .yml"}, "")
	}
	return err
}

// open reads a file once.
func (l *linter) open(path string) (*file, error) {
	if f := l.files[path]; f != nil {
		return f, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &file{path: path}
	var problems []document.Problem
	f.docs, problems = document.Split(display(path), b)
	for _, p := range problems {
		l.say(p, "")
	}
	l.files[path] = f
	if slices.Contains(konfig.RecognizedKustomizationFileNames(), filepath.Base(path)) {
		f.listed = true
		l.kustomizations[filepath.Dir(path)] = &kustomization{folder: filepath.Dir(path), file: f, broken: len(problems) > 0}
	}
	return f, nil
}

// sorted are the kustomizations by folder.
func (l *linter) sorted() (list []*kustomization) {
	for _, folder := range slices.Sorted(maps.Keys(l.kustomizations)) {
		list = append(list, l.kustomizations[folder])
	}
	return list
}

// own are the files of the folder itself, by path, without the kustomizations and what is no manifest.
func (l *linter) own() (list []*file) {
	for _, path := range slices.Sorted(maps.Keys(l.files)) {
		f := l.files[path]
		if l.kustomizations[filepath.Dir(path)] != nil && l.kustomizations[filepath.Dir(path)].file == f || f.data {
			continue
		}
		if relative, err := filepath.Rel(l.top, path); err == nil && filepath.IsLocal(relative) {
			list = append(list, f)
		}
	}
	return list
}
