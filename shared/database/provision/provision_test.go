package provision_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/database/grants"
	"github.com/moneyprinter/moneyprinter/shared/database/migration"
	"github.com/moneyprinter/moneyprinter/shared/database/provision"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// installation is what a test provisions: two small databases, under a prefix of its own.
type installation struct {
	*testing.T
	admin string
	o     provision.Options
}

func setup(t *testing.T, prefix string) *installation {
	t.Helper()
	tables := func(name string) []migration.Set {
		return []migration.Set{{Name: name, Files: fstest.MapFS{"00001_x.sql": {Data: []byte("-- +goose Up\nCREATE TABLE one (n BIGINT);\nCREATE TABLE two (n BIGINT);\n")}}}}
	}
	i := &installation{t, testserver.Address(t, testserver.Postgres), provision.Options{Prefix: databasetest.Unique(prefix) + "_", Log: slog.New(slog.DiscardHandler), Databases: []grants.Database{
		{Name: "first", Schemas: tables("a"), Functions: []grants.Function{
			{Name: "reader", Connections: 3, Rights: grants.Rights{"one": {grants.Select}}},
			{Name: "writer", Connections: 4, Rights: grants.Rights{"one": {grants.Insert, grants.Delete}, "two": {grants.Select, grants.Update}}},
		}},
		{Name: "second", Schemas: tables("b"), Functions: []grants.Function{
			{Name: "reader", Connections: 5, Rights: grants.Rights{"two": {grants.Select}}},
		}},
	}}}
	t.Cleanup(i.drop)
	return i
}

// drop removes the installation's databases and roles.
func (i *installation) drop() {
	for _, d := range i.o.Databases {
		databasetest.Exec(i, testserver.Postgres, "DROP DATABASE IF EXISTS "+i.quoted(d.Name)+" WITH (FORCE)")
	}
	for _, r := range i.list("", "SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)", i.o.Prefix) {
		databasetest.Exec(i, testserver.Postgres, "DROP OWNED BY "+pgx.Identifier{r}.Sanitize(), "DROP ROLE "+pgx.Identifier{r}.Sanitize())
	}
}

func (i *installation) quoted(name string) string {
	return pgx.Identifier{i.o.Prefix + name}.Sanitize()
}

// provision provisions the installation.
func (i *installation) provision() {
	i.Helper()
	if err := provision.Server(i.Context(), i.admin, i.o); err != nil {
		i.Fatal(err)
	}
}

// connect connects to a database as superuser; "" is the database postgres.
func (i *installation) connect(database string) *pgx.Conn {
	i.Helper()
	at := testserver.Address(i, testserver.Postgres)
	if database != "" {
		var err error
		if at, err = provision.DatabaseURL(at, i.o.Prefix, database); err != nil {
			i.Fatal(err)
		}
	}
	c, err := pgx.Connect(context.WithoutCancel(i.Context()), at)
	if err != nil {
		i.Fatal(err)
	}
	return c
}

// exec runs statements in a database, in which $ stands for the prefix.
func (i *installation) exec(database string, statements ...string) {
	i.Helper()
	c := i.connect(database)
	defer c.Close(context.Background())
	for _, s := range statements {
		if _, err := c.Exec(i.Context(), strings.ReplaceAll(s, "$", i.o.Prefix)); err != nil {
			i.Fatalf("%s: %v", s, err)
		}
	}
}

// list returns the single column of a query in a database, sorted.
func (i *installation) list(database, query string, args ...any) []string {
	i.Helper()
	c := i.connect(database)
	defer c.Close(context.Background())
	rows, err := c.Query(context.WithoutCancel(i.Context()), query, args...)
	if err != nil {
		i.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		i.Fatal(err)
	}
	slices.Sort(found)
	return found
}

