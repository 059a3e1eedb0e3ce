package database

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	// pool is how many connections a process opens, and as many to a replica. It is small, because a function scales to
	// many processes.
	pool = 4
	// idle is how long a connection is kept that nobody uses: a function that scales to zero is seldom idle for longer.
	idle = time.Minute
	// connect is how long a connection may take to come about where the URL has no connect_timeout.
	connect = 5 * time.Second
)

// Option changes how a PostgreSQL database is opened.
type Option func(*settings)

type settings struct {
	read string
	pool int
}

// WithReplica makes DB.Read a streaming replica, by its URL. The URL may name several hosts, the primary as the last of
// them, to read on when a replica is away. An empty one is no replica: reads go to the primary.
func WithReplica(url string) Option { return func(s *settings) { s.read = url } }

// WithPool sets how many connections are opened at most, to the primary and to the replica each; the default is 4.
func WithPool(connections int) Option { return func(s *settings) { s.pool = connections } }

// OpenPostgres opens a PostgreSQL database by its URL, which may lead through a PgBouncer in transaction mode. It asks the
// primary once whether it answers; a replica is connected to by the first read.
func OpenPostgres(ctx context.Context, url string, options ...Option) (*DB, error) {
	s := settings{pool: pool}
	for _, o := range options {
		o(&s)
	}
	write, err := s.open(url)
	if err != nil {
		return nil, err
	}
	db := &DB{Write: write, Read: write, Dialect: PostgreSQL}
	if s.read != "" {
		if db.Read, err = s.open(s.read); err != nil {
			write.Close()
			return nil, fmt.Errorf("the replica: %w", err)
		}
		db.Lags = true
	}
	if err := write.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("database: open: %w", err)
	}
	return db, nil
}

// open makes a pool and connects to nothing.
func (s settings) open(url string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	// In PgBouncer's transaction mode each transaction, and each statement outside of one, may run on another of the
	// server's connections, and a statement prepared by name is there on one of them only. Exec sends statement and
	// arguments in one go and leaves nothing behind; it is one round trip, as a prepared statement would be.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.StatementCacheCapacity, config.DescriptionCacheCapacity = 0, 0
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connect
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(s.pool)
	db.SetMaxIdleConns(s.pool)
	db.SetConnMaxIdleTime(idle)
	return db, nil
}
