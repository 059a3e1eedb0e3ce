package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/jackc/pgx/v5"

	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// postgresSettings make a server that is quick and keeps nothing: a test's data need not outlive a power failure.
var postgresSettings = []string{
	"listen_addresses=127.0.0.1", "max_connections=300",
	"fsync=off", "full_page_writes=off", "shared_buffers=64MB",
	// A deadlock shows soon.
	"deadlock_timeout=200ms", "log_lock_waits=on",
}

// startPostgres starts a primary and a streaming replica of it.
func startPostgres(ctx context.Context, g *group) error {
	account, err := g.unprivileged()
	if err != nil {
		return err
	}
	data, err := account.folder(g, "postgres")
	if err != nil {
		return err
	}
	if err := account.run(ctx, "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(postgresAccess), 0o600); err != nil {
		return err
	}
	primary, err := postgresServer(ctx, g, account, "postgres", data)
	if err != nil {
		return err
	}
	g.set(testserver.Postgres, primary.url())
	g.postgres = primary

	data, err = account.folder(g, "postgres-replica")
	if err != nil {
		return err
	}
	if err := account.run(ctx, "pg_basebackup", "-D", data, "-h", "127.0.0.1", "-p", strconv.Itoa(primary.port), "-U", "postgres",
		"-R", "-X", "stream", "-c", "fast", "--no-sync"); err != nil {
		return err
	}
	replica, err := postgresServer(ctx, g, account, "postgres-replica", data)
	if err != nil {
		return err
	}
	g.set(testserver.PostgresReplica, replica.url())
	return nil
}

// postgresAccess lets every role in over TCP, with any password or none. The socket in the data folder asks for the password
// that was set.
const postgresAccess = `
host all all 127.0.0.1/32 trust
host replication all 127.0.0.1/32 trust
local all all scram-sha-256
`

// postgresAddress is where a PostgreSQL or a PgBouncer answers.
type postgresAddress struct{ port int }

func (a postgresAddress) url() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", a.port)
}

// ready returns nil when the server answers a query.
func (a postgresAddress) ready(ctx context.Context) error {
	c, err := pgx.Connect(ctx, a.url()+"&default_query_exec_mode=exec")
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, "SELECT 1")
	return err
}

// postgresServer starts a server on a data folder and waits until it answers.
func postgresServer(ctx context.Context, g *group, account account, name, data string) (postgresAddress, error) {
	port, err := freePort()
	if err != nil {
		return postgresAddress{}, err
	}
	program, err := postgresProgram("postgres")
	if err != nil {
		return postgresAddress{}, err
	}
	args := []string{"-D", data, "-p", strconv.Itoa(port), "-k", data}
	for _, s := range postgresSettings {
		args = append(args, "-c", s)
	}
	cmd := exec.Command(program, args...)
	account.use(cmd)
	address := postgresAddress{port}
	// SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients.
	return address, g.start(ctx, name, cmd, syscall.SIGINT, address.ready)
}

// postgresProgram finds a program of PostgreSQL: in the PATH, or where Debian keeps each version's.
func postgresProgram(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("%s is missing: install PostgreSQL, on Debian the package postgresql", name)
	}
	return found[len(found)-1], nil
}
