package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is one YAML document of a file and the object made of it.
type document struct {
	file             string
	root             *yaml.Node
	apiVersion, kind string
	namespace, name  string
	object           object
}

func (d *document) title() string {
	if d.kind == "" {
		return ""
	}
	if d.name == "" {
		return d.kind
	}
	return d.kind + " " + d.namespace + "/" + d.name
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// split parses a file. A syntax error ends the file, for what follows it cannot be told apart.
func (l *linter) split(file string, b []byte) (docs []*document) {
	decoder := yaml.NewDecoder(bytes.NewReader(b))
	for {
		var node yaml.Node
		err := decoder.Decode(&node)
		if errors.Is(err, io.EOF) {
			return docs
		}
		if err != nil {
			l.problems = append(l.problems, yamlProblem(file, err.Error()))
			return docs
		}
		if len(node.Content) == 0 || node.Content[0].Tag == "!!null" {
			continue // nothing but comments
		}
		docs = append(docs, &document{file: file, root: node.Content[0]})
	}
}

func yamlProblem(file, message string) Problem {
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		line, _ := strconv.Atoi(m[1])
		return Problem{File: file, Line: line, Message: "yaml: " + m[2]}
	}
	return Problem{File: file, Line: 1, Message: message}
}

// fieldPart is one step of a path such as spec.filters[0].exact or metadata.annotations[a.b/c].
var fieldPart = regexp.MustCompile(`\[([^\]]*)\]|[^.\[]+`)

// line returns the line of the deepest part of the field that is there.
func (d *document) line(field string) int {
	at, line := d.root, d.root.Line
	for _, m := range fieldPart.FindAllStringSubmatch(field, -1) {
		part := strings.Trim(m[0], "[]")
		next, nextLine := child(at, part)
		if next == nil {
			break
		}
		at, line = next, nextLine
	}
	return line
}

// child returns the value under a key or index, and the line of the key.
func child(n *yaml.Node, part string) (*yaml.Node, int) {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == part {
				return n.Content[i+1], n.Content[i].Line
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(part); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i], n.Content[i].Line
		}
	}
	return nil, 0
}

// scalar returns the string at a path of keys, empty where there is none.
func (d *document) scalar(keys ...string) string {
	n := d.root
	for _, key := range keys {
		if n, _ = child(n, key); n == nil {
			return ""
		}
	}
	return n.Value
}

func (d *document) String() string { return fmt.Sprintf("%s:%d", d.file, d.root.Line) }
