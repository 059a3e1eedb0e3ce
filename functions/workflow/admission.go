package workflow

import (
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// admitReady requests ready tasks up to the limits of each step in which something changed. Everything else waits in the
// database, so that a thousand videos never become twenty thousand pods.
func (t *transition) admitReady() error {
	if len(t.admit) == 0 {
		return nil
	}
	holds, err := t.holds()
	if err != nil || holds.all {
		return err
	}
	for _, step := range pipeline.Steps {
		if !t.admit[step.Name] {
			continue
		}
		if err := t.lockStep(step.Name); err != nil {
			return err
		}
		if err := t.admitStep(step, holds); err != nil {
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

// admitStep gives the free places of a step out one by one, each to the owner who has the fewest, and of several to the one
// who was served the longest ago: nobody waits behind another's queue. Within an owner the higher priority comes first, then
// the older. What a task takes is its cost; one that costs more than there is room for is waited for, so that small ones
// cannot keep it out for ever, and one that costs more than all places together runs alone.
func (t *transition) admitStep(step pipeline.Step, holds holds) error {
	limit, perOwner := t.f.inFlight(step)
	used, all, err := t.requested(step.Name)
	if err != nil || all >= limit {
		return err
	}
	waiting, err := t.waiting(step.Name)
	if err != nil {
		return err
	}
	line := newLine(used, perOwner, waiting, holds)
	if len(line.waiting) > 1 {
		if err := t.turns(step.Name, line); err != nil {
			return err
		}
	}
	for all < limit {
		owner, ok := line.next()
		if !ok {
			return nil
		}
		if !owner.asked {
			if owner.tasks, err = t.ready(step.Name, owner.name, limit-all); err != nil {
				return err
			}
			owner.asked = true
		}
		if len(owner.tasks) == 0 {
			line.leave(owner)
			continue
		}
		task := owner.tasks[0]
		cost := min(task.cost, limit, perOwner)
		if all+cost > limit {
			return nil
		}
		if owner.used+cost > perOwner {
			line.leave(owner)
			continue
		}
		if err := t.request(step, task); err != nil {
			return err
		}
		all += task.cost
		line.serve(owner, task.cost)
		if len(line.waiting) > 1 {
			if err := t.takeTurn(step.Name, owner); err != nil {
				return err
			}
		}
	}
	return nil
}

// turns reads when the owners in a line were served last. Turns are only kept while several wait.
func (t *transition) turns(name steps.Name, l *line) error {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT owner, served FROM turn WHERE step = $1`, name)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var owner string
		var served int64
		if err := rows.Scan(&owner, &served); err != nil {
			return err
		}
		l.served(owner, served)
	}
	return rows.Err()
}

func (t *transition) takeTurn(name steps.Name, w *waiter) error {
	_, err := t.tx.ExecContext(t.ctx, `INSERT INTO turn (step, owner, served) VALUES ($1, $2, $3) ON CONFLICT (step, owner) DO UPDATE SET served = excluded.served`, name, w.name, w.turn)
	return err
}

// requested counts the places of a step that are taken, by owner and in all.
func (t *transition) requested(name steps.Name) (byOwner map[string]int, all int, err error) {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT owner, sum(cost) FROM task WHERE state = 'requested' AND step = $1 GROUP BY owner`, name)
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

// waiting lists the owners of a step's ready tasks. It goes from one owner to the next in the index, however many tasks
// each has.
func (t *transition) waiting(name steps.Name) (owners []string, err error) {
	rows, err := t.tx.QueryContext(t.ctx, `
WITH RECURSIVE waiting (owner) AS (
    SELECT min(owner) FROM task WHERE state = 'ready' AND held = 0 AND step = $1
    UNION ALL
    SELECT (SELECT min(task.owner) FROM task WHERE state = 'ready' AND held = 0 AND step = $1 AND task.owner > waiting.owner)
    FROM waiting WHERE waiting.owner IS NOT NULL
)
SELECT owner FROM waiting WHERE owner IS NOT NULL`, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var owner string
		if err := rows.Scan(&owner); err != nil {
			return nil, err
		}
		owners = append(owners, owner)
	}
	return owners, rows.Err()
}

// task is a ready task with what its request needs of the video.
type task struct {
	place                        event.Place
	owner, versions, traceParent string
	seed                         int64
	run, cost                    int
	input                        string
	deadline                     sql.NullInt64
}

// ready lists an owner's tasks to request, first in line first. It passes over those that another replica is changing: they
// belong to videos whose lock is not this transition's, and to wait for one while holding the step's lock would be a deadlock.
func (t *transition) ready(name steps.Name, owner string, most int) ([]task, error) {
	rows, err := t.tx.QueryContext(t.ctx, `
SELECT task.video, task.idx, task.attempt, task.owner, task.cost, task.input, task.deadline_at, video.versions, video.traceparent, video.seed, video.run
FROM task JOIN video ON video.id = task.video
WHERE task.state = 'ready' AND task.held = 0 AND task.step = $1 AND task.owner = $2
ORDER BY task.priority DESC, task.created_at, task.video, task.idx LIMIT $3`+t.f.parts.DB.Dialect.SkipLocked("task"), name, owner, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tasks []task
	for rows.Next() {
		k := task{place: event.Place{Step: name}}
		if err := rows.Scan(&k.place.Video, &k.place.Index, &k.place.Attempt, &k.owner, &k.cost, &k.input, &k.deadline, &k.versions, &k.traceParent, &k.seed, &k.run); err != nil {
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
	data := event.StepRequest{Owner: k.owner, Version: versions[step.Name], Run: k.run, Deadline: deadline.UTC()}
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

// holds are whose tasks are not requested for now.
type holds struct {
	all    bool
	owners map[string]bool
}

const (
	holdAll   = "all"
	holdOwner = "owner/"
)

func (t *transition) holds() (h holds, err error) {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT scope FROM hold`)
	if err != nil {
		return h, err
	}
	defer rows.Close()
	h.owners = map[string]bool{}
	for rows.Next() {
		var scope string
		if err := rows.Scan(&scope); err != nil {
			return h, err
		}
		if owner, ok := strings.CutPrefix(scope, holdOwner); ok {
			h.owners[owner] = true
		} else {
			h.all = true
		}
	}
	return h, rows.Err()
}
