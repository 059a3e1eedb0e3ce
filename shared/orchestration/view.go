package orchestration

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// State is where a video stands.
type State string

// The states. Queued, a request that the workflow has not accepted yet, is the only one that is not in table video.
const (
	Queued    State = "queued"
	Running   State = "running"
	Completed State = "completed"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Ended tells whether nothing will happen to the video any more.
func (s State) Ended() bool { return s == Completed || s == Failed || s == Cancelled }

// Video is what a user sees of a video.
type Video struct {
	ID    string `json:"id"`
	Owner string `json:"owner"`
	State State  `json:"state"`
	// Progress is the recorded progress, 0 to 1; running steps report theirs beside it.
	Progress float64                `json:"progress"`
	Params   json.RawMessage        `json:"params"`
	Seq      int64                  `json:"seq"`
	Failure  *failure.Failure       `json:"failure,omitempty"`
	Output   []steps.AssembleOutput `json:"output,omitempty"`
	// Steps are the steps with their tasks, in the pipeline's order; a list of videos leaves the tasks out.
	Steps      []Stage    `json:"steps,omitempty"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
	FinishedAt *time.Time `json:"finished_at,omitempty"`
}

// Stage is a step of a video as a whole.
type Stage struct {
	Name steps.Name `json:"name"`
	// Total is -1 until it is known how far the step fans out.
	Total int    `json:"total"`
	Done  int    `json:"done"`
	Tasks []Task `json:"tasks,omitempty"`
}

// Task is one piece of a step's fan-out.
type Task struct {
	Index     int              `json:"index"`
	State     string           `json:"state"`
	Attempt   int              `json:"attempt"`
	Key       string           `json:"key,omitempty"`
	Reused    bool             `json:"reused,omitempty"`
	Uncertain int              `json:"uncertain,omitempty"`
	Failure   *failure.Failure `json:"failure,omitempty"`
	// Started and Finished are when the step ran; a reused result has the times of the run that made it.
	Started  *time.Time `json:"started_at,omitempty"`
	Finished *time.Time `json:"finished_at,omitempty"`
}

const columns = `id, owner, state, params, seq, failure, output, created_at, updated_at, finished_at`

// Get returns a video of an owner with its steps and tasks. ErrNotFound where there is none.
func (s *Store) Get(ctx context.Context, owner, id string) (Video, error) {
	v, err := s.video(ctx, owner, id)
	if errors.Is(err, ErrNotFound) {
		v, err = s.queued(ctx, owner, id)
		if !errors.Is(err, ErrNotFound) {
			return v, err
		}
		// A request that was accepted between the two looks is a video now.
		v, err = s.video(ctx, owner, id)
	}
	if err != nil {
		return v, err
	}
	if v.Steps, err = s.stages(ctx, id); err != nil {
		return v, err
	}
	v.Progress = progressOf(v)
	return v, s.tasks(ctx, &v)
}

func (s *Store) video(ctx context.Context, owner, id string) (Video, error) {
	v, err := scan(s.DB.Read.QueryRowContext(ctx, `SELECT `+columns+` FROM video WHERE id = $1 AND owner = $2`, id, owner))
	if errors.Is(err, sql.ErrNoRows) {
		return v, ErrNotFound
	}
	if err != nil {
		return v, fmt.Errorf("orchestration: video: %w", err)
	}
	return v, nil
}

// List returns an owner's videos, newest first, and how many there are in all. Requests not yet accepted come first.
func (s *Store) List(ctx context.Context, owner string, limit, offset int) ([]Video, int, error) {
	var total int
	if err := s.DB.Read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM video WHERE owner = $1) + (SELECT count(*) FROM request WHERE owner = $1)`, owner).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("orchestration: list: %w", err)
	}
	rows, err := s.DB.Read.QueryContext(ctx, `
SELECT `+columns+` FROM (
    SELECT `+columns+` FROM video WHERE owner = $1
    UNION ALL
    SELECT id, owner, 'queued', event, 0, NULL, NULL, created_at, created_at, NULL FROM request WHERE owner = $1
) AS v ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3`, owner, limit, offset)
	if err != nil {
		return nil, 0, fmt.Errorf("orchestration: list: %w", err)
	}
	defer rows.Close()
	var videos []Video
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, 0, fmt.Errorf("orchestration: list: %w", err)
		}
		if v.State == Queued {
			v.Params = requestParams(v.Params)
		}
		videos = append(videos, v)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, fmt.Errorf("orchestration: list: %w", err)
	}
	for i := range videos {
		if videos[i].Steps, err = s.stages(ctx, videos[i].ID); err != nil {
			return nil, 0, err
		}
		videos[i].Progress = progressOf(videos[i])
	}
	return videos, total, nil
}

