package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// documents are the input and output of each step, which its events carry as a document.
var documents = map[steps.Name][2]any{
	steps.Script:   {steps.ScriptInput{}, steps.ScriptOutput{}},
	steps.Terms:    {steps.TermsInput{}, steps.TermsOutput{}},
	steps.Speech:   {steps.SpeechInput{}, steps.SpeechOutput{}},
	steps.Subtitle: {steps.SubtitleInput{}, steps.SubtitleOutput{}},
	steps.Search:   {steps.SearchInput{}, steps.SearchOutput{}},
	steps.Fetch:    {steps.FetchInput{}, steps.FetchOutput{}},
	steps.Plan:     {steps.PlanInput{}, steps.PlanOutput{}},
	steps.Segment:  {steps.SegmentInput{}, steps.SegmentOutput{}},
	steps.Assemble: {steps.AssembleInput{}, steps.AssembleOutput{}},
}

// Reflect makes the schema of every event type from the Go types: file name to content. The working folder must be the
// repository's, whose doc comments become descriptions.
func Reflect() (map[string][]byte, error) {
	r := &jsonschema.Reflector{Anonymous: true, AllowAdditionalProperties: true, Mapper: forms}
	for _, dir := range []string{"event", "steps", "video", "blob", "failure", "decision"} {
		if err := r.AddGoComments("github.com/moneyprinter/moneyprinter", "./shared/"+dir); err != nil {
			return nil, fmt.Errorf("schemas: %w", err)
		}
	}
	files := map[string][]byte{}
	add := func(t event.Type, data any, document any) error {
		s := r.Reflect(data)
		s.ID = jsonschema.ID(event.Schema(t))
		s.Title = string(t)
		if document != nil {
			inline := r.Reflect(document)
			inline.Version = ""
			for name, definition := range inline.Definitions {
				s.Definitions[name] = definition
			}
			inline.Definitions = nil
			if d, ok := s.Definitions["Document"]; ok {
				d.Properties.Set("inline", inline)
			}
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(s); err != nil {
			return fmt.Errorf("schemas: %s: %w", t, err)
		}
		files[File(t)] = b.Bytes()
		return nil
	}
	for _, s := range pipeline.Steps {
		d := documents[s.Name]
		for _, err := range []error{
			add(event.Requested(s.Name), event.StepRequest{}, d[0]),
			add(event.Completed(s.Name), event.StepCompleted{}, d[1]),
			add(event.Failed(s.Name), event.StepFailed{}, nil),
		} {
			if err != nil {
				return nil, err
			}
		}
	}
	if err := add(event.VideoRequested, videoRequest{}, nil); err != nil {
		return nil, err
	}
	for _, t := range []event.Type{event.VideoAccepted, event.VideoCompleted, event.VideoFailed, event.VideoCancelled} {
		if err := add(t, event.VideoResult{}, nil); err != nil {
			return nil, err
		}
	}
	return files, add(event.SweepDue, sweepDue{}, nil)
}

// sweepDue is the data of event.SweepDue: nothing.
type sweepDue struct{}

// videoRequest is event.VideoRequest with the parameters spelt out; none is required, for each has a default.
type videoRequest struct {
	Owner  string `json:"owner,omitempty"`
	Params params `json:"params"`
}

type params struct{ video.Params }

// JSONSchemaExtend makes every parameter optional.
func (params) JSONSchemaExtend(s *jsonschema.Schema) { s.Required = nil }

// forms are the types whose JSON differs from their Go form.
func forms(t reflect.Type) *jsonschema.Schema {
	text, list := &jsonschema.Schema{Type: "string"}, &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "string"}}
	switch t {
	case reflect.TypeFor[video.Terms]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{text, list, {Type: "null"}}}
	case reflect.TypeFor[video.Background]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{text, {Type: "boolean"}}}
	case reflect.TypeFor[video.Transition]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{text, {Type: "null"}}}
	}
	return nil
}
