// Package sqlite opens SQLite databases: the state of the one-machine runtime. Only the one binary and tests import it.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/moneyprinter/moneyprinter/shared/database"
)

// Open opens the database file at path and makes it, and its folder, where it is missing. Several processes may have it
// open: each write waits for the others for up to ten seconds.
func Open(ctx context.Context, path string) (*database.DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	write, err := sql.Open("sqlite", dsn(path, "immediate"))
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		write.Close()
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	read, err := sql.Open("sqlite", dsn(path, "deferred"))
	if err != nil {
		write.Close()
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	return &database.DB{Write: write, Read: read, Dialect: database.SQLite}, nil
}

// dsn sets WAL (readers do not wait for the writer) and synchronous NORMAL: a killed process loses nothing; after a power
// failure the last transactions may be gone, and the workflow makes them again.
func dsn(path, lock string) string {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(ON)", "temp_store(MEMORY)"}, "_txlock": {lock}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}
