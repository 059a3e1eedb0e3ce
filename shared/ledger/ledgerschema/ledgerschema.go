// Package ledgerschema holds the ledger's tables.
package ledgerschema

import (
	"embed"

	"github.com/moneyprinter/moneyprinter/shared/database/migration"
)

//go:embed *.sql
var files embed.FS

// Migrations make the tables that ledger.SQL needs.
var Migrations = migration.Set{Name: "ledger", Files: files}
