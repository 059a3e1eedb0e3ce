// Package watch follows one video while it is made: what was recorded, and how far the running steps are. The stream of
// server-sent events and the command line's live view are two pictures of it.
package watch

import (
	"context"
	"iter"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/progress"
)

// Source is what is recorded of videos: *orchestration.Store.
type Source interface {
	Get(ctx context.Context, owner, id string) (orchestration.Video, error)
	History(ctx context.Context, video string, after int64, limit int) ([]orchestration.Entry, error)
}

// Options say how to follow a video.
type Options struct {
	// After is the number of the last history entry that the watcher knows; 0 begins at the start.
	After int64
	// News come at once; where it is nil the source is asked every Poll.
	News progress.Watcher
	// Poll is how often the source is asked all the same; 0 is half a second without news, five seconds with them.
	Poll time.Duration
	// Pace is the shortest time between two updates; 0 is 100 ms.
	Pace time.Duration
	// Idle is the longest time between two updates; 0 is 15 s.
	Idle time.Duration
}

// Update is what is new.
type Update struct {
	// Entries are the history entries since the last update, in order, none missing and none twice.
	Entries  []orchestration.Entry
	Snapshot Snapshot
	// New is false for an update that only says that nothing has happened for Options.Idle.
	New bool
}

// Video follows a video until it has ended and its last entry was given, the context ends, or the source fails, which is
// the last pair's error. A video that the owner does not have is orchestration.ErrNotFound.
func Video(ctx context.Context, source Source, owner, id string, o Options) iter.Seq2[Update, error] {
	return func(yield func(Update, error) bool) {
		f := newFollower(source, owner, id, o.withDefaults())
		defer f.close()
		for {
			u, err := f.update(ctx)
			if err != nil {
				yield(Update{}, err)
				return
			}
			ended := u.Snapshot.State.Ended()
			if told := u.New || ended || f.idle() <= 0; (told && !f.tell(u, yield)) || ended {
				return
			}
			if err := f.wait(ctx); err != nil {
				yield(Update{}, err)
				return
			}
		}
	}
}

func (o Options) withDefaults() Options {
	if o.Poll == 0 {
		o.Poll = 500 * time.Millisecond
		if o.News != nil {
			o.Poll = 5 * time.Second
		}
	}
	if o.Pace == 0 {
		o.Pace = 100 * time.Millisecond
	}
	if o.Idle == 0 {
		o.Idle = 15 * time.Second
	}
	return o
}
