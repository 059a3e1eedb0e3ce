package local

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/sqlite"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/ledger/ledgerschema"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
)

// state is what a machine keeps in its data folder: a database for each group of functions, as the cluster has them, and
// the blobs.
type state struct {
	data      string
	databases []*database.DB
	blobs     *folder.Store
}

func openState(data string) (*state, error) {
	blobs, err := folder.New(filepath.Join(data, "blobs"))
	if err != nil {
		return nil, err
	}
	return &state{data: data, blobs: blobs}, nil
}

func (s *state) database(ctx context.Context, name string) (*database.DB, error) {
	db, err := sqlite.Open(ctx, filepath.Join(s.data, "state", name+".db"))
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", name, err)
	}
	s.databases = append(s.databases, db)
	return db, nil
}

func (s *state) ledger(ctx context.Context, name string) (ledger.Ledger, error) {
	db, err := s.database(ctx, name)
	if err != nil {
		return nil, err
	}
	return ledger.New(db), ledgerschema.Migrations.Up(ctx, db)
}

func (s *state) orchestration(ctx context.Context) (*orchestration.Store, error) {
	db, err := s.database(ctx, "orchestration")
	if err != nil {
		return nil, err
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
