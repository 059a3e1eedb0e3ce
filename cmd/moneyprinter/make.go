package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/live"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/video"
	"github.com/moneyprinter/moneyprinter/shared/watch"
)

// makeCommand makes one video and waits for it.
type makeCommand struct {
	Parameters parameters `embed:""`
	Inputs     inputs     `embed:""`
	Platform   platform   `embed:""`
	Out        string     `group:"Making" short:"o" default:"videos" placeholder:"DIR" help:"The folder for the finished files (${default})."`
	JSON       bool       `group:"Making" help:"Write one line of JSON to standard output at the end."`
}

// Help implements kong.HelpProvider.
func (makeCommand) Help() string {
	return `Examples:
  moneyprinter make "Why the sea is salty"
  moneyprinter make --script talk.txt --aspect 16:9 --voice en-gb
  moneyprinter make "Our holiday" --clips clips/*.mp4 photos/ --bgm-file song.mp3`
}

// Run makes the video. It ends with exitUsage where the parameters are wrong, before anything is started.
func (m *makeCommand) Run(ctx context.Context, c console) error {
	began := time.Now()
	params, err := m.params(c.In)
	if err != nil {
		return errors.Join(exitCode(exitUsage), m.report(c, failed(err, began)))
	}
	made, err := m.make(ctx, c, params, began)
	if err != nil {
		made = failed(err, began)
	}
	if err := m.report(c, made); err != nil {
		return err
	}
	if made.State != orchestration.Completed {
		return exitCode(exitFailed)
	}
	return nil
}

func (m *makeCommand) params(stdin io.Reader) (video.Params, error) {
	named, err := m.Inputs.named(stdin)
	if err != nil {
		return video.Params{}, err
	}
	return m.Parameters.params(named)
}

func (m *makeCommand) make(ctx context.Context, c console, params video.Params, began time.Time) (made result, err error) {
	logs := io.Discard
	if m.Platform.Verbose {
		logs = c.Err
	}
	machine, stop, err := m.Platform.start(ctx, "127.0.0.1:0", logs)
	if err != nil {
		return result{}, err
	}
	defer func() {
		if e := stop(); err == nil {
			err = e
		}
	}()
	if err := m.Inputs.store(ctx, machine, &params); err != nil {
		return result{}, err
	}
	id, err := machine.Create(ctx, orchestration.LocalOwner, params)
	if err != nil {
		return result{}, err
	}
	if err := m.follow(ctx, c, machine, id); err != nil {
		return result{}, err
	}
	v, err := machine.Store().Get(context.WithoutCancel(ctx), orchestration.LocalOwner, id)
	if err != nil {
		return result{}, err
	}
	made = resultOf(v, time.Since(began))
	if v.State == orchestration.Completed {
		made.Files, err = deliver(ctx, machine.Blobs(), v, m.Out, m.name())
	}
	return made, err
}

// follow shows the video until it has ended. Where the context ends first, the video is cancelled.
func (m *makeCommand) follow(ctx context.Context, c console, machine *local.Machine, id string) error {
	view := live.New(c.Err, time.Now)
	if m.Platform.Verbose {
		view = live.NewLines(c.Err, time.Now) // bars and a log would overwrite each other
	}
	for u, err := range watch.Video(ctx, machine.Store(), orchestration.LocalOwner, id, watch.Options{News: machine.Hub(), Idle: time.Second}) {
		switch {
		case ctx.Err() != nil:
			return cancel(context.WithoutCancel(ctx), machine, id)
		case err != nil:
			return err
		}
		view.Update(u)
	}
	return nil
}

// cancel ends the video. One that the workflow has not accepted yet is not known to it for a moment.
func cancel(ctx context.Context, machine *local.Machine, id string) error {
	ctx, stop := context.WithTimeout(ctx, closing)
	defer stop()
	for _, err := range watch.Video(ctx, machine.Store(), orchestration.LocalOwner, id, watch.Options{News: machine.Hub(), Idle: 100 * time.Millisecond}) {
		if err != nil {
			return err
		}
		err := machine.Cancel(ctx, orchestration.LocalOwner, id)
		if err != nil && !errors.Is(err, &failure.Failure{Code: failure.NotFound}) && !errors.Is(err, &failure.Failure{Code: failure.Conflict}) {
			return err
		}
	}
	return nil
}

// name is what the files are called where the video has no subject to name them by: the script's file.
func (m *makeCommand) name() string {
	if m.Parameters.Subject != "" || m.Inputs.Script == "" || m.Inputs.Script == "-" {
		return ""
	}
	base := filepath.Base(m.Inputs.Script)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// report tells how it ended: JSON to standard output, and words to people.
func (m *makeCommand) report(c console, made result) error {
	if m.JSON {
		if err := json.NewEncoder(c.Out).Encode(made); err != nil {
			return err
		}
	}
	if made.Failure != nil {
		complain(c, made.Failure)
		return nil
	}
	return made.summary(c, m.JSON)
}
