package manifest

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
)

// Lint reads manifests as Load does and returns all their problems, by file and line. The set holds the objects without one.
func Lint(fsys fs.FS, functions []string) (*Set, []Problem) {
	l := &linter{set: &Set{}, functions: functions, seen: map[string]*document{}}
	var files []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if ext := path.Ext(name); err == nil && !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		l.problems = append(l.problems, Problem{File: ".", Message: err.Error()})
	}
	for _, name := range files {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			l.problems = append(l.problems, Problem{File: name, Message: err.Error()})
			continue
		}
		for _, d := range l.split(name, b) {
			l.decode(d)
		}
	}
	if len(files) == 0 && err == nil {
		l.problems = append(l.problems, Problem{File: ".", Message: "there is no manifest: no file ends in .yaml or .yml"})
	}
	l.references()
	slices.SortStableFunc(l.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return l.set, l.problems
}

// linter collects objects and problems.
type linter struct {
	set       *Set
	problems  []Problem
	functions []string
	// docs are the decoded documents, seen the same by kind, namespace and name.
	docs []*document
	seen map[string]*document
}

// report adds a problem of a field of d; an empty field is the whole document.
func (l *linter) report(d *document, field, message string) {
	if field != "" {
		message = field + ": " + message
	}
	l.problems = append(l.problems, Problem{File: d.file, Line: d.line(field), Object: d.title(), Message: message})
}
