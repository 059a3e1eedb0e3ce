package workflow

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/postmortem"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

const (
	// askAfter is how long a request for a Job may be under way before its Job is asked about: most are on their way then.
	askAfter = 15 * time.Second
	// askPause is how long one replica waits before it asks about the same Job again.
	askPause = 15 * time.Second
	// askMost is how many Jobs one sweep asks about, askAtOnce how many at the same time, askTime how long all may take.
	askMost   = 64
	askAtOnce = 8
	askTime   = 10 * time.Second
	// lostAfter is how long the result of a complete Job may be on its way.
	lostAfter = time.Minute
)

// answer is what became of a request's Job.
type answer struct {
	place event.Place
	state jobsink.State
	// why is set where the Job has failed.
	why postmortem.Cause
}

// askAboutJobs finds out about the Jobs of requests that nobody answered: a Job that was killed or deleted tells nobody.
// The JobSink and Kubernetes are asked outside of transactions, and what they do not answer is asked again later.
func (f *Function) askAboutJobs(ctx context.Context) error {
	if f.parts.Jobs == nil {
		return nil
	}
	open, err := f.openJobs(ctx)
	if err != nil {
		return err
	}
	for _, a := range f.ask(ctx, f.inquiries.next(open, f.parts.Now(), askMost)) {
		switch {
		case a.state == jobsink.Failed:
			err = f.closeJob(ctx, a.place, a.why)
		case a.state == jobsink.Complete && f.inquiries.complete(a.place, f.parts.Now()) >= lostAfter:
			err = f.closeJob(ctx, a.place, unheard(a.place))
		}
		// A Job that is gone needs nothing: its request stays unanswered, so it is sent again, and makes a new one.
		if err != nil {
			return err
		}
	}
	return nil
}

// openJobs lists the requests for Jobs that have been under way for a while.
func (f *Function) openJobs(ctx context.Context) ([]event.Place, error) {
	var open []event.Place
	for _, step := range pipeline.Steps {
		if !step.Job {
			continue
		}
		places, err := f.openJobsOf(ctx, step.Name)
		if err != nil {
			return nil, fmt.Errorf("workflow: open Jobs: %w", err)
		}
		open = append(open, places...)
	}
	return open, nil
}

func (f *Function) openJobsOf(ctx context.Context, name steps.Name) ([]event.Place, error) {
	rows, err := f.parts.DB.Write.QueryContext(ctx, `SELECT video, idx, attempt FROM task WHERE state = 'requested' AND step = $1 AND requested_at < $2 ORDER BY requested_at`,
		name, f.parts.Now().Add(-askAfter).UnixMilli())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var places []event.Place
	for rows.Next() {
		p := event.Place{Step: name}
		if err := rows.Scan(&p.Video, &p.Index, &p.Attempt); err != nil {
			return nil, err
		}
		places = append(places, p)
	}
	return places, rows.Err()
}

// ask asks about Jobs, a few at a time, and returns what was answered.
func (f *Function) ask(ctx context.Context, places []event.Place) []answer {
	asking, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	answers := make([]answer, len(places))
	var group errgroup.Group
	group.SetLimit(askAtOnce)
	for i, p := range places {
		group.Go(func() (err error) {
			if asking.Err() != nil {
				return asking.Err()
			}
			r := f.jobOf(p)
			answers[i].place = p
			if answers[i].state, err = f.parts.Jobs.State(asking, r); answers[i].state == jobsink.Failed {
				answers[i].why = f.parts.Jobs.Why(ctx, r)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		f.parts.Log.WarnContext(ctx, "not every Job could be asked about; a later sweep asks again", "jobs", len(places), "error", err)
	}
	return answers
}

// closeJob ends an attempt whose Job has ended without a result.
func (f *Function) closeJob(ctx context.Context, p event.Place, why postmortem.Cause) error {
	return f.transact(ctx, func(t *transition) error {
		v, attempt, err := t.openAt(p)
		if v == nil || err != nil || attempt != p.Attempt {
			return err
		}
		return t.closeAttempt(v, p, why.Failure, why.Exhausted)
	})
}

// unheard is the cause of a new attempt after a Job that ended well and was not heard of: its event was lost, or it found
// its work held by a process that died. That is no attempt of the video's, and the ledger answers the next one at once.
func unheard(p event.Place) postmortem.Cause {
	return postmortem.Cause{Exhausted: true, Failure: failure.New(failure.Unavailable, "the Job ended, and its result did not arrive", failure.Step(string(p.Step)))}
}

// jobOf names the Job of a request.
func (f *Function) jobOf(p event.Place) jobsink.Ref {
	return jobsink.Ref{Namespace: f.parts.Namespace, Sink: string(p.Step), Source: event.Source("workflow"), ID: p.ID()}
}
