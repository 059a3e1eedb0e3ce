package database

// Dialect names a database's own SQL.
type Dialect string

// The dialects.
const (
	PostgreSQL Dialect = "postgres"
	SQLite     Dialect = "sqlite3"
)

// ForUpdate is what a SELECT ends with that locks its rows and waits where another transaction has locked them. SQLite has
// one writer and needs none.
func (d Dialect) ForUpdate() string {
	if d == PostgreSQL {
		return " FOR UPDATE"
	}
	return ""
}

// SkipLocked is what a SELECT ends with that locks the rows of one of its tables and passes over those that another
// transaction has locked: whoever takes many rows in no particular order waits for nobody, and so is part of no deadlock.
func (d Dialect) SkipLocked(table string) string {
	if d == PostgreSQL {
		return " FOR UPDATE OF " + table + " SKIP LOCKED"
	}
	return ""
}
