package provision

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// secretFile is the name of a function's secret in the function's folder: the database URL that the function gets.
const secretFile = "database-url"

// passwords reads the roles' passwords out of the functions' database URLs, <dir>/<function>/database-url, by role. A URL
// that its function could not use is a failure of code NotConfigured: it must name the function's own role, one of its
// databases, and a password of printable ASCII characters. All that is wrong is told at once.
func passwords(dir string, roles []role) (map[string]string, error) {
	found := map[string]string{}
	var wrong []error
	for _, r := range roles {
		b, err := os.ReadFile(filepath.Join(dir, r.function, secretFile))
		if errors.Is(err, fs.ErrNotExist) {
			err = errors.New("the file is missing")
		}
		if err == nil {
			found[r.name], err = r.password(strings.TrimSpace(string(b)))
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", filepath.Join(r.function, secretFile), err))
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "secrets of functions cannot be used: "+err.Error(),
			failure.Hint("each function's file is postgres://ROLE:PASSWORD@HOST:PORT/DATABASE, the URL that the function itself gets"))
	}
	return found, nil
}

// password reads the password out of the role's URL. What it says never tells the password.
func (r role) password(secret string) (string, error) {
	u, err := url.Parse(secret)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return "", errors.New("it is no postgres:// URL")
	}
	if u.User.Username() != r.name {
		return "", fmt.Errorf("its role is %q, and not the function's, %q", u.User.Username(), r.name)
	}
	if database := strings.TrimPrefix(u.Path, "/"); !slices.Contains(r.databases, database) {
		return "", fmt.Errorf("its database is %q, and the function has rights in %q", database, r.databases)
	}
	password, _ := u.User.Password()
	if password == "" || strings.ContainsFunc(password, func(c rune) bool { return c < ' ' || c > '~' }) {
		return "", errors.New("its password is empty or has characters that are not printable ASCII")
	}
	return password, nil
}
