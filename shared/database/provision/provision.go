// Package provision makes a PostgreSQL server what package grants says: databases, their schemas up to date, and a role for
// each function with its rights and its password. It may run again, and several at once; what is so already stays.
package provision

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/grants"
)

// Options change what is provisioned.
type Options struct {
	// Prefix begins the names of databases and roles; empty is DefaultPrefix. Installations of other prefixes may share the
	// server.
	Prefix string
	// Secrets is the folder with the functions' database URLs, <function>/database-url, from which the roles get their
	// passwords; empty sets none.
	Secrets string
	// Databases are what to provision; nil is grants.Databases.
	Databases []grants.Database
	// Log takes a line for each thing that is made; nil is slog.Default.
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	o.Prefix = cmp.Or(o.Prefix, DefaultPrefix)
	if o.Databases == nil {
		o.Databases = grants.Databases
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// lock is the advisory lock by which provisioners take turns: databases and roles are made outside of transactions.
const lock = 0x6d6f6e6579 // "money"

// Server provisions databases, schemas, roles, rights and passwords. The URL is that of any database on the server itself,
// not of a PgBouncer, with a role that may create databases and roles.
func Server(ctx context.Context, url string, o Options) error {
	o = o.withDefaults()
	roles := rolesOf(o.Databases, o.Prefix)
	var secrets map[string]string
	if o.Secrets != "" {
		var err error
		if secrets, err = passwords(o.Secrets, roles); err != nil {
			return err
		}
	}
	return locked(ctx, url, func(c *pgx.Conn) error {
		for _, r := range roles {
			if err := r.ensure(ctx, c); err != nil {
				return err
			}
			password, ok := secrets[r.name]
			if !ok {
				continue
			}
			set, err := r.setPassword(ctx, c, password)
			if err != nil {
				return err
			}
			if set {
				o.Log.InfoContext(ctx, "a role has its password", "role", r.name)
			}
		}
		return o.databases(ctx, c, url, func(c *pgx.Conn, d grants.Database) error { return applyRights(ctx, c, d, o.Prefix) })
	})
}

// Databases provisions databases and schemas only, for an owner who uses them alone.
func Databases(ctx context.Context, url string, o Options) error {
	o = o.withDefaults()
	return locked(ctx, url, func(c *pgx.Conn) error {
		return o.databases(ctx, c, url, func(*pgx.Conn, grants.Database) error { return nil })
	})
}

// locked runs f on a connection, alone among provisioners.
func locked(ctx context.Context, url string, f func(c *pgx.Conn) error) error {
	if _, err := DatabaseURL(url, "", ""); err != nil {
		return err
	}
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("provision: %w", err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	// It goes with the session, however that ends.
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return fmt.Errorf("provision: wait for another: %w", err)
	}
	return f(c)
}

// databases makes each database, brings its schemas up to date, and then has it finished.
func (o Options) databases(ctx context.Context, c *pgx.Conn, url string, finish func(*pgx.Conn, grants.Database) error) error {
	for _, d := range o.Databases {
		made, err := ensureDatabase(ctx, c, o.Prefix+d.Name)
		if err != nil {
			return err
		}
		if made {
			o.Log.InfoContext(ctx, "a database is made", "database", o.Prefix+d.Name)
		}
		if err := o.database(ctx, url, d, finish); err != nil {
			return err
		}
	}
	return nil
}

// ensureDatabase makes a database where there is none of the name, and tells whether it did.
func ensureDatabase(ctx context.Context, c *pgx.Conn, name string) (bool, error) {
	var exists bool
	if err := c.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&exists); err != nil || exists {
		return false, err
	}
	// template0 has nothing of the server's own in it.
	return true, exec(ctx, c, "CREATE DATABASE "+quote(name)+" TEMPLATE template0 ENCODING 'UTF8'")
}

func (o Options) database(ctx context.Context, url string, d grants.Database, finish func(*pgx.Conn, grants.Database) error) error {
	own, err := DatabaseURL(url, o.Prefix, d.Name)
	if err != nil {
		return err
	}
	db, err := database.OpenPostgres(ctx, own)
	if err != nil {
		return fmt.Errorf("provision: %s: %w", o.Prefix+d.Name, err)
	}
	defer db.Close()
	for _, s := range d.Schemas {
		if err := s.Up(ctx, db); err != nil {
			return fmt.Errorf("provision: %s: %w", o.Prefix+d.Name, err)
		}
	}
	c, err := pgx.Connect(ctx, own)
	if err != nil {
		return fmt.Errorf("provision: %s: %w", o.Prefix+d.Name, err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	return finish(c, d)
}
