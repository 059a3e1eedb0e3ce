// Package grants says which databases there are, which schemas are in each, and which function's role has which privileges
// on which tables: grants.go is the whole of it. Package provision makes a server so; the tests in tests/grants hold every
// function to it, and it to what the functions' statements need.
package grants

import "github.com/moneyprinter/moneyprinter/shared/database/migration"

// Database is one database of a server. Names are without the installation's prefix, which is "moneyprinter_" by default.
type Database struct {
	Name      string
	Schemas   []migration.Set
	Functions []Function
}

// Function is what a function may do in a database. Its role has its name, after the prefix.
type Function struct {
	Name string
	// Connections is how many the role may have open on a server at once, a replica counted apart. It is no pool's size but a
	// bound that keeps one function from taking all; a role in several databases has the largest of its bounds.
	Connections int
	Rights      Rights
}

// Rights are privileges by table. A table that is not named, a schema's record of its migrations for one, is out of reach.
type Rights map[string][]Privilege

// Privilege is a privilege on a table.
type Privilege string

// The privileges that functions have.
const (
	Select Privilege = "SELECT"
	Insert Privilege = "INSERT"
	Update Privilege = "UPDATE"
	Delete Privilege = "DELETE"
)
