// Command migrate makes a PostgreSQL server what moneyprinter needs: databases, schemas, roles, rights and passwords. It may
// run again at any time, and several at once. The cluster runs it as a Job before functions of a new version start.
//
//	DATABASE_ADMIN_URL            any database of the server itself, not of a PgBouncer, with a role that may create databases and roles
//	MONEYPRINTER_SECRETS          the folder with each function's database URL as <function>/database-url; none sets no passwords
//	MONEYPRINTER_DATABASE_PREFIX  begins the names of databases and roles; moneyprinter_ where it is not set
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/database/provision"
)

// limit is how long it may take, the wait for another that runs included.
const limit = 15 * time.Minute

func main() {
	secrets := flag.String("secrets", os.Getenv("MONEYPRINTER_SECRETS"), "the folder with each function's database URL")
	flag.Parse()
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := run(ctx, os.Getenv("DATABASE_ADMIN_URL"), *secrets); err != nil {
		slog.Error("the server is not what it should be", "error", err)
		os.Exit(1)
	}
	slog.Info("databases, schemas, roles and rights are up to date")
}

func run(ctx context.Context, admin, secrets string) error {
	if admin == "" {
		return fmt.Errorf("DATABASE_ADMIN_URL is not set: it is postgres://ROLE:PASSWORD@HOST:PORT/postgres of a role that may create databases and roles")
	}
	return provision.Server(ctx, admin, provision.Options{Secrets: secrets, Prefix: os.Getenv("MONEYPRINTER_DATABASE_PREFIX")})
}
