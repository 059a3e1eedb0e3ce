package main

import (
	"fmt"
	"go/token"
	"regexp"
	"strings"
)

// name is a step's name in the forms that it takes.
type name struct {
	// lower is the step's, the package's, the Service's; upper begins types.
	lower, upper string
}

// valid are the names that are good for a Go package, a Kubernetes object and a database role at once.
var valid = regexp.MustCompile(`^[a-z][a-z0-9]{1,30}$`)

// parse checks a step's name.
func parse(s string) (name, error) {
	if !valid.MatchString(s) || token.IsKeyword(s) {
		return name{}, fmt.Errorf("%q is no name for a step: it is one word of lower-case letters and digits, and no keyword of Go", s)
	}
	return name{s, strings.ToUpper(s[:1]) + s[1:]}, nil
}

// instead puts the name where another one is.
func (n name) instead(of name, text string) string {
	return strings.NewReplacer(of.lower, n.lower, of.upper, n.upper).Replace(text)
}

// example is the name in the templates, sibling the step whose lines are copied in lists.
var example, sibling = name{"example", "Example"}, name{"terms", "Terms"}
