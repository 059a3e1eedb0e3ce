// Command migrate makes a PostgreSQL server what moneyprinter needs: databases, schemas, roles, rights and passwords; and the
// place of media. It may run again at any time, and several at once. The cluster runs it as a Job before functions of a new
// version start.
//
//	DATABASE_ADMIN_URL            any database of the server itself, not of a PgBouncer, with a role that may create databases and roles
//	MONEYPRINTER_SECRETS          the folder with each function's database URL as <function>/database-url; none sets no passwords
//	MONEYPRINTER_BLOBS            the place of media, as package location reads it: a bucket is made there; none makes none
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

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/location"
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
	if err := provisionBlobs(ctx, os.Getenv("MONEYPRINTER_BLOBS")); err != nil {
		slog.Error("the place of media is not what it should be", "error", err)
		os.Exit(1)
	}
	slog.Info("databases, schemas, roles, rights and the place of media are up to date")
}

func run(ctx context.Context, admin, secrets string) error {
	if admin == "" {
		return fmt.Errorf("DATABASE_ADMIN_URL is not set: it is postgres://ROLE:PASSWORD@HOST:PORT/postgres of a role that may create databases and roles")
	}
	return provision.Server(ctx, admin, provision.Options{Secrets: secrets, Prefix: os.Getenv("MONEYPRINTER_DATABASE_PREFIX")})
}

// provisionBlobs makes the bucket of media and sets its housekeeping. A folder needs neither.
func provisionBlobs(ctx context.Context, at string) error {
	if at == "" {
		return nil
	}
	store, err := location.Open(ctx, at)
	if err != nil {
		return err
	}
	if p, ok := store.(blob.Provisioner); ok {
		return p.Provision(ctx)
	}
	return nil
}
