package provision

import (
	"fmt"
	"net/url"
)

// DefaultPrefix is what the names of databases and roles begin with, unless an installation chooses another.
const DefaultPrefix = "moneyprinter_"

// DatabaseURL is the URL of a database on the server of another URL, with the same role. Name is one of grants.Databases.
func DatabaseURL(server, prefix, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		// The error of url.Parse would tell the password.
		return "", fmt.Errorf("provision: the server's address is no URL of the form postgres://role:password@host:port/postgres")
	}
	u.Path, u.RawPath = "/"+prefix+name, ""
	return u.String(), nil
}
