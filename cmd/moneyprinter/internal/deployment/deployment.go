// Package deployment checks what a cluster gets, without a cluster.
//
// Every manifest of a folder is decoded strictly into the type that Kubernetes or Knative itself has for it. Every folder
// with a kustomization is rendered as `kubectl apply -k` renders it, by kustomize's own code, and each object of the result
// is checked with the validation that can be imported: all of Knative's, Kubernetes' of names, labels, selectors and pod
// security, and by hand what is got wrong most often of the rest. Where folders are deployed together, as `infra/up` does
// with an overlay, its state and the migration, what an object refers to must be there.
//
// Objects of third parties are checked for their form only; the report names them.
package deployment

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// Report is what Lint found in a folder.
type Report struct {
	Problems []document.Problem
	// Files are how many files of YAML there are.
	Files int
	// Objects are how many objects were checked, each counted once, however many kustomizations render it.
	Objects int
	// Rendered are the folders whose kustomization was rendered.
	Rendered []string
	// Together are the folders that are deployed as one, of which every reference was followed.
	Together []string
	// FormOnly are the objects of third parties: of these only name, labels and namespace were checked.
	FormOnly []string
}

// Lint checks the manifests and kustomizations of a folder.
func Lint(folder string) *Report {
	l := newLinter()
	if err := l.lint(folder); err != nil {
		l.say(document.Problem{File: folder, Message: err.Error()}, "")
	}
	slices.SortStableFunc(l.report.Problems, func(a, b document.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return l.report
}

// linter collects what is there and what is wrong.
type linter struct {
	report *Report
	// top is the folder that is checked, from the root.
	top string
	// files and kustomizations are by their path from the root.
	files          map[string]*file
	kustomizations map[string]*kustomization
	// said and counted are what is in the report already.
	said    map[document.Problem]bool
	counted map[string]bool
}

func newLinter() *linter {
	return &linter{report: &Report{}, files: map[string]*file{}, kustomizations: map[string]*kustomization{}, said: map[document.Problem]bool{}, counted: map[string]bool{}}
}

func (l *linter) lint(folder string) (err error) {
	if l.top, err = real(folder); err != nil {
		return err
	}
	if err := l.read(); err != nil {
		return err
	}
	for _, k := range l.sorted() {
		l.kustomization(k)
	}
	l.written()
	l.render()
	l.together()
	l.rest()
	return nil
}

// say adds a problem once, the first time with the folder whose rendering shows it.
func (l *linter) say(p document.Problem, rendered string) {
	if l.said[p] {
		return
	}
	l.said[p] = true
	if rendered != "" {
		p.Message += " (as " + rendered + " renders it)"
	}
	l.report.Problems = append(l.report.Problems, p)
}

// real is a path from the root without symbolic links, as kustomize names folders.
func real(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// display is a path as a person in the working folder writes it.
func display(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if here, err = filepath.EvalSymlinks(here); err != nil {
		return path
	}
	relative, err := filepath.Rel(here, path)
	if err != nil || !filepath.IsLocal(relative) {
		return path
	}
	return relative
}
