package gateway

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// page is the answer to GET /api/v1/videos, newest first. Total counts the videos of all pages.
type page struct {
	Videos   []videoView `json:"videos"`
	Total    int         `json:"total"`
	Page     int         `json:"page"`
	PageSize int         `json:"page_size"`
}

// list takes page, from 1, and page_size, 1 to 100 (10).
func (f *Function) list(w http.ResponseWriter, r *http.Request) {
	number, err := queryNumber(r, "page", 1, 1_000_000)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	size, err := queryNumber(r, "page_size", 10, 100)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	videos, total, err := f.parts.Store.List(r.Context(), f.parts.Owner(r), size, (number-1)*size)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	p := page{Videos: []videoView{}, Total: total, Page: number, PageSize: size}
	for _, v := range videos {
		view := viewOf(v)
		view.Steps = nil // a list has no tasks, so that what the steps say would be half the truth
		p.Videos = append(p.Videos, view)
	}
	f.succeed(w, r, p)
}

func (f *Function) get(w http.ResponseWriter, r *http.Request) {
	v, err := f.videos.Get(r.Context(), f.parts.Owner(r), r.PathValue("id"))
	if err == nil {
		f.remind(r.Context(), v)
	}
	f.show(w, r, v, err)
}

// show answers with a video, or with why it could not be read.
func (f *Function) show(w http.ResponseWriter, r *http.Request, v orchestration.Video, err error) {
	if err != nil {
		f.fail(w, r, err)
		return
	}
	f.succeed(w, r, viewOf(v))
}

// delete answers 409 while the video is made.
func (f *Function) delete(w http.ResponseWriter, r *http.Request) {
	if err := f.parts.Workflow.Delete(r.Context(), f.parts.Owner(r), r.PathValue("id")); err != nil {
		f.fail(w, r, err)
		return
	}
	f.succeed(w, r, nil)
}

// change answers with the video as it is after a change; 409 where its state does not allow it.
func (f *Function) change(how func(ctx context.Context, owner, id string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := how(r.Context(), f.parts.Owner(r), r.PathValue("id")); err != nil {
			f.fail(w, r, err)
			return
		}
		// The record of a moment ago would show the video as it was before.
		v, err := f.parts.Store.Latest(r.Context(), f.parts.Owner(r), r.PathValue("id"))
		f.show(w, r, v, err)
	}
}

// queryNumber reads a query parameter from 1 to most.
func queryNumber(r *http.Request, name string, otherwise, most int) (int, error) {
	s := r.URL.Query().Get(name)
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return 0, failure.New(failure.InvalidInput, fmt.Sprintf("%s must be a number from 1 to %d", name, most))
	}
	return n, nil
}
