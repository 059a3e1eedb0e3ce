package provision

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/moneyprinter/moneyprinter/shared/database/grants"
)

// role is a function's role on the server.
type role struct {
	function, name string
	connections    int
	databases      []string
}

// rolesOf lists the functions' roles.
func rolesOf(databases []grants.Database, prefix string) []role {
	var roles []role
	for _, d := range databases {
		for _, f := range d.Functions {
			i := slices.IndexFunc(roles, func(r role) bool { return r.function == f.Name })
			if i < 0 {
				i = len(roles)
				roles = append(roles, role{function: f.Name, name: prefix + f.Name})
			}
			roles[i].connections = max(roles[i].connections, f.Connections)
			roles[i].databases = append(roles[i].databases, prefix+d.Name)
		}
	}
	return roles
}

// sessions are what every session of a function's role begins with. PgBouncer takes no such setting from a client. A
// process whose machine is gone leaves its transaction, and the locks of it, until the server gives up on it.
var sessions = map[string]string{"idle_in_transaction_session_timeout": "1min", "statement_timeout": "1min"}

// attribute is a property of a role in pg_roles and the word that gives it.
type attribute struct{ column, word string }

// attributes of a function's role: it logs in, and that is all.
var attributes = []attribute{
	{"rolcanlogin", "LOGIN"}, {"NOT rolsuper", "NOSUPERUSER"}, {"NOT rolcreatedb", "NOCREATEDB"}, {"NOT rolcreaterole", "NOCREATEROLE"},
	{"NOT rolinherit", "NOINHERIT"}, {"NOT rolreplication", "NOREPLICATION"}, {"NOT rolbypassrls", "NOBYPASSRLS"},
}

// ensure makes the role, or makes it what it should be. An owner who is no superuser may not even say what is so already;
// so only what differs is said.
func (r role) ensure(ctx context.Context, c *pgx.Conn) error {
	statement := "ALTER ROLE " + quote(r.name)
	missing, err := r.missing(ctx, c)
	if errors.Is(err, pgx.ErrNoRows) {
		statement = "CREATE ROLE " + quote(r.name)
		for _, a := range attributes {
			missing = append(missing, a.word)
		}
		missing, err = append(missing, r.limit()), nil
	}
	if err != nil {
		return fmt.Errorf("provision: role %s: %w", r.name, err)
	}
	for _, word := range missing {
		statement += " " + word
	}
	if len(missing) > 0 {
		if err := exec(ctx, c, statement); err != nil {
			return err
		}
	}
	if err := r.leave(ctx, c); err != nil {
		return err
	}
	return r.configure(ctx, c)
}

func (r role) limit() string { return "CONNECTION LIMIT " + strconv.Itoa(r.connections) }

// missing lists the words that the role lacks; pgx.ErrNoRows where there is no such role.
func (r role) missing(ctx context.Context, c *pgx.Conn) (words []string, err error) {
	query := "SELECT rolconnlimit"
	for _, a := range attributes {
		query += ", " + a.column
	}
	var limit int
	has := make([]bool, len(attributes))
	into := []any{&limit}
	for i := range has {
		into = append(into, &has[i])
	}
	if err := c.QueryRow(ctx, query+" FROM pg_roles WHERE rolname = $1", r.name).Scan(into...); err != nil {
		return nil, err
	}
	for i, a := range attributes {
		if !has[i] {
			words = append(words, a.word)
		}
	}
	if limit != r.connections {
		words = append(words, r.limit())
	}
	return words, nil
}

// leave takes the role out of every other role, whose rights it would have besides its own.
func (r role) leave(ctx context.Context, c *pgx.Conn) error {
	groups, err := texts(ctx, c, "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = $1", r.name)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if err := exec(ctx, c, "REVOKE "+quote(g)+" FROM "+quote(r.name)); err != nil {
			return err
		}
	}
	return nil
}

// configure gives the role its sessions' settings.
func (r role) configure(ctx context.Context, c *pgx.Conn) error {
	set, err := texts(ctx, c, "SELECT unnest(rolconfig) FROM pg_roles WHERE rolname = $1", r.name)
	if err != nil {
		return err
	}
	for name, value := range sessions {
		if slices.Contains(set, name+"="+value) {
			continue
		}
		if err := exec(ctx, c, "ALTER ROLE "+quote(r.name)+" SET "+name+" = '"+value+"'"); err != nil {
			return err
		}
	}
	return nil
}

// setPassword gives the role its password, unless that is its password already, and tells whether it did.
func (r role) setPassword(ctx context.Context, c *pgx.Conn, password string) (bool, error) {
	var kept string
	// Only a superuser sees what is kept; for anybody else the password is set each time.
	err := c.QueryRow(ctx, "SELECT coalesce(rolpassword, '') FROM pg_authid WHERE rolname = $1", r.name).Scan(&kept)
	if err == nil && verifies(kept, password) {
		return false, nil
	}
	v, err := newVerifier(password)
	if err != nil {
		return false, err
	}
	literal, err := c.PgConn().EscapeString(v)
	if err != nil {
		return false, fmt.Errorf("provision: password: %w", err)
	}
	return true, exec(ctx, c, "ALTER ROLE "+quote(r.name)+" PASSWORD '"+literal+"'")
}
