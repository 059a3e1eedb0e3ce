package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

//go:embed files
var files embed.FS

// others are the files that a step has outside of its function's folder.
var others = map[string]func(name) string{
	"documents.go.tmpl": func(n name) string { return "shared/steps/" + n.lower + ".go" },
	"inputs.go.tmpl":    func(n name) string { return "functions/workflow/inputs_" + n.lower + ".go" },
	"trigger.yaml.tmpl": func(n name) string { return "eventing/" + n.lower + ".yaml" },
}

// plan works out what a new step changes in the repository at root, and changes nothing.
func plan(root string, n name) ([]file, error) {
	list, err := function(root, n)
	if err != nil {
		return nil, err
	}
	for from, to := range others {
		b, err := files.ReadFile(path.Join("files", from))
		if err != nil {
			return nil, err
		}
		list = append(list, file{to(n), n.instead(example, string(b)), true})
	}
	for _, f := range list {
		if _, err := os.Stat(filepath.Join(root, f.path)); err == nil {
			return nil, fmt.Errorf("%s is there already", f.path)
		}
	}
	for _, e := range edits(n) {
		f, err := e.apply(root)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// function makes the files of the function's folder from the template.
func function(root string, n name) ([]file, error) {
	template := os.DirFS(filepath.Join(root, "templates", "go", "step"))
	var list []file
	err := fs.WalkDir(template, ".", func(path string, d fs.DirEntry, err error) error {
		// The manifest and the README are func's and its users'.
		if err != nil || d.IsDir() || path == "manifest.yaml" || path == "README.md" {
			return err
		}
		b, err := fs.ReadFile(template, path)
		if err != nil {
			return err
		}
		list = append(list, file{"functions/" + n.lower + "/" + n.instead(example, path), n.instead(example, string(b)), true})
		return nil
	})
	return list, err
}
