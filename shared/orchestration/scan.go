package orchestration

import (
	"database/sql"
	"encoding/json"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

func scan(row interface{ Scan(...any) error }) (Video, error) {
	var v Video
	var params string
	var why, output sql.NullString
	var created, updated int64
	var finished sql.NullInt64
	var paused int
	if err := row.Scan(&v.ID, &v.Owner, &v.State, &paused, &params, &v.Seq, &why, &output, &created, &updated, &finished); err != nil {
		return v, err
	}
	v.Paused = paused != 0
	v.Params, v.Failure = json.RawMessage(params), failureOf(why)
	v.CreatedAt, v.UpdatedAt, v.FinishedAt = time.UnixMilli(created).UTC(), time.UnixMilli(updated).UTC(), timeOf(finished)
	if output.Valid {
		if err := json.Unmarshal([]byte(output.String), &v.Output); err != nil {
			return v, err
		}
	}
	return v, nil
}

func failureOf(s sql.NullString) *failure.Failure {
	if !s.Valid {
		return nil
	}
	f := &failure.Failure{}
	if err := json.Unmarshal([]byte(s.String), f); err != nil {
		return failure.New(failure.Internal, s.String)
	}
	return f
}

func timeOf(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := time.UnixMilli(ms.Int64).UTC()
	return &t
}
