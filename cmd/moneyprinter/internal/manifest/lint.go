package manifest

import (
	"cmp"
	"io/fs"
	"path"
	"slices"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// Lint reads manifests as Load does and returns all their problems, by file and line. The set holds the objects without one.
func Lint(fsys fs.FS, functions []string) (*Set, []document.Problem) {
	l := &linter{set: &Set{}, functions: functions, seen: map[string]*document.Document{}}
	var files []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if ext := path.Ext(name); err == nil && !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		l.problems = append(l.problems, document.Problem{File: ".", Message: err.Error()})
	}
	for _, name := range files {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			l.problems = append(l.problems, document.Problem{File: name, Message: err.Error()})
			continue
		}
		docs, problems := document.Split(name, b)
		l.problems = append(l.problems, problems...)
		for _, d := range docs {
			l.decode(d)
		}
	}
	if len(files) == 0 && err == nil {
		l.problems = append(l.problems, document.Problem{File: ".", Message: "there is no manifest: no file ends in .yaml or .yml"})
	}
	l.references()
	slices.SortStableFunc(l.problems, func(a, b document.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return l.set, l.problems
}

// linter collects objects and problems.
type linter struct {
	set       *Set
	problems  []document.Problem
	functions []string
	// objects are those without a problem; seen are all documents by kind, namespace and name.
	objects []decoded
	seen    map[string]*document.Document
}

// decoded is an object and where it was read.
type decoded struct {
	document *document.Document
	object   Object
}

// report adds a problem of a field of d; an empty field is the whole document.
func (l *linter) report(d *document.Document, field, message string) {
	l.problems = append(l.problems, d.Problem(field, message))
}
