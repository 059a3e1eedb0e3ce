// Package cached reads completed videos from a cache: nothing of them changes any more, so that who asks for one again and again
// costs the database nothing.
package cached

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/cache"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// Source is what is recorded of videos: *orchestration.Store.
type Source interface {
	Get(ctx context.Context, owner, id string) (orchestration.Video, error)
	History(ctx context.Context, video string, after int64, limit int) ([]orchestration.Entry, error)
}

// Videos is a Source that reads completed videos from a cache. A cache that fails is logged and passed by.
//
// A video that failed or was cancelled is read from the source each time, since it may be tried again.
type Videos struct {
	Source
	cache cache.Cache
	log   *slog.Logger
}

var _ Source = (*Videos)(nil)

// New makes a source over another one.
func New(source Source, c cache.Cache, log *slog.Logger) *Videos { return &Videos{source, c, log} }

// keepFor is how long a record is kept, and how long none is kept after Forget.
const keepFor = 10 * time.Minute

// forgotten is in the place of a record that must not be kept.
var forgotten = []byte{}

// Get implements Source.
func (v *Videos) Get(ctx context.Context, owner, id string) (orchestration.Video, error) {
	if video, ok := v.recall(ctx, id); ok && video.Owner == owner {
		return video, nil
	}
	video, err := v.Source.Get(ctx, owner, id)
	if err == nil && video.State == orchestration.Completed {
		v.keep(ctx, video)
	}
	return video, err
}

// Forget makes what follows be read from the source. Call it before a video is deleted or changed: who reads the video at that
// moment then does not bring it back. Where the cache fails, it may show the video for ten minutes more.
func (v *Videos) Forget(ctx context.Context, id string) {
	if err := v.cache.Set(ctx, key(id), forgotten, keepFor); err != nil {
		v.log.WarnContext(ctx, "a video could not be dropped from the cache", "video", id, "error", err)
	}
}

func (v *Videos) recall(ctx context.Context, id string) (orchestration.Video, bool) {
	record, ok, err := v.cache.Get(ctx, key(id))
	if err != nil {
		v.log.DebugContext(ctx, "the cache cannot be read", "video", id, "error", err)
	}
	if !ok || len(record) == 0 {
		return orchestration.Video{}, false
	}
	var video orchestration.Video
	if err := json.Unmarshal(record, &video); err != nil {
		v.log.WarnContext(ctx, "the cache has a video that cannot be read", "video", id, "error", err)
		return orchestration.Video{}, false
	}
	return video, true
}

// keep adds a record; it does not replace what Forget has left.
func (v *Videos) keep(ctx context.Context, video orchestration.Video) {
	record, err := json.Marshal(video)
	if err == nil {
		_, err = v.cache.Add(ctx, key(video.ID), record, keepFor)
	}
	if err != nil {
		v.log.DebugContext(ctx, "a video is not cached", "video", video.ID, "error", err)
	}
}

// key names the record's form too, so that a later form can have another.
func key(id string) string { return "video/1/" + id }
