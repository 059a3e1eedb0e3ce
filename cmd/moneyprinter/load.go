package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/control"
)

// scope is whose work a command is about.
type scope struct {
	Server server `embed:""`
	Owner  string `placeholder:"NAME" help:"Only this owner's; by default everybody's."`
}

// ask asks for the load, or for a change that is answered with it.
func (s scope) ask(ctx context.Context, method, what string) (l control.Load, err error) {
	client, err := s.Server.client()
	if err != nil {
		return l, err
	}
	var q url.Values
	if s.Owner != "" {
		q = url.Values{"owner": {s.Owner}}
	}
	return l, client.Do(ctx, method, q, nil, &l, what)
}

func tell(c console, l control.Load) {
	if l.Held {
		fmt.Fprintln(c.Out, "on hold: nothing is asked for")
	}
	if len(l.Owners) > 0 {
		fmt.Fprintln(c.Out, "on hold:", strings.Join(l.Owners, ", "))
	}
	fmt.Fprintf(c.Out, "%d requests queued, %d videos being made: %d tasks under way, %d waiting\n", l.Queued, l.Running, l.UnderWay, l.Waiting)
}

type loadCommand struct {
	Server server `embed:""`
}

// Run tells how much work there is.
func (l loadCommand) Run(ctx context.Context, c console) error {
	load, err := scope{Server: l.Server}.ask(ctx, http.MethodGet, "load")
	if err == nil {
		tell(c, load)
	}
	return err
}

type holdCommand struct{ scope }

// Run holds.
func (h holdCommand) Run(ctx context.Context, c console) error {
	load, err := h.ask(ctx, http.MethodPost, "hold")
	if err == nil {
		tell(c, load)
	}
	return err
}

type releaseCommand struct{ scope }

// Run releases.
func (r releaseCommand) Run(ctx context.Context, c console) error {
	load, err := r.ask(ctx, http.MethodPost, "release")
	if err == nil {
		tell(c, load)
	}
	return err
}

type drainCommand struct {
	Server server `embed:""`
}

// Run holds everything and waits until nothing is under way.
func (d drainCommand) Run(ctx context.Context, c console) error {
	s := scope{Server: d.Server}
	load, err := s.ask(ctx, http.MethodPost, "hold")
	for err == nil && load.UnderWay > 0 {
		fmt.Fprintf(c.Err, "%d tasks are under way\n", load.UnderWay)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		load, err = s.ask(ctx, http.MethodGet, "load")
	}
	if err == nil {
		tell(c, load)
	}
	return err
}
