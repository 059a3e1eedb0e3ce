package database_test

import (
	"database/sql"
	"errors"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
)

// kinds runs a test on a database of each kind with an empty table counter.
func kinds(t *testing.T, test func(t *testing.T, db *database.DB)) {
	t.Parallel()
	for name, open := range databasetest.Kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			if _, err := db.Write.ExecContext(t.Context(), `CREATE TABLE counter (n BIGINT NOT NULL)`); err != nil {
				t.Fatal(err)
			}
			test(t, db)
		})
	}
}

func count(t *testing.T, db interface{ QueryRow(string, ...any) *sql.Row }) (n int) {
	t.Helper()
	if err := db.QueryRow(`SELECT count(*) FROM counter`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTx(t *testing.T) {
	kinds(t, func(t *testing.T, db *database.DB) {
		no := errors.New("no")
		for _, want := range []error{no, nil} {
			err := db.Tx(t.Context(), func(tx *sql.Tx) error {
				if _, err := tx.ExecContext(t.Context(), `INSERT INTO counter (n) VALUES ($1)`, 1); err != nil {
					return err
				}
				return want
			})
			if !errors.Is(err, want) {
				t.Errorf("error %v, want %v", err, want)
			}
		}
		if n := count(t, db.Write); n != 1 {
			t.Errorf("%d rows, want that of the transaction that was committed", n)
		}
	})
}

func TestSnapshot(t *testing.T) {
	kinds(t, func(t *testing.T, db *database.DB) {
		err := db.Snapshot(t.Context(), db.Read, func(tx *sql.Tx) error {
			for range 2 {
				if n := count(t, tx); n != 0 {
					t.Errorf("%d rows, written after the snapshot began", n)
				}
				if _, err := db.Write.ExecContext(t.Context(), `INSERT INTO counter (n) VALUES ($1)`, 1); err != nil {
					t.Fatal(err)
				}
			}
			return nil
		})
		if n := count(t, db.Read); err != nil || n != 2 {
			t.Errorf("%d rows after the snapshot, %v", n, err)
		}
	})
}
