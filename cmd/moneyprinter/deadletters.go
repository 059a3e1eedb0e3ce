package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// deadLettersCommand are the commands about events that could not be delivered.
type deadLettersCommand struct {
	List    listLetters   `cmd:"" default:"withargs" help:"List them, the latest first."`
	Show    showLetter    `cmd:"" help:"Print one with its event, as JSON."`
	Replay  replayLetter  `cmd:"" help:"Deliver one again. A step's request makes its failed video go on."`
	Edit    editLetter    `cmd:"" help:"Change the event's data in $EDITOR and deliver it."`
	Discard discardLetter `cmd:"" help:"Forget one."`
}

const deadLetters = "dead-letters"

type listLetters struct {
	Server server `embed:""`
	Video  string `placeholder:"ID" help:"Only those of a video."`
	Type   string `placeholder:"TYPE" help:"Only those of an event type."`
	Most   int    `default:"50" help:"How many (${default}, at most 200)."`
}

// Run lists letters.
func (l listLetters) Run(ctx context.Context, c console) error {
	client, err := l.Server.client()
	if err != nil {
		return err
	}
	var page struct {
		Letters []control.Letter `json:"dead_letters"`
	}
	q := control.LetterQuery{Video: l.Video, Type: l.Type, Limit: l.Most}
	if err := client.Do(ctx, http.MethodGet, q.Values(), nil, &page, deadLetters); err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tARRIVED\tEVENT\tREPLAYED\tREASON")
	for _, l := range page.Letters {
		fmt.Fprintf(w, "%s\t%s\t%s %s\t%d\t%s\n", l.ID, l.Arrived.Local().Format(time.DateTime), l.Type, l.EventID, l.Replays, l.Reason.Error())
	}
	return w.Flush()
}

// letter names a dead letter of a server.
type letter struct {
	Server server `embed:""`
	ID     string `arg:"" help:"The letter's id, as the list shows it."`
}

func (l letter) get(ctx context.Context) (control.Letter, error) {
	var found control.Letter
	client, err := l.Server.client()
	if err != nil {
		return found, err
	}
	return found, client.Do(ctx, http.MethodGet, nil, nil, &found, deadLetters, l.ID)
}

// replay delivers the letter again, with other data where there is some.
func (l letter) replay(ctx context.Context, c console, data []byte) error {
	client, err := l.Server.client()
	if err != nil {
		return err
	}
	var after control.Letter
	if err := client.Do(ctx, http.MethodPost, nil, data, &after, deadLetters, l.ID, "replay"); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "%s %s is on its way again\n", after.Type, after.EventID)
	return nil
}

type showLetter struct{ letter }

// Run shows a letter.
func (s showLetter) Run(ctx context.Context, c console) error {
	l, err := s.get(ctx)
	if err != nil {
		return err
	}
	e := json.NewEncoder(c.Out)
	e.SetIndent("", "  ")
	return e.Encode(l)
}

type replayLetter struct {
	letter
	With string `placeholder:"FILE" help:"A file with other data (JSON) for the event; - reads standard input."`
}

// Run replays a letter.
func (r replayLetter) Run(ctx context.Context, c console) error {
	var data []byte
	var err error
	switch r.With {
	case "":
	case "-":
		data, err = io.ReadAll(c.In)
	default:
		data, err = os.ReadFile(r.With)
	}
	if err != nil {
		return failure.Wrap(failure.InvalidInput, err, "the event's new data cannot be read: "+err.Error())
	}
	return r.replay(ctx, c, data)
}

type editLetter struct{ letter }

// Run opens the event's data in an editor and replays the letter with what is saved.
func (e editLetter) Run(ctx context.Context, c console) error {
	l, err := e.get(ctx)
	if err != nil {
		return err
	}
	var stored struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(l.Event, &stored); err != nil || stored.Data == nil {
		return failure.New(failure.InvalidInput, "the event has no JSON data to edit")
	}
	var before bytes.Buffer
	if err := json.Indent(&before, stored.Data, "", "  "); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "moneyprinter-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "data.json")
	if err := os.WriteFile(path, append(before.Bytes(), '\n'), 0o600); err != nil {
		return err
	}
	editor := cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR"), "vi")
	// The variable may hold arguments, so a shell reads it; the file is an argument of its own.
	cmd := exec.CommandContext(ctx, "sh", "-c", editor+` "$0"`, path)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.In, c.Out, c.Err
	if err := cmd.Run(); err != nil {
		return failure.Wrap(failure.NotConfigured, err, fmt.Sprintf("the editor %s failed: %v", editor, err), failure.Hint("set EDITOR"))
	}
	after, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if bytes.Equal(bytes.TrimSpace(after), bytes.TrimSpace(before.Bytes())) {
		return failure.Wrap(failure.InvalidInput, errors.New("unchanged"), "nothing was changed, so nothing is delivered", failure.Hint("moneyprinter dead-letters replay delivers it as it is"))
	}
	return e.replay(ctx, c, after)
}

type discardLetter struct{ letter }

// Run forgets a letter.
func (d discardLetter) Run(ctx context.Context, c console) error {
	client, err := d.Server.client()
	if err != nil {
		return err
	}
	if err := client.Do(ctx, http.MethodDelete, nil, nil, nil, deadLetters, d.ID); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, d.ID, "is forgotten")
	return nil
}
