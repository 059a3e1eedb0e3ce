package migration_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/database/migration"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// set is migrations that fail where they run twice.
func set(name string, versions ...string) migration.Set {
	files := fstest.MapFS{}
	for _, v := range versions {
		files[v+"_"+name+".sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE " + name + v + " (n BIGINT);\n")}
	}
	return migration.Set{Name: name, Files: files}
}

func TestUp(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]databasetest.Open{"SQLite": databasetest.SQLite, "PostgreSQL": databasetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			for _, s := range []migration.Set{set("a", "00001"), set("a", "00001"), set("b", "00001"), set("a", "00001", "00002")} {
				if err := s.Up(t.Context(), db); err != nil {
					t.Fatal(err)
				}
			}
			for _, table := range []string{"a00001", "a00002", "b00001"} {
				if _, err := db.Write.ExecContext(t.Context(), `INSERT INTO `+table+` (n) VALUES (1)`); err != nil {
					t.Error(err)
				}
			}
			bad := migration.Set{Name: "bad", Files: fstest.MapFS{"00001_bad.sql": {Data: []byte("-- +goose Up\nCREATE NONSENSE;\n")}}}
			if err := bad.Up(t.Context(), db); err == nil || !strings.Contains(err.Error(), "migration: bad") {
				t.Errorf("a bad migration: %v", err)
			}
		})
	}
}

func TestMigratorsAtOnce(t *testing.T) {
	t.Parallel()
	d := databasetest.New(t)
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			db, err := database.OpenPostgres(t.Context(), d.URL(t, testserver.Postgres))
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			if err := set("a", "00001", "00002").Up(t.Context(), db); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
}
