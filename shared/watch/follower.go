package watch

import (
	"context"
	"reflect"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/progress"
)

// historyPage is how many entries are read at a time.
const historyPage = 500

// follower is the state of one watcher.
type follower struct {
	source    Source
	owner, id string
	o         Options

	news    <-chan struct{}
	reports <-chan progress.Report
	close   func()

	// video is the last state read, stale when it must be read again. after is the last entry read.
	video orchestration.Video
	stale bool
	after int64
	// heard is set by news until they are seen; behind is how long to wait with the next look at what is known to be behind.
	heard  bool
	behind time.Duration
	// running is how far attempts are, by step and index.
	running map[task]progress.Report
	// last is what was told at lastAt.
	last   Snapshot
	lastAt time.Time
}

func newFollower(source Source, owner, id string, o Options) *follower {
	f := &follower{source: source, owner: owner, id: id, o: o, stale: true, after: o.After, running: map[task]progress.Report{}, close: func() {}}
	if o.News != nil {
		// Watching begins before the first read, so that nothing falls between the two.
		w := o.News.Watch(id)
		f.news, f.reports, f.close = w.Changed, w.Reports, w.Close
	}
	return f
}

// update reads what is stale and makes the next update.
func (f *follower) update(ctx context.Context) (u Update, err error) {
	if f.stale {
		if u.Entries, err = f.read(ctx); err != nil {
			return u, err
		}
		f.stale = false
	}
	v := f.video
	if v.State.Ended() && f.after < v.Seq {
		// To the watcher the video is being made until its last entry is known.
		v.State, v.Failure = orchestration.Running, nil
	}
	u.Snapshot = snapshot(v, f.running)
	u.New = len(u.Entries) > 0 || f.lastAt.IsZero() || !reflect.DeepEqual(u.Snapshot, f.last)
	return u, nil
}

// read reads the state, and the history up to it. Each may come from a replica of its own that lags: an older state than the
// one that is known counts for nothing, and the history is read again until it has all that the state says there is.
func (f *follower) read(ctx context.Context) ([]orchestration.Entry, error) {
	v, err := f.source.Get(ctx, f.owner, f.id)
	if err != nil {
		return nil, err
	}
	known := f.video.Seq
	if v.Seq >= known {
		f.video = v
	}
	var entries []orchestration.Entry
	more := true
	for more && f.after < f.video.Seq {
		page, err := f.source.History(ctx, f.id, f.after, historyPage)
		if err != nil {
			return nil, err
		}
		more = len(page) == historyPage && page[0].Seq <= f.video.Seq
		for _, e := range page {
			if e.Seq <= f.video.Seq {
				entries = append(entries, e)
				f.after = e.Seq
			}
		}
	}
	if len(entries) > 0 || f.video.Seq > known {
		f.heard = false
	}
	switch {
	case f.after >= f.video.Seq && !f.heard:
		f.behind = 0
	case f.behind == 0 || len(entries) > 0:
		f.behind = f.o.Pace
	default:
		f.behind *= 2
	}
	if f.behind >= f.o.Poll {
		// From here on the next poll will do; news may have been of what was read before.
		f.behind, f.heard = 0, false
	}
	return entries, nil
}

// tell gives an update to the watcher; false where it wants no more.
func (f *follower) tell(u Update, yield func(Update, error) bool) bool {
	f.last, f.lastAt = u.Snapshot, time.Now()
	return yield(u, nil)
}

// idle is how much longer nothing may be told.
func (f *follower) idle() time.Duration { return f.o.Idle - time.Since(f.lastAt) }

// wait returns when there may be something to tell.
func (f *follower) wait(ctx context.Context) error {
	poll, idle := time.NewTicker(f.o.Poll), time.NewTimer(f.idle())
	defer poll.Stop()
	defer idle.Stop()
	var pace, again <-chan time.Time
	if f.behind > 0 {
		again = time.After(f.behind)
	}
	for {
		told := true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-idle.C:
			return nil
		case <-pace:
			return nil
		case <-again:
			f.stale = true
			return nil
		case <-f.news:
			f.stale, f.heard = true, true
		case r := <-f.reports:
			told = f.report(r)
		case <-poll.C:
			f.stale = true
		}
		if told && pace == nil {
			pace = time.After(f.o.Pace - time.Since(f.lastAt))
		}
	}
}

// report notes how far an attempt is. It tells whether the report is news: one that arrives late is none.
func (f *follower) report(r progress.Report) bool {
	key := task{r.Step, r.Index}
	if known := f.running[key]; r.Attempt < known.Attempt || (r.Attempt == known.Attempt && r.Done <= known.Done) {
		return false
	}
	f.running[key] = r
	return true
}
