// Package jobsink asks Knative's JobSink how the Job of an event stands.
//
// A JobSink answers an event as soon as its Job is made, and a Job sends no failure by itself: one that was killed until
// its backoffLimit, ran over its deadline or was deleted is only found by asking. The answers are those of Knative 1.23
// (knative.dev/eventing v0.50.0, cmd/jobsink), and the one-machine binary's JobSink gives the same.
package jobsink

import (
	"crypto/md5" //nolint:gosec // the name that Knative gives, no secret
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Ref names the Job of an event.
type Ref struct {
	// Namespace and Sink are the JobSink's.
	Namespace, Sink string
	// Source and ID are the event's.
	Source, ID string
}

// Name is the Job's name: what Knative's JobSink gives it.
func (r Ref) Name() string {
	sum := md5.Sum([]byte(r.Source + r.ID)) //nolint:gosec
	return childName(r.Sink+"-", hex.EncodeToString(sum[:]))
}

// Location is the path of the Job's status, as the JobSink's answer gives it.
func (r Ref) Location() string {
	return fmt.Sprintf("/namespaces/%s/name/%s/sources/%s/ids/%s",
		url.PathEscape(r.Namespace), url.PathEscape(r.Sink), url.PathEscape(r.Source), url.PathEscape(r.ID))
}

// ParseLocation reads what Location writes, from an escaped path.
func ParseLocation(path string) (Ref, error) {
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

// childName is ChildName of knative.dev/pkg/kmeta for a suffix of 32 hexadecimal digits. That package would bring
// Kubernetes' libraries into a function's image for these lines; a test holds them against it.
func childName(parent, suffix string) string {
	// The longest name that Kubernetes takes, and what a hash leaves of it.
	const longest, head = 63, 31
	if len(parent)+len(suffix) <= longest {
		return parent + suffix
	}
	sum := md5.Sum([]byte(parent + suffix)) //nolint:gosec
	return parent[:min(len(parent), head)] + hex.EncodeToString(sum[:])
}
