package local

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/location"
	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/provision"
	"github.com/moneyprinter/moneyprinter/shared/database/sqlite"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/ledger/ledgerschema"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
)

// state is what a machine keeps: a database for each group of functions, as the cluster has them, in files of its data folder
// or on a PostgreSQL server; and the blobs.
type state struct {
	data string
	// postgres is the server's URL; empty is SQLite.
	postgres  string
	databases []*database.DB
	blobs     blob.Store
}

// connections is how many of a database's connections one process uses. It takes the place of many pods.
const connections = 16

func openState(ctx context.Context, data, postgres, blobs string) (*state, error) {
	store, err := location.Open(ctx, cmp.Or(blobs, filepath.Join(data, "blobs")))
	if err != nil {
		return nil, err
	}
	return &state{data: data, postgres: postgres, blobs: store}, nil
}

// prepare makes the databases and the bucket, where they are not files.
func (s *state) prepare(ctx context.Context, o Options) error {
	if s.postgres != "" {
		if err := provision.Databases(ctx, s.postgres, provision.Options{Log: o.Log}); err != nil {
			return err
		}
	}
	if p, ok := s.blobs.(blob.Provisioner); ok {
		return p.Provision(ctx)
	}
	return nil
}

func (s *state) database(ctx context.Context, name string) (*database.DB, error) {
	db, err := s.open(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", name, err)
	}
	s.databases = append(s.databases, db)
	return db, nil
}

func (s *state) open(ctx context.Context, name string) (*database.DB, error) {
	if s.postgres == "" {
		return sqlite.Open(ctx, filepath.Join(s.data, "state", name+".db"))
	}
	url, err := provision.DatabaseURL(s.postgres, provision.DefaultPrefix, name)
	if err != nil {
		return nil, err
	}
	return database.OpenPostgres(ctx, url, database.WithPool(connections))
}

func (s *state) ledger(ctx context.Context, name string) (ledger.Ledger, error) {
	db, err := s.database(ctx, name)
	if err != nil {
		return nil, err
	}
	if s.postgres != "" {
		return ledger.New(db), nil
	}
	return ledger.New(db), ledgerschema.Migrations.Up(ctx, db)
}

func (s *state) orchestration(ctx context.Context) (*orchestration.Store, error) {
	db, err := s.database(ctx, "orchestration")
	if err != nil {
		return nil, err
	}
	if s.postgres != "" {
		return orchestration.New(db), nil
	}
	return orchestration.New(db), orchestrationschema.Migrations.Up(ctx, db)
}

func (s *state) close() error {
	var first error
	for _, db := range s.databases {
		if err := db.Close(); first == nil {
			first = err
		}
	}
	return first
}
