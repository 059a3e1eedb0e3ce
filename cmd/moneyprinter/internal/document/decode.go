package document

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"go.yaml.in/yaml/v3"
	kjson "sigs.k8s.io/json"
)

var quoted = regexp.MustCompile(`^(unknown|duplicate) field "(.*)"$`)

// Decode decodes the document as an API server with strict validation does: names of fields are case-sensitive, and unknown
// and duplicate ones are problems. empty makes what it is decoded into. ok is false when nothing can be said of the object.
func Decode[T any](d *Document, empty func() T) (object T, problems []Problem, ok bool) {
	object = empty()
	var tree any
	if err := d.root.Decode(&tree); err != nil {
		var types *yaml.TypeError
		if !errors.As(err, &types) {
			return object, []Problem{d.Problem("", err.Error())}, false
		}
		for _, e := range types.Errors {
			p := yamlProblem(d.File, e)
			p.Object = d.Title()
			problems = append(problems, p)
		}
		return object, problems, false
	}
	strict, err := unmarshal(tree, object)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		problems = append(problems, d.Problem(wrong.Field, fmt.Sprintf("must be of type %s, not %s", wrong.Type, wrong.Value)))
	case err != nil:
		field := culprit(tree, func() bool { _, err := unmarshal(tree, empty()); return err != nil })
		problems = append(problems, d.Problem(field, err.Error()))
		if field != "" {
			strict, _ = unmarshal(tree, object)
		}
	}
	for _, p := range strict {
		if m := quoted.FindStringSubmatch(p.Error()); m != nil {
			problems = append(problems, d.Problem(m[2], m[1]+" field"))
		} else {
			problems = append(problems, d.Problem("", p.Error()))
		}
	}
	return object, problems, err == nil
}

// unmarshal decodes a tree as YAML gives it. The problems are unknown and duplicate fields.
func unmarshal(tree, into any) (problems []error, err error) {
	data, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	return kjson.UnmarshalStrict(data, into)
}
