package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// startPgBouncer starts a PgBouncer in transaction mode before the primary.
func startPgBouncer(ctx context.Context, g *group) error {
	account, err := g.unprivileged()
	if err != nil {
		return err
	}
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program = "/usr/sbin/pgbouncer"; !exists(program) {
			return fmt.Errorf("pgbouncer is missing: install it, on Debian the package pgbouncer: %w", err)
		}
	}
	dir, err := account.folder(g, "pgbouncer")
	if err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	settings := filepath.Join(dir, "pgbouncer.ini")
	roles := filepath.Join(dir, "userlist.txt")
	if err := errors.Join(
		os.WriteFile(settings, fmt.Appendf(nil, pgBouncerSettings, g.postgres.port, port, roles), 0o644),
		os.WriteFile(roles, []byte("\"postgres\" \"\"\n"), 0o644),
	); err != nil {
		return err
	}
	cmd := exec.Command(program, settings)
	account.use(cmd)
	address := postgresAddress{port}
	// SIGTERM is PgBouncer's shutdown at once; SIGINT would wait for clients.
	if err := g.start(ctx, "pgbouncer", cmd, syscall.SIGTERM, address.ready); err != nil {
		return err
	}
	g.set(testserver.PgBouncer, address.url())
	return nil
}

// pgBouncerSettings let any role of the primary into any database. Two connections for a database and role are fewer than
// a pool of ours opens, so that clients do share them.
const pgBouncerSettings = `
[databases]
* = host=127.0.0.1 port=%d

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
pool_mode = transaction
auth_type = trust
auth_file = %s
auth_user = postgres
auth_query = SELECT usename, passwd FROM pg_shadow WHERE usename = $1
max_client_conn = 1000
default_pool_size = 2
server_idle_timeout = 10
server_login_retry = 1
query_wait_timeout = 20
`

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
