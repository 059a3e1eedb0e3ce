package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// edit is a change of a file that is there.
type edit struct {
	path       string
	insertions []insertion
}

// insertion puts text behind each part of a file that it looks for: lines, or YAML documents.
type insertion struct {
	// parts takes a file apart.
	parts *regexp.Regexp
	// after is what a part has behind which the text goes.
	after *regexp.Regexp
	text  func(part string) string
}

var (
	lines = regexp.MustCompile(`(?m)^.*\n`)
	// documents begin with a line of dashes, but for the first.
	documents = regexp.MustCompile(`(?:\A|---\n)(?:(?:[^-\n]|-[^-]).*\n|\n)*`)
)

// apply returns the changed file. A part that is not found is an error: the repository has changed, and this command must.
func (e edit) apply(root string) (file, error) {
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.path)))
	if err != nil {
		return file{}, err
	}
	content := string(b)
	for _, i := range e.insertions {
		found := false
		content = i.parts.ReplaceAllStringFunc(content, func(part string) string {
			if !i.after.MatchString(part) {
				return part
			}
			found = true
			return part + i.text(part)
		})
		if !found {
			return file{}, fmt.Errorf("%s: nothing matches %s, after which the new step would stand", e.path, i.after)
		}
	}
	return file{e.path, content, false}, nil
}

// line puts a line, or several, behind each line that matches.
func line(after, text string) insertion {
	return insertion{lines, regexp.MustCompile(after), func(string) string { return text + "\n" }}
}

// like puts behind each line that matches the same line for the new step.
func like(n name, after string) insertion {
	return insertion{lines, regexp.MustCompile(after), func(part string) string { return n.instead(sibling, part) }}
}

// documentLike puts behind each YAML document that matches the same document for the new step.
func documentLike(n name, after string) insertion {
	return insertion{documents, regexp.MustCompile(after), func(part string) string { return n.instead(sibling, part) }}
}
