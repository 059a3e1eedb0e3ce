package schemas_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/moneyprinter/moneyprinter/eventing/schemas"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// The committed files are those that the Go types make. The test changes the working folder, so it is alone.
func TestFilesAreFresh(t *testing.T) {
	t.Chdir("../..")
	want, err := schemas.Reflect()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := schemas.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got, err := schemas.Files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want[e.Name()]) {
			t.Errorf("%s is stale: run make generate", e.Name())
		}
		delete(want, e.Name())
	}
	for name := range want {
		t.Errorf("%s is missing: run make generate", name)
	}
}

// Each file is a valid schema that takes what the Go types write and refuses what they do not.
func TestSchemas(t *testing.T) {
	t.Parallel()
	entries, err := schemas.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		compile(t, e.Name())
	}
	params, err := json.Marshal(video.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	word := steps.Word{Text: "Coffee", Start: 10, End: 400}
	for _, c := range []struct {
		t     event.Type
		data  any
		valid bool
	}{
		{event.VideoRequested, event.VideoRequest{Params: params}, true},
		{event.VideoRequested, map[string]any{"params": map[string]any{"video_subject": "coffee", "video_terms": "a, b", "text_background_color": true}}, true},
		{event.VideoRequested, map[string]any{"params": map[string]any{"video_subject": 7}}, false},
		{event.VideoRequested, map[string]any{}, false},
		{event.VideoAccepted, event.VideoResult{Owner: "local", Params: video.Defaults()}, true},
		{event.Completed(steps.Speech), completed(t, steps.SpeechOutput{Samples: 48_000, Words: []steps.Word{word}, Timing: steps.Boundaries}), true},
		{event.Completed(steps.Speech), completed(t, map[string]any{"samples": "many"}), false},
	} {
		b, err := json.Marshal(c.data)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := compile(t, schemas.File(c.t)).Validate(instance); (err == nil) != c.valid {
			t.Errorf("%s of %s: valid %v, want %v: %v", c.t, b, err == nil, c.valid, err)
		}
	}
}

func completed(t *testing.T, output any) event.StepCompleted {
	t.Helper()
	b, err := json.Marshal(output)
	if err != nil {
		t.Fatal(err)
	}
	return event.StepCompleted{Key: "k", Output: event.Document{Inline: b}}
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	content, err := schemas.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, document); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}
