package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
)

// extensionName is what the SDK writes but does not always read: it takes any name in JSON.
var extensionName = regexp.MustCompile(`^[A-Za-z0-9]+$`)

// Admit refuses an event that came from outside and cannot be handed on: one that is not valid, or whose attributes have
// characters that CloudEvents 1.0 forbids in a string and its SDK lets pass (control characters, invalid UTF-8), which no
// HTTP header and no database takes. Data that claims to be JSON or text and is not is from then on carried as bytes, so
// that the event can be kept and told of.
func Admit(e *cloudevents.Event) error {
	if err := e.Validate(); err != nil {
		return err
	}
	attributes := map[string]string{"type": e.Type(), "source": e.Source(), "id": e.ID(), "subject": e.Subject(), "dataschema": e.DataSchema(), "datacontenttype": e.DataContentType()}
	for name, value := range e.Extensions() {
		if !extensionName.MatchString(name) {
			return fmt.Errorf("event: %.80q is no attribute's name", name)
		}
		if s, ok := value.(string); ok {
			attributes[name] = s
		}
	}
	for name, value := range attributes {
		if !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl) {
			return fmt.Errorf("event: %s has characters that CloudEvents forbids: %.80q", name, value)
		}
	}
	if e.DataBase64 || len(e.Data()) == 0 {
		return nil
	}
	readable := utf8.Valid(e.Data())
	if writtenAsJSON(e) {
		readable = json.Valid(e.Data())
	}
	switch {
	case readable:
	case e.SpecVersion() == cloudevents.CloudEventsVersionV1:
		e.DataBase64 = true
	default:
		return errors.New("event: the data is not what its content type says")
	}
	return nil
}

// writtenAsJSON tells whether the SDK writes the data into the event's JSON as it is.
func writtenAsJSON(e *cloudevents.Event) bool {
	mediaType, _, _ := strings.Cut(e.DataContentType(), ";")
	switch strings.ToLower(strings.TrimSpace(mediaType)) {
	case "", cloudevents.ApplicationJSON, cloudevents.TextJSON, cloudevents.ApplicationCloudEventsJSON, cloudevents.ApplicationCloudEventsBatchJSON:
		return true
	}
	return false
}
