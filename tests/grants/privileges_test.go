package grants_test

import (
	"context"
	"slices"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/database/grants"
)

// every privilege that a table can have.
var every = []grants.Privilege{grants.Select, grants.Insert, grants.Update, grants.Delete, "TRUNCATE", "REFERENCES", "TRIGGER"}

// Each role has on each table of each database what the file says, and nothing else.
func TestPostgresSaysWhatTheFileSays(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for _, d := range grants.Databases {
		c, err := s.connect(d.Name, "")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(context.Background())
		has := func(query string, args ...any) bool {
			t.Helper()
			var yes bool
			if err := c.QueryRow(t.Context(), query, args...).Scan(&yes); err != nil {
				t.Fatal(err)
			}
			return yes
		}
		for function := range functions() {
			role := s.prefix + function
			i := slices.IndexFunc(d.Functions, func(f grants.Function) bool { return f.Name == function })
			var rights grants.Rights
			if i >= 0 {
				rights = d.Functions[i].Rights
			}
			for _, table := range s.tables(d.Name) {
				for _, p := range every {
					if got, want := has(`SELECT has_table_privilege($1, $2, $3)`, role, "public."+table, string(p)), slices.Contains(rights[table], p); got != want {
						t.Errorf("%s has %s on %s of %s: %v, want %v", function, p, table, d.Name, got, want)
					}
				}
			}
			for privilege, want := range map[string]bool{"CONNECT": i >= 0, "CREATE": false, "TEMPORARY": false} {
				if got := has(`SELECT has_database_privilege($1, current_database(), $2)`, role, privilege); got != want {
					t.Errorf("%s has %s on %s: %v, want %v", function, privilege, d.Name, got, want)
				}
			}
			for privilege, want := range map[string]bool{"USAGE": i >= 0, "CREATE": false} {
				if got := has(`SELECT has_schema_privilege($1, 'public', $2)`, role, privilege); got != want {
					t.Errorf("%s has %s on the schema of %s: %v, want %v", function, privilege, d.Name, got, want)
				}
			}
		}
	}
}

// Who connects as a function's role comes into its own databases only, and there to its own tables.
func TestOthersTablesAndDatabasesAreRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for _, d := range grants.Databases {
		tables := s.tables(d.Name)
		for function := range functions() {
			i := slices.IndexFunc(d.Functions, func(f grants.Function) bool { return f.Name == function })
			c, err := s.connect(d.Name, function)
			if i < 0 {
				if err == nil {
					c.Close(context.Background())
				}
				if !denied(err) {
					t.Errorf("%s connects to %s: %v", function, d.Name, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close(context.Background())
			for _, table := range tables {
				for statement, p := range map[string]grants.Privilege{
					"SELECT count(*) FROM " + table: grants.Select, "INSERT INTO " + table + " DEFAULT VALUES": grants.Insert,
					"DELETE FROM " + table: grants.Delete, "TRUNCATE " + table: "TRUNCATE",
				} {
					if slices.Contains(d.Functions[i].Rights[table], p) {
						continue
					}
					if _, err := c.Exec(t.Context(), statement); !denied(err) {
						t.Errorf("%s in %s: %s: %v", function, d.Name, statement, err)
					}
				}
			}
			for _, statement := range []string{
				"CREATE TABLE public.mine (n INT)", "CREATE TEMPORARY TABLE mine (n INT)", "CREATE SCHEMA mine", "CREATE ROLE mine", "CREATE DATABASE mine",
				"ALTER TABLE " + tables[0] + " ADD COLUMN mine INT", "SELECT rolpassword FROM pg_authid", "SET ROLE postgres", "COPY (SELECT 1) TO PROGRAM 'true'",
			} {
				if _, err := c.Exec(t.Context(), statement); !denied(err) {
					t.Errorf("%s in %s: %s: %v", function, d.Name, statement, err)
				}
			}
		}
	}
}
