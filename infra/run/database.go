package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"

	"github.com/moneyprinter/moneyprinter/shared/database/grants"
	"github.com/moneyprinter/moneyprinter/shared/database/provision"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// prepare makes the databases, roles and rights of a cluster and returns the URL of the function's database, with its role.
func prepare(ctx context.Context, function string) (string, error) {
	server := os.Getenv(testserver.Postgres)
	if server == "" {
		return "", fmt.Errorf("neither DATABASE_URL nor %s is set: run this by `make run FN=%s`", testserver.Postgres, function)
	}
	if err := provision.Server(ctx, server, provision.Options{}); err != nil {
		return "", err
	}
	return address(server, function)
}

// address is the URL of a function's database on a server that asks for no passwords.
func address(server, function string) (string, error) {
	for _, d := range grants.Databases {
		if !slices.ContainsFunc(d.Functions, func(f grants.Function) bool { return f.Name == function }) {
			continue
		}
		a, err := provision.DatabaseURL(server, provision.DefaultPrefix, d.Name)
		if err != nil {
			return "", err
		}
		u, err := url.Parse(a)
		if err != nil {
			return "", err
		}
		u.User = url.User(provision.DefaultPrefix + function)
		return u.String(), nil
	}
	return "", fmt.Errorf("no database is granted to %s: add it to shared/database/grants", function)
}
