package workflow

import (
	"database/sql"
	"encoding/json"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// admitReady requests ready tasks, oldest first, up to the limits of each step in which something changed. Everything else
// waits in the database, so that a thousand videos never become twenty thousand pods.
func (t *transition) admitReady() error {
	for _, step := range pipeline.Steps {
		if !t.admit[step.Name] {
			continue
		}
		if err := t.lockStep(step.Name); err != nil {
			return err
		}
		if err := t.admitStep(step); err != nil {
			return err
		}
	}
	return nil
}

// lockStep keeps two replicas from admitting the same step at once. SQLite has one writer anyway. Steps are locked in the
// pipeline's order, after the video, and until the commit: whoever comes next counts what this one has requested.
func (t *transition) lockStep(name steps.Name) error {
	if t.f.parts.DB.Dialect.ForUpdate() == "" {
		return nil
	}
	_, err := t.tx.ExecContext(t.ctx, `SELECT pg_advisory_xact_lock(hashtext('moneyprinter/admission/' || $1))`, string(name))
	return err
}

func (t *transition) admitStep(step pipeline.Step) error {
	limit, perOwner := t.f.inFlight(step)
	open, all, err := t.requested(step.Name)
	if err != nil {
		return err
	}
	if all >= limit {
		return nil
	}
	tasks, err := t.ready(step.Name, limit-all)
	if err != nil {
		return err
	}
	for _, task := range tasks {
		if open[task.owner] >= perOwner {
			continue
		}
		open[task.owner]++
		if err := t.request(step, task); err != nil {
			return err
		}
	}
	return nil
}

// requested counts the requests of a step that are under way, by owner and in all.
func (t *transition) requested(name steps.Name) (byOwner map[string]int, all int, err error) {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT owner, count(*) FROM task WHERE state = 'requested' AND step = $1 GROUP BY owner`, name)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	byOwner = map[string]int{}
	for rows.Next() {
		var owner string
		var n int
		if err := rows.Scan(&owner, &n); err != nil {
			return nil, 0, err
		}
		byOwner[owner] = n
		all += n
	}
	return byOwner, all, rows.Err()
}

// task is a ready task with what its request needs of the video.
type task struct {
	place                        event.Place
	owner, versions, traceParent string
	seed                         int64
	input                        string
	deadline                     sql.NullInt64
}

// ready lists tasks to request, oldest first. It passes over those that another replica is changing: they belong to videos
// whose lock is not this transition's, and to wait for one while holding the step's lock would be a deadlock.
func (t *transition) ready(name steps.Name, most int) ([]task, error) {
	rows, err := t.tx.QueryContext(t.ctx, `
SELECT task.video, task.idx, task.attempt, task.owner, task.input, task.deadline_at, video.versions, video.traceparent, video.seed
FROM task JOIN video ON video.id = task.video
WHERE task.state = 'ready' AND task.step = $1 ORDER BY task.created_at, task.video, task.idx LIMIT $2`+t.f.parts.DB.Dialect.SkipLocked("task"), name, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tasks []task
	for rows.Next() {
		k := task{place: event.Place{Step: name}}
		if err := rows.Scan(&k.place.Video, &k.place.Index, &k.place.Attempt, &k.owner, &k.input, &k.deadline, &k.versions, &k.traceParent, &k.seed); err != nil {
			return nil, err
		}
		tasks = append(tasks, k)
	}
	return tasks, rows.Err()
}

// request writes the request of a task to the outbox.
func (t *transition) request(step pipeline.Step, k task) error {
	versions := map[steps.Name]int{}
	if err := json.Unmarshal([]byte(k.versions), &versions); err != nil {
		return err
	}
	deadline := t.now.Add(step.Deadline)
	if k.deadline.Valid {
		// The deadline is the step's: a further attempt does not move it.
		deadline = time.UnixMilli(k.deadline.Int64)
	}
	data := event.StepRequest{Owner: k.owner, Version: versions[step.Name], Deadline: deadline.UTC()}
	if choosesByItself(step.Name) {
		data.Seed = k.seed
	}
	if err := json.Unmarshal([]byte(k.input), &data.Input); err != nil {
		return err
	}
	e, err := event.NewStep(event.Requested(step.Name), event.Source("workflow"), k.place, data)
	if err != nil {
		return err
	}
	if k.traceParent != "" {
		e.SetExtension(event.TraceParentExtension, k.traceParent)
	}
	if _, err := t.tx.ExecContext(t.ctx, `UPDATE task SET state = 'requested', requested_at = $1, deadline_at = $2 WHERE video = $3 AND step = $4 AND idx = $5`,
		t.now.UnixMilli(), deadline.UnixMilli(), k.place.Video, step.Name, k.place.Index); err != nil {
		return err
	}
	return t.enqueue(k.place.Video, step.Name, k.place.Index, e)
}

// choosesByItself tells which steps' answers are a choice, so that the video's seed is part of their content address.
func choosesByItself(name steps.Name) bool {
	return name == steps.Script || name == steps.Terms || name == steps.Search
}
