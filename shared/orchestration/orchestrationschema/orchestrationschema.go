// Package orchestrationschema holds the tables of the videos.
package orchestrationschema

import (
	"embed"

	"github.com/moneyprinter/moneyprinter/shared/database/migration"
)

//go:embed *.sql
var files embed.FS

// Migrations make the tables that package orchestration and the workflow need.
var Migrations = migration.Set{Name: "orchestration", Files: files}
