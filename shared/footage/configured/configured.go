// Package configured makes the footage providers that a deployment has.
package configured

import (
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/footage/generated"
	"github.com/moneyprinter/moneyprinter/shared/footage/local"
	"github.com/moneyprinter/moneyprinter/shared/library"
)

// New makes the providers. Folder is the library of the users' own footage; without one, only uploads can be named.
func New(folder string) footage.Providers {
	return footage.Providers{
		"generated": generated.Provider{},
		"local":     local.Provider{Library: library.Library{Folder: folder}},
	}
}
