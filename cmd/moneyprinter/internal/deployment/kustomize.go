package deployment

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// kustomizing keeps renderings apart: kustomize holds the schema of what it renders in a global variable.
var kustomizing sync.Mutex

// build renders folders and components, given from the root, as one.
func (l *linter) build(folders, components []string) ([]*object, error) {
	root := types.Kustomization{
		TypeMeta:  types.TypeMeta{APIVersion: types.KustomizationVersion, Kind: types.KustomizationKind},
		Resources: relative(folders), Components: relative(components),
		BuildMetadata: []string{types.OriginAnnotations},
	}
	b, err := yaml.Marshal(root)
	if err != nil {
		return nil, err
	}
	kustomizing.Lock()
	defer kustomizing.Unlock()
	rendered, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(rooted{filesys.MakeFsOnDisk(), b}, rootFolder)
	if err != nil {
		return nil, err
	}
	return l.objects(rendered)
}

func relative(paths []string) (list []string) {
	for _, path := range paths {
		// Both are from the root, so there is a relative path.
		r, _ := filepath.Rel(rootFolder, path)
		list = append(list, r)
	}
	return list
}

// objects are what a rendering holds, each with the document that it was written as.
func (l *linter) objects(rendered resmap.ResMap) (list []*object, err error) {
	var sources []*document.Document
	for _, r := range rendered.Resources() {
		origin, err := r.GetOrigin()
		if err != nil {
			return nil, err
		}
		path := ""
		if origin != nil {
			if path = origin.Path; path == "" {
				path = origin.ConfiguredIn
			}
		}
		sources = append(sources, l.source(filepath.Join(rootFolder, path), r.GetKind(), r.GetName()))
	}
	if err := rendered.RemoveOriginAnnotations(); err != nil {
		return nil, err
	}
	for i, r := range rendered.Resources() {
		b, err := r.AsYAML()
		if err != nil {
			return nil, err
		}
		docs, problems := document.Split("", b)
		if len(docs) != 1 || len(problems) > 0 {
			return nil, fmt.Errorf("kustomize renders %s %s as no YAML: %v", r.GetKind(), r.GetName(), problems)
		}
		docs[0].WrittenAs(sources[i])
		list = append(list, &object{doc: docs[0]})
	}
	return list, nil
}

// source is the document of a file that an object was made of: the one of its kind and name, or else the file's first.
func (l *linter) source(path, kind, name string) *document.Document {
	f, err := l.open(path)
	if err != nil || len(f.docs) == 0 {
		return nil
	}
	f.rendered = true
	for _, d := range f.docs {
		if d.Kind == kind && d.Name == name {
			return d
		}
	}
	return f.docs[0]
}

// nested is how kustomize wraps what happened in a folder that another takes in; tried, what it tried after that.
var (
	nested = regexp.MustCompile(`(?s)^.*(?:recursed accumulation of path|couldn't make target for path) '[^']*': `)
	tried  = regexp.MustCompile(`(?s)accumulation err='(.*)': (?:must build at directory|must resolve to a file|recursed).*$`)
)

// told is what went wrong in a rendering, without the layers around it and with paths as a person writes them.
func (l *linter) told(err error) string {
	message := nested.ReplaceAllString(err.Error(), "")
	message = tried.ReplaceAllString(message, "$1")
	for _, top := range []string{relative([]string{l.top})[0], l.top} {
		message = strings.ReplaceAll(message, top, display(l.top))
	}
	return strings.Trim(strings.ReplaceAll(message, `\"`, `"`), `"`)
}