func (s *Store) queued(ctx context.Context, owner, id string) (Video, error) {
	v := Video{ID: id, Owner: owner, State: Queued}
	var request string
	var created int64
	err := s.DB.Read.QueryRowContext(ctx, `SELECT event, created_at FROM request WHERE id = $1 AND owner = $2`, id, owner).Scan(&request, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return v, ErrNotFound
	}
	if err != nil {
		return v, fmt.Errorf("orchestration: request: %w", err)
	}
	v.Params, v.CreatedAt, v.UpdatedAt = requestParams(json.RawMessage(request)), time.UnixMilli(created).UTC(), time.UnixMilli(created).UTC()
	return v, nil
}

// requestParams takes the parameters out of a stored request event.
func requestParams(structured json.RawMessage) json.RawMessage {
	var e struct{ Data event.VideoRequest }
	if json.Unmarshal(structured, &e) != nil || e.Data.Params == nil {
		return json.RawMessage(`{}`)
	}
	return e.Data.Params
}

func (s *Store) stages(ctx context.Context, id string) ([]Stage, error) {
	rows, err := s.DB.Read.QueryContext(ctx, `SELECT step, total, done FROM stage WHERE video = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("orchestration: steps: %w", err)
	}
	defer rows.Close()
	found := map[steps.Name]Stage{}
	for rows.Next() {
		var st Stage
		var total sql.NullInt64
		if err := rows.Scan(&st.Name, &total, &st.Done); err != nil {
			return nil, fmt.Errorf("orchestration: steps: %w", err)
		}
		st.Total = -1
		if total.Valid {
			st.Total = int(total.Int64)
		}
		found[st.Name] = st
	}
	var stages []Stage
	for _, p := range pipeline.Steps {
		if st, ok := found[p.Name]; ok {
			stages = append(stages, st)
		}
	}
	return stages, rows.Err()
}

func (s *Store) tasks(ctx context.Context, v *Video) error {
	rows, err := s.DB.Read.QueryContext(ctx, `
SELECT step, idx, state, attempt, coalesce(key, ''), reused, uncertain, failure, started_at, finished_at FROM task WHERE video = $1 ORDER BY idx`, v.ID)
	if err != nil {
		return fmt.Errorf("orchestration: tasks: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var step steps.Name
		var t Task
		var why sql.NullString
		var started, finished sql.NullInt64
		var reused int
		if err := rows.Scan(&step, &t.Index, &t.State, &t.Attempt, &t.Key, &reused, &t.Uncertain, &why, &started, &finished); err != nil {
			return fmt.Errorf("orchestration: tasks: %w", err)
		}
		t.Reused, t.Failure, t.Started, t.Finished = reused != 0, failureOf(why), timeOf(started), timeOf(finished)
		for i := range v.Steps {
			if v.Steps[i].Name == step {
				v.Steps[i].Tasks = append(v.Steps[i].Tasks, t)
			}
		}
	}
	return rows.Err()
}

func scan(row interface{ Scan(...any) error }) (Video, error) {
	var v Video
	var params string
	var why, output sql.NullString
	var created, updated int64
	var finished sql.NullInt64
	if err := row.Scan(&v.ID, &v.Owner, &v.State, &params, &v.Seq, &why, &output, &created, &updated, &finished); err != nil {
		return v, err
	}
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

func progressOf(v Video) float64 {
	if v.State == Completed {
		return 1
	}
	parts := make([]pipeline.Part, len(v.Steps))
	for i, s := range v.Steps {
		parts[i] = pipeline.Part{Step: s.Name, Total: s.Total, Done: float64(s.Done)}
	}
	return pipeline.Progress(parts)
}
