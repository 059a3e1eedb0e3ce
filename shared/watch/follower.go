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

	// video is the last state read, stale when it must be read again.
	video orchestration.Video
	stale bool
	after int64
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
func (f *follower) update(ctx context.Context) (Update, error) {
	var u Update
	if f.stale {
		// The state is read before the history: a video that has ended then has its last entry there.
		v, err := f.source.Get(ctx, f.owner, f.id)
		if err != nil {
			return u, err
		}
		f.video, f.stale = v, false
		for {
			page, err := f.source.History(ctx, f.id, f.after, historyPage)
			if err != nil {
				return u, err
			}
			u.Entries = append(u.Entries, page...)
			if len(page) > 0 {
				f.after = page[len(page)-1].Seq
			}
			if len(page) < historyPage {
				break
			}
		}
	}
	u.Snapshot = snapshot(f.video, f.running)
	u.New = len(u.Entries) > 0 || f.lastAt.IsZero() || !reflect.DeepEqual(u.Snapshot, f.last)
	return u, nil
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
	var pace <-chan time.Time
	for {
		told := true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-idle.C:
			return nil
		case <-pace:
			return nil
		case <-f.news:
			f.stale = true
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
