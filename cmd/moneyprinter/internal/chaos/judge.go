package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"path/filepath"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/provision"
	"github.com/moneyprinter/moneyprinter/shared/database/sqlite"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// files are a video's files: their digests by their names.
type files map[string]string

// found is what is on record of a video.
type found struct {
	state, failure string
	ends           int
	files          files
}

// slack is what two clocks of one machine may differ by: the record keeps milliseconds.
const slack = 2 * time.Millisecond

// judge counts what is missing.
func (r *result) judge(ctx context.Context, data, postgres string, list []clip, want map[string]files, paid map[string][]time.Time) error {
	videos, err := read(ctx, data, postgres, list)
	if err != nil {
		return err
	}
	for _, c := range list {
		v := videos[c.id]
		switch v.state {
		case "completed":
			r.Completed++
			if !maps.Equal(v.files, want[c.id]) {
				r.Differ++
				say("%s has the files %v, and in peace %v", c.id, v.files, want[c.id])
			}
		case "failed", "cancelled":
			r.Failed++
			say("%s failed: %s", c.id, v.failure)
		default:
			r.Lost++
			say("%s is lost: its state is %q", c.id, v.state)
		}
		if v.ends > 1 {
			r.Doubled++
			say("%s ended %d times", c.id, v.ends)
		}
	}
	for _, name := range []string{"content", "tts", "materials", "video"} {
		if err := r.calls(ctx, data, postgres, name, paid); err != nil {
			return err
		}
	}
	for _, times := range paid {
		r.Calls += len(times)
	}
	return nil
}

// calls compares what a ledger has on record with what the provider was paid for.
func (r *result) calls(ctx context.Context, data, postgres, name string, paid map[string][]time.Time) error {
	db, err := open(ctx, data, postgres, name)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Read.QueryContext(ctx, `SELECT call, begun, answered_at FROM ledger_call`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var begun int
		var answered sql.NullInt64
		if err := rows.Scan(&key, &begun, &answered); err != nil {
			return err
		}
		r.Uncertain += begun - 1
		if !answered.Valid {
			continue
		}
		for _, at := range paid[key] {
			if at.After(time.UnixMilli(answered.Int64).Add(slack)) {
				r.Repaid++
				say("the call %s of %s was paid again, after its answer was on record", key, name)
			}
		}
	}
	return rows.Err()
}

// read reads what is on record of the videos.
func read(ctx context.Context, data, postgres string, list []clip) (map[string]found, error) {
	db, err := open(ctx, data, postgres, "orchestration")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	videos := map[string]found{}
	for _, c := range list {
		var v found
		var why, output sql.NullString
		err := db.Read.QueryRowContext(ctx, `SELECT state, failure, output FROM video WHERE id = $1`, c.id).Scan(&v.state, &why, &output)
		if err == sql.ErrNoRows {
			continue
		}
		if err != nil {
			return nil, err
		}
		v.failure = why.String
		if v.files, err = filesOf(output.String); err != nil {
			return nil, err
		}
		if err := db.Read.QueryRowContext(ctx, `SELECT count(*) FROM history WHERE video = $1 AND kind IN ($2, $3, $4)`,
			c.id, orchestration.VideoCompleted, orchestration.VideoFailed, orchestration.VideoCancelled).Scan(&v.ends); err != nil {
			return nil, err
		}
		videos[c.id] = v
	}
	return videos, nil
}

func filesOf(output string) (files, error) {
	f := files{}
	if output == "" {
		return f, nil
	}
	var cuts []steps.AssembleOutput
	if err := json.Unmarshal([]byte(output), &cuts); err != nil {
		return nil, err
	}
	for _, cut := range cuts {
		for _, file := range cut.Files {
			f[file.Name] = string(file.Blob.Digest)
		}
	}
	return f, nil
}

func open(ctx context.Context, data, postgres, name string) (*database.DB, error) {
	if postgres == "" {
		return sqlite.Open(ctx, filepath.Join(data, "state", name+".db"))
	}
	url, err := provision.DatabaseURL(postgres, provision.DefaultPrefix, name)
	if err != nil {
		return nil, err
	}
	return database.OpenPostgres(ctx, url)
}
