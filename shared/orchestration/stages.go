package orchestration

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// stages returns the steps of videos in the pipeline's order.
func stages(ctx context.Context, tx *sql.Tx, videos ...string) (map[string][]Stage, error) {
	if len(videos) == 0 {
		return nil, nil
	}
	places, args := make([]string, len(videos)), make([]any, len(videos))
	for i, id := range videos {
		places[i], args[i] = "$"+strconv.Itoa(i+1), id
	}
	rows, err := tx.QueryContext(ctx, `SELECT video, step, total, done FROM stage WHERE video IN (`+strings.Join(places, ", ")+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("orchestration: steps: %w", err)
	}
	defer rows.Close()
	order := map[steps.Name]int{}
	for i, p := range pipeline.Steps {
		order[p.Name] = i
	}
	found := map[string][]Stage{}
	for rows.Next() {
		var id string
		var st Stage
		var total sql.NullInt64
		if err := rows.Scan(&id, &st.Name, &total, &st.Done); err != nil {
			return nil, fmt.Errorf("orchestration: steps: %w", err)
		}
		st.Total = -1
		if total.Valid {
			st.Total = int(total.Int64)
		}
		if _, ok := order[st.Name]; ok {
			found[id] = append(found[id], st)
		}
	}
	for _, s := range found {
		slices.SortFunc(s, func(a, b Stage) int { return order[a.Name] - order[b.Name] })
	}
	return found, rows.Err()
}

// tasks adds the tasks to a video's steps.
func tasks(ctx context.Context, tx *sql.Tx, v *Video) error {
	rows, err := tx.QueryContext(ctx, `
SELECT step, idx, state, attempt, coalesce(key, ''), reused, uncertain, failure, decisions, started_at, finished_at FROM task WHERE video = $1 ORDER BY idx`, v.ID)
	if err != nil {
		return fmt.Errorf("orchestration: tasks: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var step steps.Name
		var t Task
		var why, decisions sql.NullString
		var started, finished sql.NullInt64
		var reused int
		if err := rows.Scan(&step, &t.Index, &t.State, &t.Attempt, &t.Key, &reused, &t.Uncertain, &why, &decisions, &started, &finished); err != nil {
			return fmt.Errorf("orchestration: tasks: %w", err)
		}
		t.Reused, t.Failure, t.Started, t.Finished = reused != 0, failureOf(why), timeOf(started), timeOf(finished)
		if decisions.Valid {
			if err := json.Unmarshal([]byte(decisions.String), &t.Decisions); err != nil {
				return fmt.Errorf("orchestration: decisions: %w", err)
			}
		}
		for i := range v.Steps {
			if v.Steps[i].Name == step {
				v.Steps[i].Tasks = append(v.Steps[i].Tasks, t)
			}
		}
	}
	return rows.Err()
}
