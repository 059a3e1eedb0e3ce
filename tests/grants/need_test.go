package grants_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/grants"
)

// Each function does its work with its role's rights, and with none of them less.
func TestFunctionsNeedTheirRights(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for _, d := range grants.Databases {
		for _, f := range d.Functions {
			t.Run(f.Name, func(t *testing.T) {
				work := works[f.Name]
				if work == nil {
					t.Fatalf("the work of %s is not described here", f.Name)
				}
				db, admin := s.open(t, d.Name, f.Name), s.open(t, d.Name, "")
				if err := work(t, db, admin, newID()); err != nil {
					t.Fatalf("with all its rights: %v", err)
				}
				if d.Name != "orchestration" && f.Name != d.Functions[0].Name {
					return // the steps of a database have the same rights for the same code
				}
				for table, privileges := range f.Rights {
					for _, p := range privileges {
						change(t, admin, "REVOKE "+string(p)+" ON "+table+" FROM "+s.prefix+f.Name)
						if err := work(t, db, admin, newID()); err == nil {
							t.Errorf("%s on %s is not needed", p, table)
						}
						change(t, admin, "GRANT "+string(p)+" ON "+table+" TO "+s.prefix+f.Name)
					}
				}
			})
		}
	}
}

func change(t *testing.T, admin *database.DB, statement string) {
	t.Helper()
	if _, err := admin.Write.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
