package jobsink

import (
	"crypto/md5" //nolint:gosec // the name that Knative gives, no secret
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"knative.dev/pkg/kmeta"
)

// Ref names the Job of an event.
type Ref struct {
	Namespace, Sink string
	// Source and ID are the event's.
	Source, ID string
}

// Name is the Job's name: what Knative's JobSink gives it.
func (r Ref) Name() string {
	sum := md5.Sum([]byte(r.Source + r.ID)) //nolint:gosec
	return kmeta.ChildName(r.Sink+"-", hex.EncodeToString(sum[:]))
}

// Location is the path of the Job's status, as the JobSink's answer gives it.
func (r Ref) Location() string {
	return fmt.Sprintf("/namespaces/%s/name/%s/sources/%s/ids/%s",
		url.PathEscape(r.Namespace), url.PathEscape(r.Sink), url.PathEscape(r.Source), url.PathEscape(r.ID))
}

// parseLocation reads what Location writes, from an escaped path.
func parseLocation(path string) (Ref, error) {
	part := strings.Split(strings.TrimSuffix(path, "/"), "/")
	if len(part) != 9 {
		return Ref{}, errors.New("a status is at /namespaces/N/name/J/sources/S/ids/I")
	}
	var r Ref
	for i, field := range map[int]*string{2: &r.Namespace, 4: &r.Sink, 6: &r.Source, 8: &r.ID} {
		value, err := url.PathUnescape(part[i])
		if err != nil {
			return Ref{}, err
		}
		*field = value
	}
	return r, nil
}
