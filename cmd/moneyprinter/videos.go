package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// videosCommand are the commands about videos of a running server.
type videosCommand struct {
	List   listVideos   `cmd:"" default:"withargs" help:"List the videos, newest first."`
	Cancel cancelVideo  `cmd:"" help:"End a video that is being made, and all that is under way for it."`
	Retry  retryVideo   `cmd:"" help:"Make a video that failed or was cancelled again from where it ended."`
	Pause  pauseVideo   `cmd:"" help:"Ask for nothing more of a video; what is under way ends."`
	Resume resumeVideo  `cmd:"" help:"Go on with a paused video."`
	Delete deleteVideos `cmd:"" help:"Forget a video that has ended."`
}

// videoLine is what a list tells of a video.
type videoLine struct {
	ID       string           `json:"id"`
	State    string           `json:"state"`
	Paused   bool             `json:"paused"`
	Progress float64          `json:"progress"`
	Failure  *failure.Failure `json:"failure"`
	Created  time.Time        `json:"created_at"`
}

func (v videoLine) state() string {
	if v.Paused && v.State == "running" {
		return "paused"
	}
	return v.State
}

type listVideos struct {
	Server server `embed:""`
	Most   int    `default:"20" help:"How many (${default}, at most 100)."`
}

// Run lists videos.
func (l listVideos) Run(ctx context.Context, c console) error {
	client, err := l.Server.client()
	if err != nil {
		return err
	}
	var page struct {
		Videos []videoLine `json:"videos"`
		Total  int         `json:"total"`
	}
	if err := client.Do(ctx, http.MethodGet, url.Values{"page_size": {strconv.Itoa(l.Most)}}, nil, &page, "videos"); err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tSTATE\tDONE\tASKED FOR\tREASON")
	for _, v := range page.Videos {
		reason := ""
		if v.Failure != nil {
			reason = v.Failure.Error()
		}
		fmt.Fprintf(w, "%s\t%s\t%.0f %%\t%s\t%s\n", v.ID, v.state(), 100*v.Progress, v.Created.Local().Format(time.DateTime), reason)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if page.Total > len(page.Videos) {
		fmt.Fprintf(c.Err, "%d of %d; --most shows more\n", len(page.Videos), page.Total)
	}
	return nil
}

// one names a video of a server.
type one struct {
	Server server `embed:""`
	ID     string `arg:"" help:"The video's id."`
}

// change asks for a change of the video and tells how it stands then.
func (o one) change(ctx context.Context, c console, how string) error {
	client, err := o.Server.client()
	if err != nil {
		return err
	}
	var v videoLine
	if err := client.Do(ctx, http.MethodPost, nil, nil, &v, "videos", o.ID, how); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "%s is %s\n", o.ID, v.state())
	return nil
}

type (
	cancelVideo  struct{ one }
	retryVideo   struct{ one }
	pauseVideo   struct{ one }
	resumeVideo  struct{ one }
	deleteVideos struct{ one }
)

// Run cancels.
func (v cancelVideo) Run(ctx context.Context, c console) error { return v.change(ctx, c, "cancel") }

// Run retries.
func (v retryVideo) Run(ctx context.Context, c console) error { return v.change(ctx, c, "retry") }

// Run pauses.
func (v pauseVideo) Run(ctx context.Context, c console) error { return v.change(ctx, c, "pause") }

// Run resumes.
func (v resumeVideo) Run(ctx context.Context, c console) error { return v.change(ctx, c, "resume") }

// Run deletes.
func (v deleteVideos) Run(ctx context.Context, c console) error {
	client, err := v.Server.client()
	if err != nil {
		return err
	}
	if err := client.Do(ctx, http.MethodDelete, nil, nil, nil, "videos", v.ID); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, v.ID, "is forgotten")
	return nil
}
