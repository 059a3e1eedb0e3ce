package main

import (
	"context"
	"fmt"
	"net/url"
	"os"

	"github.com/jackc/pgx/v5"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/migration"
	"github.com/moneyprinter/moneyprinter/shared/ledger/ledgerschema"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// prepare makes a database with every table that a function may need and returns its URL.
func prepare(ctx context.Context, function string) (string, error) {
	server := os.Getenv(testserver.Postgres)
	if server == "" {
		return "", fmt.Errorf("neither DATABASE_URL nor %s is set: run this by `make run FN=%s`", testserver.Postgres, function)
	}
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", fmt.Errorf("PostgreSQL: %w", err)
	}
	defer c.Close(ctx)
	name := "run_" + function
	if _, err := c.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return "", fmt.Errorf("create the function's database: %w", err)
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	db, err := database.OpenPostgres(ctx, u.String())
	if err != nil {
		return "", err
	}
	defer db.Close()
	for _, set := range []migration.Set{ledgerschema.Migrations, orchestrationschema.Migrations} {
		if err := set.Up(ctx, db); err != nil {
			return "", err
		}
	}
	return u.String(), nil
}
