package deployment

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// kustomization is a folder's kustomization or component.
type kustomization struct {
	folder    string
	file      *file
	value     *types.Kustomization
	component bool
	// used are the folders that it takes in.
	used []string
	// broken tells that something is wrong with the file itself: rendering would say it worse.
	broken bool
}

// kustomization decodes a kustomization strictly and checks that what it names is there.
func (l *linter) kustomization(k *kustomization) {
	if len(k.file.docs) != 1 {
		k.broken = true
		if len(k.file.docs) > 1 {
			l.say(k.file.docs[1].Problem("", "a kustomization is one document"), "")
		}
		return
	}
	d := k.file.docs[0]
	say := func(field, message string) {
		k.broken = true
		l.say(d.Problem(field, message), "")
	}
	value, problems, ok := document.Decode(d, func() *types.Kustomization { return &types.Kustomization{} })
	for _, p := range problems {
		k.broken = true
		l.say(p, "")
	}
	if !ok {
		return
	}
	k.value = value
	value.FixKustomization()
	for _, message := range value.EnforceFields() {
		say("", message)
	}
	k.component = value.Kind == types.ComponentKind
	for i, path := range value.Resources {
		l.named(k, path, fmt.Sprintf("resources[%d]", i), asResource, say)
	}
	for i, path := range value.Components {
		l.named(k, path, fmt.Sprintf("components[%d]", i), asComponent, say)
	}
	for i, p := range value.Patches {
		l.named(k, p.Path, fmt.Sprintf("patches[%d].path", i), asPatch, say)
	}
	for i, r := range value.Replacements {
		l.named(k, r.Path, fmt.Sprintf("replacements[%d].path", i), asData, say)
	}
	for i, g := range value.ConfigMapGenerator {
		l.sources(k, fmt.Sprintf("configMapGenerator[%d]", i), g.KvPairSources, say)
	}
	for i, g := range value.SecretGenerator {
		l.sources(k, fmt.Sprintf("secretGenerator[%d]", i), g.KvPairSources, say)
	}
	for field, paths := range map[string][]string{"configurations": value.Configurations, "crds": value.Crds} {
		for i, path := range paths {
			l.named(k, path, fmt.Sprintf("%s[%d]", field, i), asData, say)
		}
	}
}

// sources checks the files that a ConfigMap or Secret is made of.
func (l *linter) sources(k *kustomization, field string, s types.KvPairSources, say func(field, message string)) {
	for i, path := range s.FileSources {
		if _, after, ok := strings.Cut(path, "="); ok {
			path = after
		}
		l.named(k, path, fmt.Sprintf("%s.files[%d]", field, i), asData, say)
	}
	for i, path := range s.EnvSources {
		l.named(k, path, fmt.Sprintf("%s.envs[%d]", field, i), asData, say)
	}
}

// use is what a kustomization names a file or folder for.
type use int

const (
	asResource use = iota
	asComponent
	asPatch
	asData
)

// named checks one name in a kustomization; an empty one is none.
func (l *linter) named(k *kustomization, name, field string, as use, say func(field, message string)) {
	if name == "" {
		return
	}
	path := filepath.Join(k.folder, name)
	info, err := os.Stat(path)
	switch {
	case err != nil && as <= asComponent && strings.Contains(name, "//"):
		say(field, "is elsewhere: nothing is fetched to check it, or to deploy it")
	case err != nil:
		say(field, "there is no "+display(path))
	case info.IsDir() && as > asComponent:
		say(field, display(path)+" is a folder")
	case info.IsDir():
		k.used = append(k.used, path)
		if !hasKustomization(path) {
			say(field, display(path)+" has no kustomization.yaml")
		}
	case as == asComponent:
		say(field, display(path)+" is no folder")
	case as == asData && !isYAML(path):
	default:
		f, err := l.open(path)
		if err != nil {
			say(field, err.Error())
			return
		}
		f.listed, f.data, f.patch = true, f.data || as == asData, f.patch || as == asPatch
	}
}

func isYAML(path string) bool { return filepath.Ext(path) == ".yaml" || filepath.Ext(path) == ".yml" }

func hasKustomization(folder string) bool {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
			return true
		}
	}
	return false
}
