// Package orchestration is the database of the videos: its schema, the views that the gateway and the streams read, and
// the requests that the gateway leaves for the workflow. Only the workflow function changes a video.
package orchestration

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store reads videos and takes requests for new ones.
type Store struct{ DB *database.DB }

// Open migrates the schema in db and returns the store.
func Open(ctx context.Context, db *database.DB) (*Store, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "orchestration", dir); err != nil {
		return nil, err
	}
	return &Store{DB: db}, nil
}

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
	err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
		var known int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM video WHERE id = $1`, e.Subject()).Scan(&known); err != nil || known > 0 {
			return err
		}
		r, err := tx.ExecContext(ctx, `INSERT INTO request (id, owner, event, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			e.Subject(), owner(data.Owner), string(b), time.Now().UnixMilli())
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		created = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("orchestration: request: %w", err)
	}
	return created, nil
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
