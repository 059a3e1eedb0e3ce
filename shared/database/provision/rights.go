package provision

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/moneyprinter/moneyprinter/shared/database/grants"
)

// public is the schema in which all tables are.
const public = "public"

// applyRights makes the rights in a database what d says, in one transaction, so that nobody is without a right that they
// keep. Whatever else PUBLIC or a role of the installation was granted is revoked. The owner's rights and those of roles of
// other names, which are the operator's own, stay.
func applyRights(ctx context.Context, c *pgx.Conn, d grants.Database, prefix string) error {
	database := quote(prefix + d.Name)
	err := pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		installed, err := texts(ctx, tx, `
SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1) AND NOT rolsuper AND rolname <> current_user
AND oid NOT IN (SELECT datdba FROM pg_database WHERE datname = current_database())`, prefix)
		if err != nil {
			return err
		}
		for i := range installed {
			installed[i] = quote(installed[i])
		}
		everybody := strings.Join(append(installed, "PUBLIC"), ", ")
		statements := []string{
			"REVOKE ALL ON DATABASE " + database + " FROM " + everybody,
			"REVOKE ALL ON SCHEMA " + public + " FROM " + everybody,
			"REVOKE ALL ON ALL TABLES IN SCHEMA " + public + " FROM " + everybody,
			"REVOKE ALL ON ALL SEQUENCES IN SCHEMA " + public + " FROM " + everybody,
		}
		for _, f := range d.Functions {
			statements = append(statements, grantsTo(f, database, prefix)...)
		}
		for _, s := range statements {
			if err := exec(ctx, tx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("rights in %s: %w", prefix+d.Name, err)
	}
	return nil
}

// grantsTo are the statements that give a function its rights.
func grantsTo(f grants.Function, database, prefix string) []string {
	who := " TO " + quote(prefix+f.Name)
	statements := []string{"GRANT CONNECT ON DATABASE " + database + who, "GRANT USAGE ON SCHEMA " + public + who}
	for table, privileges := range f.Rights {
		var words []string
		for _, p := range privileges {
			words = append(words, string(p))
		}
		slices.Sort(words)
		statements = append(statements, "GRANT "+strings.Join(words, ", ")+" ON "+pgx.Identifier{public, table}.Sanitize()+who)
	}
	return statements
}
