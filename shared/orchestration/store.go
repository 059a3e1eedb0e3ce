// Package orchestration is the database of the videos: its schema, the views that the gateway and the streams read, and
// the requests that the gateway leaves for the workflow. Only the workflow function changes a video.
package orchestration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Store reads videos and takes requests for new ones. Its tables are those of package orchestrationschema.
type Store struct{ DB *database.DB }

// New returns the store in a database that has its tables.
func New(db *database.DB) *Store { return &Store{DB: db} }

// Request keeps a moneyprinter.video.requested event until the workflow has accepted it: from here on the video is not
// lost, whatever becomes of the event. A request with the id of an earlier one changes nothing and reports false.
func (s *Store) Request(ctx context.Context, e cloudevents.Event) (created bool, err error) {
	var data event.VideoRequest
	if err := e.DataAs(&data); err != nil {
		return false, failure.Wrap(failure.InvalidInput, err, "the request cannot be read")
	}
	b, err := json.Marshal(e)
	if err != nil {
		return false, fmt.Errorf("orchestration: request: %w", err)
	}
	r, err := s.DB.Write.ExecContext(ctx, `
INSERT INTO request (id, owner, event, created_at) SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM video WHERE id = $1)
ON CONFLICT DO NOTHING`, e.Subject(), owner(data.Owner), string(b), time.Now().UnixMilli())
	if err != nil {
		return false, fmt.Errorf("orchestration: request: %w", err)
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

// LocalOwner owns what nobody else does: all videos of the one-machine runtime.
const LocalOwner = "local"

func owner(name string) string {
	if name == "" {
		return LocalOwner
	}
	return name
}

// ErrNotFound is returned for a video that does not exist or is another owner's.
var ErrNotFound = errors.New("orchestration: no such video")
