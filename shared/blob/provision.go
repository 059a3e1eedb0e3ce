package blob

import "context"

// Provisioner is the capability of a store whose place has to be made before its first use, by the migration of a
// deployment and with rights that the functions need not have.
type Provisioner interface {
	// Provision makes the place and sets its rules of housekeeping. Doing it again changes nothing.
	Provision(ctx context.Context) error
}
