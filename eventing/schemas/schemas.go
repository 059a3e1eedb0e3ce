// Package schemas holds the JSON Schema of every event's data, made from the Go types that write it. An event names its
// schema in dataschema; `make generate` writes the files anew, and a test fails where they are stale.
package schemas

import (
	"embed"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

//go:generate go run ./generate

// Files are the schemas, each named by its event type and version.
//
//go:embed *.json
var Files embed.FS

// File is the name of the file with the schema of a type's data.
func File(t event.Type) string { return fmt.Sprintf("%s.%d.json", t, event.Version) }
