// Package decision holds what was decided about the calls of providers while a step ran, for the video's record: that a call
// was made again, that a key was passed over, that another provider took the work.
package decision

import (
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Kind is what was decided.
type Kind string

// The kinds.
const (
	// Retried: a call failed and is made again after Wait.
	Retried Kind = "retried"
	// Waited: a key's limit of calls was reached, or the provider asked for a pause, and the call was made after Wait.
	Waited Kind = "waited"
	// PassedOver: a key was refused, or its limit is used up, and another one was used if there was one.
	PassedOver Kind = "passed_over"
	// BreakerOpen: the provider has failed too often with the key, and is not asked for a while.
	BreakerOpen Kind = "breaker_open"
	// FellBack: the provider failed, and To was asked in its place.
	FellBack Kind = "fell_back"
	// VoiceReplaced: the provider has no voice of the name that was asked for, and spoke with its own.
	VoiceReplaced Kind = "voice_replaced"
)

// Decision is one thing that was decided.
type Decision struct {
	At   time.Time `json:"at"`
	Kind Kind      `json:"kind"`
	// Provider is whose call it was about.
	Provider string `json:"provider"`
	// To is the provider that was asked in its place.
	To string `json:"to,omitempty"`
	// Key is which of the provider's keys it was about, from 1; 0 is none. The key itself is nowhere on the record.
	Key int `json:"key,omitempty"`
	// Wait is how long was waited, in milliseconds.
	Wait int64 `json:"wait_ms,omitempty"`
	// Code and Reason are those of the failure that led to it.
	Code   failure.Code `json:"code,omitempty"`
	Reason string       `json:"reason,omitempty"`
}

// longest is how many characters of a reason are kept.
const longest = 200

// Because returns the decision with the failure that led to it.
func (d Decision) Because(f *failure.Failure) Decision {
	if f == nil {
		return d
	}
	d.Code, d.Reason = f.Code, f.Message
	if r := []rune(d.Reason); len(r) > longest {
		d.Reason = string(r[:longest]) + "…"
	}
	return d
}
