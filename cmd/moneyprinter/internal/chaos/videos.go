package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// clip is one of the videos that are made.
type clip struct {
	id     string
	params json.RawMessage
}

// clips lists the videos of a run: those that are really made come spread among the others.
func clips(n, real int) ([]clip, error) {
	list := make([]clip, n)
	for i := range list {
		p := video.Defaults()
		id := fmt.Sprintf("%s%04d", instantPrefix, i)
		p.Subject = fmt.Sprintf("subject %d", i)
		if real > 0 && i%max(1, n/real) == 0 && i/max(1, n/real) < real {
			id = fmt.Sprintf("r-%04d", i)
			p.Script = fmt.Sprintf("This is video number %d. It is short.", i)
			p.ShortSide = 360
		}
		b, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		list[i] = clip{id, b}
	}
	return list, nil
}

// ask posts the event that asks for a video until the platform has accepted it: the promise begins there.
func (s *site) ask(ctx context.Context, c clip) error {
	e, err := event.New(event.VideoRequested, "/chaos", c.id, c.id, event.VideoRequest{Params: c.params})
	if err != nil {
		return err
	}
	sender := event.HTTPSender{URL: "http://" + s.listen + "/broker/moneyprinter/moneyprinter"}
	for ctx.Err() == nil {
		sending, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := sender.Send(sending, e)
		cancel()
		for range 20 {
			if err == nil && s.accepted(ctx, c.id) {
				return nil
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	return ctx.Err()
}

// accepted tells whether the platform has a video on record.
func (s *site) accepted(ctx context.Context, id string) bool {
	var v struct{ State string }
	return s.get(ctx, "/api/v1/videos/"+id, &v) == nil && v.State != "queued"
}

// get reads an answer's data.
func (s *site) get(ctx context.Context, path string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.listen+path, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(&struct{ Data any }{into})
}

// ask all posts the videos one after the other, a share of them before each share of the kills, so that there are videos in
// the making from the first kill to the last.
func (s *site) askAll(ctx context.Context, list []clip, may func(asked int) bool, asked *atomic.Int64) error {
	for i, c := range list {
		for !may(i) && ctx.Err() == nil {
			time.Sleep(50 * time.Millisecond)
		}
		if err := s.ask(ctx, c); err != nil {
			return err
		}
		asked.Add(1)
	}
	return nil
}

// open counts the videos that have not ended.
func (s *site) open(ctx context.Context) (int, error) {
	var load struct{ Queued, Running int }
	err := s.get(ctx, "/api/v1/load", &load)
	return load.Queued + load.Running, err
}