// state is all that is granted in the installation and what its roles are, without the prefix.
func (i *installation) state() (state []string) {
	i.Helper()
	const acl = ` AS a LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE a.grantee <> a.grantor`
	for _, d := range i.o.Databases {
		for _, line := range slices.Concat(
			i.list(d.Name, `SELECT 'database: ' || coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))`+acl+` AND datname = current_database()`),
			i.list(d.Name, `SELECT 'schema: ' || coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner)))`+acl+` AND nspname = 'public'`),
			i.list(d.Name, `SELECT relname || ': ' || coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type FROM pg_class, aclexplode(relacl)`+acl+` AND relnamespace = 'public'::regnamespace`),
			i.list(d.Name, `SELECT relname || '.' || attname || ': ' || coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid, aclexplode(attacl)`+acl+` AND relnamespace = 'public'::regnamespace`),
		) {
			state = append(state, d.Name+" "+line)
		}
	}
	state = append(state, i.list("", `
SELECT rolname || concat_ws(' ', '', CASE WHEN rolcanlogin THEN 'login' END, CASE WHEN rolsuper THEN 'super' END, CASE WHEN rolcreatedb THEN 'createdb' END,
CASE WHEN rolcreaterole THEN 'createrole' END, CASE WHEN rolinherit THEN 'inherit' END, CASE WHEN rolreplication THEN 'replication' END, CASE WHEN rolbypassrls THEN 'bypassrls' END,
rolconnlimit, (SELECT string_agg(c, ' ' ORDER BY c) FROM unnest(rolconfig) AS c), (SELECT string_agg('in ' || g.rolname, ' ') FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = pg_roles.oid))
FROM pg_roles WHERE starts_with(rolname, $1)`, i.o.Prefix)...)
	for k := range state {
		state[k] = strings.ReplaceAll(state[k], i.o.Prefix, "")
	}
	return state
}

var provisioned = []string{
	"first database: reader CONNECT", "first database: writer CONNECT", "first schema: reader USAGE", "first schema: writer USAGE",
	"first one: reader SELECT", "first one: writer DELETE", "first one: writer INSERT", "first two: writer SELECT", "first two: writer UPDATE",
	"second database: reader CONNECT", "second schema: reader USAGE", "second two: reader SELECT",
	"reader login 5 idle_in_transaction_session_timeout=1min statement_timeout=1min",
	"writer login 4 idle_in_transaction_session_timeout=1min statement_timeout=1min",
}

func (i *installation) is(want []string) {
	i.Helper()
	if diff := cmp.Diff(want, i.state()); diff != "" {
		i.Errorf("the server (-want +got):\n%s", diff)
	}
}

func TestServer(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"plain", `Odd "name" 'x' ü`} {
		t.Run(prefix, func(t *testing.T) {
			t.Parallel()
			i := setup(t, prefix)
			i.provision()
			i.is(provisioned)
			i.provision()
			i.is(provisioned)
		})
	}
}

func TestSeveralAtOnce(t *testing.T) {
	t.Parallel()
	i := setup(t, "atonce")
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			if err := provision.Server(t.Context(), i.admin, i.o); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	i.is(provisioned)
}

// Whatever PUBLIC or a function's role has besides is taken away; what is the operator's own is not.
func TestWhatIsNotInTheFileIsRevoked(t *testing.T) {
	t.Parallel()
	operator := databasetest.Unique("operator")
	databasetest.Exec(t, testserver.Postgres, "CREATE ROLE "+operator)
	t.Cleanup(func() { databasetest.Exec(t, testserver.Postgres, "DROP ROLE "+operator) })
	i := setup(t, "surplus")
	i.provision()
	i.exec("", `ALTER ROLE $reader CREATEDB CREATEROLE SUPERUSER INHERIT REPLICATION BYPASSRLS CONNECTION LIMIT -1`, `ALTER ROLE $writer NOLOGIN`,
		`ALTER ROLE $writer SET statement_timeout = 0`, `GRANT $reader TO $writer`, `GRANT pg_read_all_data TO $writer`, `CREATE ROLE $gone LOGIN`)
	i.exec("first", `GRANT ALL ON one, a_migrations TO $reader, PUBLIC`, `GRANT SELECT (n) ON two TO $reader`, `GRANT ALL ON SCHEMA public TO $writer, PUBLIC`,
		`CREATE SEQUENCE counter`, `GRANT ALL ON SEQUENCE counter TO $gone`, `GRANT SELECT ON two TO $gone`, `GRANT ALL ON DATABASE "$first" TO $gone, PUBLIC`,
		`REVOKE ALL ON two FROM $writer`, `GRANT SELECT ON one TO `+operator)
	i.exec("second", `GRANT CONNECT ON DATABASE "$second" TO $writer`)
	i.provision()
	want := slices.Concat(provisioned[:4], []string{"first one: " + operator + " SELECT"}, provisioned[4:12],
		[]string{"gone login inherit -1"}, provisioned[12:])
	i.is(want)
}

