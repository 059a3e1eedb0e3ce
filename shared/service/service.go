// Package service gives a deployed function what every function needs, from its environment.
package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/caarlos0/env/v11"
	funchttp "knative.dev/func-go/http"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/location"
	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/identity"
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
	// Blobs is where media are kept, in the form that package location reads: a folder, minio://… or s3://….
	Blobs string `env:"MONEYPRINTER_BLOBS,required"`
	// Sink is the broker's ingress.
	Sink string `env:"K_SINK,required"`
	// Tokens is a folder with the tokens of the function's account, where Knative Eventing asks for them: `broker` is the one for
	// the broker. Empty sends none.
	Tokens string `env:"MONEYPRINTER_TOKENS"`
	// Redis is the address of a Redis, as package redisclient reads it; empty keeps news, cache and limits in this process.
	Redis string `env:"MONEYPRINTER_REDIS,unset"`
	// Progress is where reports of progress are posted; empty sends them through Redis.
	Progress string `env:"MONEYPRINTER_PROGRESS_URL"`
	// Instance is a place where at most one process lives, such as a Job's name; empty is the pod.
	Instance string `env:"MONEYPRINTER_INSTANCE"`
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
	// func's middleware tells of every start and probe; the main that func writes leaves it at that.
	funchttp.SetLogLevel(funchttp.LogWarn)
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
	blobs, err := c.Store(ctx)
	if err != nil {
		return step.Parts{}, err
	}
	instance := c.Instance
	if instance == "" {
		instance = step.Hostname()
	}
	p := step.Parts{
		Blobs: blobs, Ledger: ledger.New(db), Broker: c.Broker(), Incarnation: step.NewIncarnation(instance),
		Ready: func(ctx context.Context) error { return errors.Join(db.Write.PingContext(ctx), blob.Ready(ctx, blobs)) },
	}
	if c.Progress != "" {
		p.Progress = progress.NewHTTP(c.Progress)
		return p, nil
	}
	shared, err := c.Shared()
	p.Progress, p.Limiter = shared.Bus, shared.Limiter
	return p, err
}

// Store opens the place of media, and asks it nothing yet.
func (c Config) Store(ctx context.Context) (blob.Store, error) { return location.Open(ctx, c.Blobs) }

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
func (c Config) Broker() event.Sender {
	s := event.HTTPSender{URL: c.Sink}
	if c.Tokens != "" {
		s.Client = identity.Client(filepath.Join(c.Tokens, "broker"))
	}
	return s
}
