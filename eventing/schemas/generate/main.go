// Command generate writes the JSON Schemas of the events. It is run by go generate, in the folder of package schemas.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/moneyprinter/moneyprinter/eventing/schemas"
)

func main() {
	if err := os.Chdir("../.."); err != nil {
		log.Fatal(err)
	}
	files, err := schemas.Reflect()
	if err != nil {
		log.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join("eventing", "schemas", name), content, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
