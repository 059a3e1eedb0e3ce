// Package document reads the YAML documents of Kubernetes, strictly, and knows on which line of which file each field is.
package document

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

// Document is one YAML document of a file. The names are empty where it does not have them.
type Document struct {
	File             string
	APIVersion, Kind string
	Namespace, Name  string

	root *yaml.Node
	// source is what the document was rendered from; nil where it stands as it was written.
	source *Document
}

// WrittenAs says which document this one was rendered from: problems are told with that one's file and lines. Without one
// they have none.
func (d *Document) WrittenAs(source *Document) { d.source = source }

// Split parses a file. A syntax error ends the file, for what follows it cannot be told apart.
func Split(file string, b []byte) (docs []*Document, problems []Problem) {
	decoder := yaml.NewDecoder(bytes.NewReader(b))
	for {
		var node yaml.Node
		err := decoder.Decode(&node)
		if errors.Is(err, io.EOF) {
			return docs, problems
		}
		if err != nil {
			return docs, append(problems, yamlProblem(file, err.Error()))
		}
		if len(node.Content) == 0 || node.Content[0].Tag == "!!null" {
			continue // nothing but comments
		}
		d := &Document{File: file, root: node.Content[0]}
		if !d.IsMapping() {
			docs = append(docs, d)
			continue
		}
		d.APIVersion, d.Kind = d.scalar("apiVersion"), d.scalar("kind")
		d.Namespace, d.Name = d.scalar("metadata", "namespace"), d.scalar("metadata", "name")
		docs = append(docs, d)
	}
}

// IsMapping tells whether the document is a mapping of keys, as every manifest is.
func (d *Document) IsMapping() bool { return d.root.Kind == yaml.MappingNode }

// Title is the kind and name, such as "Trigger moneyprinter/script".
func (d *Document) Title() string {
	switch {
	case d.Kind == "" || d.Name == "":
		return d.Kind
	case d.Namespace == "":
		return d.Kind + " " + d.Name
	}
	return d.Kind + " " + d.Namespace + "/" + d.Name
}

// String is where the document begins, file:line.
func (d *Document) String() string {
	if d.source != nil {
		return d.source.String()
	}
	return fmt.Sprintf("%s:%d", d.File, d.root.Line)
}

// Problem is one of a field of the document; an empty field is the whole document.
func (d *Document) Problem(field, message string) Problem {
	if field != "" {
		message = field + ": " + message
	}
	file := d.File
	if d.source != nil {
		file = d.source.File
	}
	return Problem{File: file, Line: d.Line(field), Object: d.Title(), Message: message}
}

// fieldPart is one step of a path such as spec.filters[0].exact or metadata.annotations[a.b/c].
var fieldPart = regexp.MustCompile(`\[([^\]]*)\]|[^.\[]+`)

// Line returns the line of the deepest part of the field that is there.
func (d *Document) Line(field string) int {
	if d.source != nil {
		return d.source.Line(field)
	}
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
func (d *Document) scalar(keys ...string) string {
	n := d.root
	for _, key := range keys {
		if n, _ = child(n, key); n == nil {
			return ""
		}
	}
	return n.Value
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

func yamlProblem(file, message string) Problem {
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		line, _ := strconv.Atoi(m[1])
		return Problem{File: file, Line: line, Message: "yaml: " + m[2]}
	}
	return Problem{File: file, Line: 1, Message: message}
}

// Scalars calls f with every value of the document that is no list and no mapping, and with the path to it.
func (d *Document) Scalars(f func(field, value string)) {
	var walk func(n *yaml.Node, at string)
	walk = func(n *yaml.Node, at string) {
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				key := n.Content[i].Value
				if strings.ContainsAny(key, ".[") {
					walk(n.Content[i+1], at+"["+key+"]")
					continue
				}
				walk(n.Content[i+1], join(at, key))
			}
		case yaml.SequenceNode:
			for i, item := range n.Content {
				walk(item, fmt.Sprintf("%s[%d]", at, i))
			}
		case yaml.ScalarNode:
			f(at, n.Value)
		}
	}
	walk(d.root, "")
}
