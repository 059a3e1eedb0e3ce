// Package control is how others ask the workflow, which alone changes videos, to change one: by a call in the same process,
// or over HTTP in a cluster, where the gateway's database role has no right to do it.
//
//	POST   /videos/{id}/cancel|retry|pause|resume?owner=OWNER
//	DELETE /videos/{id}?owner=OWNER
//	GET    /load
//	POST   /hold|release[?owner=OWNER]
//	GET    /dead-letters[?video=ID&type=TYPE&before=TIME&limit=N]
//	GET    /dead-letters/{id}
//	POST   /dead-letters/{id}/replay     with the event's new data as the body, or none
//	DELETE /dead-letters/{id}
//
// What changes something answers 204; every failure is a failure document with its code's HTTP status. The caller has
// checked who asks; the routes are for the cluster only.
package control

import (
	"context"
	"encoding/json"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Workflow is all that can be asked. Errors are failures.
type Workflow interface {
	Videos
	Platform
	Letters
}

// Videos changes videos of an owner: NotFound where the owner has no such video, Conflict where its state does not allow
// the change.
type Videos interface {
	// Cancel ends a video that waits or is being made, and what is under way for it.
	Cancel(ctx context.Context, owner, id string) error
	// Retry makes a video that failed or was cancelled again from where it ended.
	Retry(ctx context.Context, owner, id string) error
	// Pause requests nothing more of a video that is being made until Resume; what is under way ends.
	Pause(ctx context.Context, owner, id string) error
	Resume(ctx context.Context, owner, id string) error
	// Delete removes all that is recorded of a video that has ended. Its blobs stay: other videos may share them.
	Delete(ctx context.Context, owner, id string) error
}

// Platform pauses work as a whole.
type Platform interface {
	// Hold requests nothing more of an owner's videos, of nobody's where owner is empty, until Release. What is under way
	// ends: the platform is drained once Load says that nothing is.
	Hold(ctx context.Context, owner string) error
	Release(ctx context.Context, owner string) error
	// Load counts the work.
	Load(ctx context.Context) (Load, error)
}

// Load is the work that there is.
type Load struct {
	// Held tells that nothing is requested; Owners are those of whom nothing is.
	Held   bool     `json:"held"`
	Owners []string `json:"held_owners,omitempty"`
	// Queued counts requests for videos, Running videos being made, Waiting their tasks that wait for a place, UnderWay those
	// that have one.
	Queued   int `json:"queued"`
	Running  int `json:"running"`
	Waiting  int `json:"waiting"`
	UnderWay int `json:"under_way"`
}

// Letters are the dead letters: events that could not be delivered.
type Letters interface {
	// Letters lists them without their events, the latest first.
	Letters(ctx context.Context, q LetterQuery) ([]Letter, error)
	// Letter returns one; NotFound where there is none.
	Letter(ctx context.Context, id string) (Letter, error)
	// Replay delivers one again, with other data where data is not nil. Conflict where its video is complete.
	Replay(ctx context.Context, id string, data json.RawMessage) error
	// Discard forgets one.
	Discard(ctx context.Context, id string) error
}

// MaxLetters is how many letters a list has at most.
const MaxLetters = 200

// LetterQuery selects letters; what is zero selects all.
type LetterQuery struct {
	Video, Type string
	// Before selects those that arrived before.
	Before time.Time
	Limit  int
}

// Letter is an event that could not be delivered.
type Letter struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Source  string `json:"source"`
	EventID string `json:"event_id"`
	Video   string `json:"video,omitempty"`
	// Destination is who did not take it, where the broker tells.
	Destination string `json:"destination,omitempty"`
	// Reason is why, Status what the receiver answered last; 0 is nothing.
	Reason  *failure.Failure `json:"reason"`
	Status  int              `json:"status,omitempty"`
	Arrived time.Time        `json:"arrived_at"`
	// Replays counts how often it was replayed.
	Replays  int        `json:"replays"`
	Replayed *time.Time `json:"replayed_at,omitempty"`
	// Event is the event in CloudEvents' JSON format.
	Event json.RawMessage `json:"event,omitempty"`
}
