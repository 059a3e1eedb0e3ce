// Package service gives a deployed function what every function needs, from its environment.
package service

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// Config is what every function takes from its environment.
type Config struct {
	// DatabaseURL is the function's own PostgreSQL database.
	DatabaseURL string `env:"DATABASE_URL,required,unset"`
	// DatabaseReadURL is a replica of it for reads that may lag; empty reads from the primary.
	DatabaseReadURL string `env:"DATABASE_READ_URL,unset"`
	// Blobs is the folder of the blob store.
	Blobs string `env:"MONEYPRINTER_BLOBS,required"`
	// Sink is the broker's ingress.
	Sink string `env:"K_SINK,required"`
	// Progress is where reports of progress are posted; empty drops them.
	Progress string `env:"MONEYPRINTER_PROGRESS_URL"`
	// Library is the folder of the users' own footage, named by file; empty is none.
	Library string `env:"MONEYPRINTER_LIBRARY"`
	// Music is the folder of background music; empty is the bundled tracks.
	Music string `env:"MONEYPRINTER_MUSIC"`
}

// Must returns v, or ends the process with the reason: a function that is configured wrongly should not look ready.
func Must[T any](v T, err error) T {
	if err != nil {
		slog.Error("the function cannot start", "error", err)
		os.Exit(1)
	}
	return v
}

// Load reads the configuration and starts logs and traces.
func Load(name string) (Config, error) {
	slog.SetDefault(telemetry.Logger(slog.NewJSONHandler(os.Stderr, nil)).With("function", name))
	c, err := env.ParseAs[Config]()
	if err != nil {
		return c, fmt.Errorf("service: %w", err)
	}
	_, err = telemetry.Start(context.Background(), "moneyprinter-"+name)
	return c, err
}

// Step returns the parts of a step.
func (c Config) Step() (step.Parts, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	db, err := database.OpenPostgres(ctx, c.DatabaseURL)
	if err != nil {
		return step.Parts{}, err
	}
	blobs, err := folder.New(c.Blobs)
	if err != nil {
		return step.Parts{}, err
	}
	p := step.Parts{Blobs: blobs, Ledger: ledger.New(db), Broker: c.Broker(), Incarnation: step.NewIncarnation(step.Hostname())}
	if c.Progress != "" {
		p.Progress = progress.NewHTTP(c.Progress)
	}
	return p, nil
}

// Orchestration opens the database of the videos.
func (c Config) Orchestration() (*orchestration.Store, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	db, err := database.OpenPostgres(ctx, c.DatabaseURL, database.WithReplica(c.DatabaseReadURL))
	if err != nil {
		return nil, err
	}
	return orchestration.New(db), nil
}

// Broker sends events to the sink.
func (c Config) Broker() event.Sender { return event.HTTPSender{URL: c.Sink} }
