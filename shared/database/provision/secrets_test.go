package provision_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/moneyprinter/moneyprinter/shared/database/provision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// secrets writes functions' database URLs as the cluster mounts them. The functions map to the database in their URL; a
// password is the function's name after "pa:ss/".
func secrets(t *testing.T, prefix string, functions map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for function, database := range functions {
		u := url.URL{Scheme: "postgres", User: url.UserPassword(prefix+function, "pa:ss/"+function), Host: "pgbouncer:6432", Path: "/" + prefix + database}
		write(t, dir, function, u.String()+"\n")
	}
	return dir
}

func write(t *testing.T, dir, function, secret string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, function), 0o755), os.WriteFile(filepath.Join(dir, function, "database-url"), []byte(secret), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// login logs in through the server's socket, which asks for the password.
func (i *installation) login(role, password string) error {
	i.Helper()
	u, err := url.Parse(testserver.Address(i, testserver.Postgres))
	if err != nil {
		i.Fatal(err)
	}
	socket := i.list("", "SHOW unix_socket_directories")[0]
	u.RawQuery = url.Values{"host": {socket}, "port": {u.Port()}}.Encode()
	u.Host, u.Path, u.User = "", "/"+i.o.Prefix+"first", url.UserPassword(i.o.Prefix+role, password)
	c, err := pgx.Connect(i.Context(), u.String())
	if err == nil {
		c.Close(context.Background())
	}
	return err
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	i := setup(t, "secret")
	i.o.Secrets = secrets(t, i.o.Prefix, map[string]string{"reader": "second", "writer": "first"})
	kept := func() []string {
		return i.list("", "SELECT rolpassword FROM pg_authid WHERE starts_with(rolname, $1)", i.o.Prefix)
	}
	i.provision()
	before := kept()
	i.provision()
	if diff := cmp.Diff(before, kept()); diff != "" {
		t.Errorf("passwords that are so already are set again:\n%s", diff)
	}
	wrong := &pgconn.PgError{}
	for role, password := range map[string]string{"reader": "pa:ss/reader", "writer": "pa:ss/writer"} {
		if err := i.login(role, password); err != nil {
			t.Errorf("%s: %v", role, err)
		}
		if err := i.login(role, password+"x"); !errors.As(err, &wrong) || wrong.Code != "28P01" {
			t.Errorf("%s with a wrong password: %v", role, err)
		}
	}
	write(t, i.o.Secrets, "reader", fmt.Sprintf("postgres://%sreader:new@host/%[1]sfirst", i.o.Prefix))
	i.provision()
	if err := i.login("reader", "new"); err != nil {
		t.Errorf("after a change: %v", err)
	}
	if err := i.login("reader", "pa:ss/reader"); !errors.As(err, &wrong) || wrong.Code != "28P01" {
		t.Errorf("with the password of before: %v", err)
	}
	// Whoever lost the secrets may go on without: passwords stay.
	i.o.Secrets = ""
	i.provision()
	if err := i.login("reader", "new"); err != nil {
		t.Errorf("without secrets: %v", err)
	}
}

// All secrets that cannot be used are told at once, before anything is changed, and without what is secret in them.
func TestSecretsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for secret, says := range map[string]string{
		"":                                        "no postgres:// URL",
		"host=x password=hidden":                  "no postgres:// URL",
		"postgres://$reader:hid%zzden@h/$first":   "no postgres:// URL",
		"postgres://$reader@h/$first":             "password is empty",
		"postgres://$reader:@h/$first":            "password is empty",
		"postgres://$reader:hidd%C3%ABn@h/$first": "not printable ASCII",
		"postgres://$reader:hidden%00@h/$first":   "not printable ASCII",
		"postgres://$writer:hidden@h/$first":      "its role is",
		"postgres://$reader:hidden@h/postgres":    "its database is",
		"postgres://$reader:hidden@h/":            "its database is",
	} {
		t.Run(secret, func(t *testing.T) {
			t.Parallel()
			i := setup(t, "bad")
			i.o.Secrets = t.TempDir()
			write(t, i.o.Secrets, "reader", strings.ReplaceAll(secret, "$", i.o.Prefix))
			err := provision.Server(t.Context(), i.admin, i.o)
			var f *failure.Failure
			if !errors.As(err, &f) || f.Code != failure.NotConfigured || f.Hint == "" {
				t.Fatalf("error %v", err)
			}
			for _, part := range []string{"reader/database-url", says, "writer/database-url: the file is missing"} {
				if !strings.Contains(f.Message, part) {
					t.Errorf("%q does not say %q", f.Message, part)
				}
			}
			if strings.Contains(err.Error(), "hid") {
				t.Errorf("the error tells a password: %v", err)
			}
			if roles := i.list("", "SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)", i.o.Prefix); len(roles) != 0 {
				t.Errorf("there are the roles %q", roles)
			}
		})
	}
}
