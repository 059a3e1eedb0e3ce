// Package event holds moneyprinter's CloudEvents: their types, ids, data documents and how they are made and read.
//
// The event's subject is the video's id. A request's id is its work's place and attempt, <video>/<step>/<index>/<attempt>;
// the result has the same id and another source. Data is JSON; its schema, named by dataschema, carries its version.
package event

import (
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Type is a CloudEvents type of ours.
type Type string

// The types of a video's life.
const (
	VideoRequested Type = "moneyprinter.video.requested"
	VideoAccepted  Type = "moneyprinter.video.accepted"
	VideoCompleted Type = "moneyprinter.video.completed"
	VideoFailed    Type = "moneyprinter.video.failed"
	VideoCancelled Type = "moneyprinter.video.cancelled"
	// SweepDue asks the workflow to look for what was lost. A PingSource's event is taken for one.
	SweepDue Type = "moneyprinter.sweep.due"
	// Ping is the type of every event of a Knative PingSource.
	Ping Type = "dev.knative.sources.ping"
)

const prefix = "moneyprinter."

// Requested is the type that asks for a step.
func Requested(s steps.Name) Type { return Type(prefix + string(s) + ".requested") }

// Completed is the type that says that a step is done.
func Completed(s steps.Name) Type { return Type(prefix + string(s) + ".completed") }

// Failed is the type that says that an attempt at a step failed.
func Failed(s steps.Name) Type { return Type(prefix + string(s) + ".failed") }

// Split returns the two parts of a type of ours: what it is about (a step's name or "video") and what happened to it.
func (t Type) Split() (about, what string, ok bool) {
	rest, ok := strings.CutPrefix(string(t), prefix)
	if !ok {
		return "", "", false
	}
	about, what, ok = strings.Cut(rest, ".")
	return about, what, ok
}
