package broker

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"regexp"
)

// attributeName is how CloudEvents 1.0 wants attribute names; the JSON format adds data_base64.
var attributeName = regexp.MustCompile(`^([a-z0-9]+|data_base64)$`)

// checkJSON refuses structured events that CloudEvents' JSON format forbids and the SDK, and so Knative, lets pass. What
// the ingress takes is taken by every broker, whichever SDK it is built on.
func checkJSON(body []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return err
	}
	for name := range members {
		if !attributeName.MatchString(name) {
			return fmt.Errorf("%q is no attribute name: lower-case letters and digits only", name)
		}
	}
	_, data := members["data"]
	if _, data64 := members["data_base64"]; data && data64 {
		return errors.New("data and data_base64 exclude each other")
	}
	for _, name := range []string{"subject", "dataschema", "datacontenttype"} {
		if string(members[name]) == `""` {
			return fmt.Errorf("%s is empty: it must be left out or say something", name)
		}
	}
	return nil
}

// checkMediaType refuses a datacontenttype that is no media type (RFC 2046).
func checkMediaType(contentType string) error {
	if contentType == "" {
		return nil
	}
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil || !mediaType.MatchString(t) {
		return fmt.Errorf("datacontenttype %q is no media type", contentType)
	}
	return nil
}

var mediaType = regexp.MustCompile(`^[^/\s]+/[^/\s]+$`)
