package gateway

import (
	"context"
	"net/http"

	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// videos reads single videos: *cached.Videos, or uncached.
type videos interface {
	Get(ctx context.Context, owner, id string) (orchestration.Video, error)
	// Forget drops what is cached of a video.
	Forget(ctx context.Context, id string)
}

// uncached reads every video from the database.
type uncached struct{ *orchestration.Store }

func (uncached) Forget(context.Context, string) {}

// forgetting drops what is cached of a video before it is deleted, since nobody must see it afterwards.
func (f *Function) forgetting(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f.videos.Forget(r.Context(), r.PathValue("id"))
		next(w, r)
	}
}
