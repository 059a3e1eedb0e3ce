package provision

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// connection is a connection or a transaction on it.
type connection interface {
	Exec(ctx context.Context, statement string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, statement string, args ...any) (pgx.Rows, error)
}

// quote makes an identifier of a name.
func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// exec runs a statement. Its error tells the statement up to where a password could stand.
func exec(ctx context.Context, c connection, statement string) error {
	if _, err := c.Exec(ctx, statement); err != nil {
		told, _, _ := strings.Cut(statement, " PASSWORD ")
		return fmt.Errorf("provision: %s: %w", told, err)
	}
	return nil
}

// texts returns the single column of a query.
func texts(ctx context.Context, c connection, query string, args ...any) ([]string, error) {
	rows, err := c.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("provision: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("provision: %w", err)
	}
	return list, nil
}
