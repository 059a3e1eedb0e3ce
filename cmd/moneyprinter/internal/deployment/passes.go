package deployment

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/api/konfig"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// set is objects that are looked at together.
type set struct {
	// title is the folder, as a person writes it; empty for objects as they are written.
	title   string
	objects []*object
	// complete tells that nothing else is deployed with it: every reference must be met.
	complete bool
}

// written decodes every document as it is written.
func (l *linter) written() {
	for _, f := range l.own() {
		for _, d := range f.docs {
			if f.patch && !d.IsMapping() {
				continue // a JSON patch, which rendering tries
			}
			l.decode(d, "")
		}
	}
}

// oldest is the minor version of the oldest Kubernetes on which Knative 1.23 runs.
const oldest = 34

// decode makes the object of a document and tells what is wrong with its form; nil where it is none.
func (l *linter) decode(d *document.Document, rendered string) *object {
	if !d.IsMapping() {
		l.say(d.Problem("", "a manifest is a mapping with apiVersion, kind, metadata and spec"), rendered)
		return nil
	}
	o := &object{doc: d}
	make, how := empty(d.APIVersion, d.Kind)
	switch how {
	case unknown:
		l.say(d.Problem("kind", fmt.Sprintf("%q of %q is not understood: neither Kubernetes nor Knative has it, or nothing of moneyprinter uses it", d.Kind, d.APIVersion)), rendered)
		return nil
	case third:
		return o
	}
	value, problems, ok := document.Decode(d, make)
	if removed, ok := value.(interface{ APILifecycleRemoved() (major, minor int) }); ok {
		if major, minor := removed.APILifecycleRemoved(); major == 1 && minor <= oldest {
			l.say(d.Problem("apiVersion", fmt.Sprintf("Kubernetes %d.%d removed the %s of %s", major, minor, d.Kind, d.APIVersion)), rendered)
		}
	}
	for _, p := range problems {
		l.say(p, rendered)
	}
	if ok {
		o.value = value
	}
	return o
}

// render renders every kustomization by itself, and components that none takes in with something that can take them.
func (l *linter) render() {
	broken := len(l.report.Problems) > 0
	used := map[string]bool{}
	for _, k := range l.sorted() {
		for _, folder := range k.used {
			used[folder] = true
		}
	}
	for _, k := range l.sorted() {
		if !l.intact(k.folder) || k.component && used[k.folder] {
			continue
		}
		s := &set{title: display(k.folder)}
		var err error
		if k.component {
			err = l.unused(k, s)
		} else {
			s.objects, err = l.build([]string{k.folder}, nil)
		}
		if err != nil {
			// What is wrong with a file is said already, with its line.
			if !broken {
				l.say(document.Problem{File: display(k.file.path), Line: 1, Message: l.told(err)}, "")
			}
			continue
		}
		l.report.Rendered = append(l.report.Rendered, display(k.folder))
		l.check(s)
	}
}

// unused renders a component that no kustomization takes in: with the first overlay that can take it, as it would be
// deployed, or else with the base or with what the whole folder renders.
func (l *linter) unused(k *kustomization, s *set) (err error) {
	for _, folders := range append(l.overlays(), []string{filepath.Join(l.top, "base")}, []string{l.top}) {
		if !l.intact(folders[0]) {
			continue
		}
		if s.objects, err = l.build(folders, []string{k.folder}); err == nil {
			s.title, s.complete = s.title+" with "+display(folders[0]), len(folders) > 1
			return nil
		}
	}
	if err == nil {
		s.objects, err = l.build(nil, []string{k.folder})
	}
	return err
}

// intact tells whether the kustomization of a folder is there and right, with all that it takes in.
func (l *linter) intact(folder string) bool {
	k := l.kustomizations[folder]
	if k == nil {
		// It lies outside what is checked; rendering will tell.
		relative, err := filepath.Rel(l.top, folder)
		return hasKustomization(folder) && (err != nil || !filepath.IsLocal(relative))
	}
	return !k.broken && k.value != nil && !slices.ContainsFunc(k.used, func(f string) bool { return !l.intact(f) })
}

// overlays are what `infra/up` deploys as one: each overlay with its state, where the cluster runs it, and the migration.
func (l *linter) overlays() (list [][]string) {
	entries, err := os.ReadDir(filepath.Join(l.top, "overlays"))
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		folders := []string{filepath.Join(l.top, "overlays", entry.Name())}
		for _, more := range []string{filepath.Join(folders[0], "state"), filepath.Join(l.top, "migrate")} {
			if hasKustomization(more) {
				folders = append(folders, more)
			}
		}
		if !slices.ContainsFunc(folders, func(f string) bool { return !l.intact(f) }) {
			list = append(list, folders)
		}
	}
	return list
}

// together checks what is deployed as one: every reference must be met.
func (l *linter) together() {
	for _, folders := range l.overlays() {
		overlay := display(folders[0])
		objects, err := l.build(folders, nil)
		if err != nil {
			l.say(document.Problem{File: filepath.Join(overlay, konfig.DefaultKustomizationFileName()), Line: 1, Message: "cannot be deployed with its state and the migration: " + l.told(err)}, "")
			continue
		}
		l.report.Together = append(l.report.Together, overlay)
		l.check(&set{title: overlay, objects: objects, complete: true})
	}
}

// rest checks manifests that no kustomization renders. Beside a kustomization that is a mistake.
func (l *linter) rest() {
	alone := &set{}
	for _, f := range l.own() {
		if f.rendered || f.patch {
			continue
		}
		k := l.kustomizations[filepath.Dir(f.path)]
		for _, d := range f.docs {
			if k != nil && !f.listed && k.value != nil {
				l.say(d.Problem("", display(k.file.path)+" does not name this file: it is not deployed"), "")
			}
			alone.objects = append(alone.objects, &object{doc: d})
		}
	}
	l.check(alone)
}
