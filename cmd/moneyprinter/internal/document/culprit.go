package document

import (
	"fmt"
	"maps"
	"slices"
)

// culprit finds the value whose decoding fails, where the decoder does not say which (quantities, URLs and other types
// that read themselves): the one without which fails turns false. It returns its path and removes it from the tree;
// empty where there is none.
func culprit(tree any, fails func() bool) string {
	found := ""
	var walk func(node any, path string) bool
	try := func(path string, remove, restore func(), value any) bool {
		remove()
		if fails() {
			restore()
			return false
		}
		// It is in here; deeper, perhaps, it is nearer.
		restore()
		if !walk(value, path) {
			remove()
			found = path
		}
		return true
	}
	walk = func(node any, path string) bool {
		switch node := node.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(node)) {
				value := node[key]
				if try(join(path, key), func() { delete(node, key) }, func() { node[key] = value }, value) {
					return true
				}
			}
		case []any:
			for i, value := range node {
				if try(fmt.Sprintf("%s[%d]", path, i), func() { node[i] = nil }, func() { node[i] = value }, value) {
					return true
				}
			}
		}
		return false
	}
	walk(tree, "")
	return found
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
