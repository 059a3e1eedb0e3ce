// Package testserver gives tests the servers that tests/servers started, by the environment that it sets. A test that finds
// no server fails and says how to run it: nothing is skipped.
package testserver

import (
	"os"
	"testing"
)

// The variables that tests/servers sets.
const (
	// Postgres is the URL of the database "postgres" on the primary, as superuser.
	Postgres = "MONEYPRINTER_TEST_POSTGRES"
	// PostgresReplica is the same of a streaming replica, which is read-only.
	PostgresReplica = "MONEYPRINTER_TEST_POSTGRES_REPLICA"
	// PgBouncer is the same through a PgBouncer in transaction mode, which passes any database and role on to the primary.
	PgBouncer = "MONEYPRINTER_TEST_PGBOUNCER"
	// Redis is the URL of a single Redis: redis://host:port/0.
	Redis = "MONEYPRINTER_TEST_REDIS"
	// RedisCluster is the URL of a cluster of three nodes: redis://host:port?addr=host:port&addr=host:port.
	RedisCluster = "MONEYPRINTER_TEST_REDIS_CLUSTER"
	// MinIO is the URL of a MinIO with its root credentials: http://user:password@host:port.
	MinIO = "MONEYPRINTER_TEST_MINIO"
)

// Address returns the address of a server; the test fails where there is none.
func Address(t testing.TB, variable string) string {
	t.Helper()
	address := os.Getenv(variable)
	if address == "" {
		t.Fatalf("%s is not set: run the tests with `make test`, or with `go run ./tests/servers go test ./...`", variable)
	}
	return address
}