// A role of several databases that loses one loses its rights there.
func TestAFunctionThatLosesADatabase(t *testing.T) {
	t.Parallel()
	i := setup(t, "loses")
	i.provision()
	i.o.Databases[1].Functions = nil
	i.provision()
	want := slices.Delete(slices.Clone(provisioned), 9, 12)
	want[9] = strings.Replace(want[9], "login 5", "login 3", 1)
	i.is(want)
}

// An owner need not be a superuser: to create databases and roles is enough.
func TestAnOwnerWhoIsNoSuperuser(t *testing.T) {
	t.Parallel()
	i := setup(t, "owned")
	owner := i.o.Prefix + "owner" // a name that begins as the functions' do
	databasetest.Exec(t, testserver.Postgres, "CREATE ROLE "+owner+" LOGIN CREATEDB CREATEROLE")
	u, err := url.Parse(i.admin)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(owner, "any")
	i.admin = u.String()
	i.o.Secrets = secrets(t, i.o.Prefix, map[string]string{"reader": "first", "writer": "first"})
	for range 2 {
		i.provision()
	}
	i.is(slices.Concat(provisioned[:12], []string{"owner login createdb createrole inherit -1"}, provisioned[12:]))
}

// The one-machine runtime takes the databases alone.
func TestDatabases(t *testing.T) {
	t.Parallel()
	i := setup(t, "alone")
	for range 2 {
		if err := provision.Databases(t.Context(), i.admin, i.o); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"a_migrations", "one", "two"}, i.list("first", `SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	if roles := i.list("", "SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)", i.o.Prefix); len(roles) != 0 {
		t.Errorf("there are the roles %q", roles)
	}
}

func TestWhatCannotBeProvisioned(t *testing.T) {
	t.Parallel()
	i := setup(t, "broken")
	for name, c := range map[string]struct {
		url    string
		change func(*provision.Options)
		says   string
	}{
		"nobody there": {"postgres://bob:hidden@127.0.0.1:1/postgres?sslmode=disable", func(*provision.Options) {}, "connect"},
		"no URL":       {"host=127.0.0.1 password=hidden", func(*provision.Options) {}, "provision: "},
		"a table of no name": {i.admin, func(o *provision.Options) {
			o.Databases[0].Functions[0].Rights = grants.Rights{"three": {grants.Select}}
		}, "three"},
		"a bad migration": {i.admin, func(o *provision.Options) {
			o.Databases[0].Schemas[0].Files = fstest.MapFS{"00001_x.sql": {Data: []byte("-- +goose Up\nNONSENSE;\n")}}
		}, "NONSENSE"},
	} {
		t.Run(name, func(t *testing.T) {
			i := setup(t, "broken")
			c.change(&i.o)
			err := provision.Server(t.Context(), c.url, i.o)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hidden") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestDatabaseURL(t *testing.T) {
	t.Parallel()
	for server, want := range map[string]string{
		"postgres://a:b@host:1/postgres?sslmode=disable": "postgres://a:b@host:1/p_video?sslmode=disable",
		"postgresql://host":                "postgresql://host/p_video",
		"postgres://a:b@one:1,two:2/x%2Fy": "postgres://a:b@one:1,two:2/p_video",
		"host=/tmp user=secret":            "",
		"http://host/":                     "",
		"postgres://a:sec%ret@host/":       "",
	} {
		got, err := provision.DatabaseURL(server, "p_", "video")
		if got != want || (err == nil) != (want != "") || strings.Contains(fmt.Sprint(err), "sec") {
			t.Errorf("%s: %q, %v", server, got, err)
		}
	}
}
