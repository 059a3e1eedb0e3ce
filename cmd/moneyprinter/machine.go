package main

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"time"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// platform are the flags of the commands that run the platform.
type platform struct {
	Data     string `group:"Making" env:"MONEYPRINTER_DATA" default:"${data}" placeholder:"DIR" help:"The folder of state, blobs and deliveries (${default})."`
	Library  string `group:"Making" placeholder:"DIR" help:"The folder of your own clips and recordings; by default library in the data folder."`
	Music    string `group:"Making" name:"music-folder" placeholder:"DIR" help:"The folder of background music; by default the bundled tracks."`
	Parallel int    `group:"Making" placeholder:"N" help:"How many processor cores renders use; by default all."`
	Postgres string `group:"Making" env:"MONEYPRINTER_POSTGRES" placeholder:"URL" help:"A PostgreSQL server to keep the state in, as a role that may create databases; by default SQLite in the data folder."`
	Blobs    string `group:"Making" env:"MONEYPRINTER_BLOBS" placeholder:"LOCATION" help:"Where media are kept: a folder, minio://HOST/BUCKET or s3://BUCKET; by default blobs in the data folder."`
	Verbose  bool   `group:"Making" short:"v" help:"Write the log to standard error."`

	// manifests are Knative manifests of the user's own; nil is none.
	manifests fs.FS
}

// closing is how long the platform may take to stop.
const closing = 10 * time.Second

// start runs the platform until the function that it returns is called.
func (p platform) start(ctx context.Context, listen string, logs io.Writer) (*local.Machine, func() error, error) {
	flush, err := telemetry.Start(ctx, "moneyprinter")
	if err != nil {
		return nil, nil, err
	}
	// An interrupt ends what the command waits for; the platform itself is stopped in good order afterwards.
	m, err := local.Start(context.WithoutCancel(ctx), local.Options{
		Data: p.Data, Listen: listen, Library: p.Library, Music: p.Music, Parallel: p.Parallel,
		Log: telemetry.Logger(slog.NewTextHandler(logs, nil)), JobOutput: logs, Manifests: p.manifests,
		Postgres: p.Postgres, Blobs: p.Blobs,
	})
	if err != nil {
		return nil, nil, err
	}
	return m, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
		defer cancel()
		err := m.Close(ctx)
		_ = flush(ctx) // spans that nobody takes are no reason to fail
		return err
	}, nil
}
