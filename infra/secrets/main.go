// Command secrets prints the Secrets that moneyprinter needs in a cluster and does not have yet, with new random passwords,
// for kubectl create. Secrets that are there are never changed:
//
//	go run ./infra/secrets -existing "$(kubectl get secret -n moneyprinter -o name | xargs)" | kubectl create -f -
//
// Where the state runs elsewhere, make them by hand or by an external secret store: docs/operations.md names their keys.
package main

import (
	"crypto/rand"
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

func main() {
	var s state
	existing := flag.String("existing", "", "the names of the Secrets of namespace moneyprinter, as secret/NAME, with spaces between")
	flag.StringVar(&s.database, "database", "pgbouncer.moneyprinter-state.svc.cluster.local:6432", "where functions reach PostgreSQL")
	flag.StringVar(&s.replica, "replica", "postgres-replica.moneyprinter-state.svc.cluster.local:5432", "where they read what may lag")
	flag.StringVar(&s.primary, "primary", "postgres.moneyprinter-state.svc.cluster.local:5432", "where the migration reaches PostgreSQL")
	flag.StringVar(&s.redis, "redis", "redis.moneyprinter-state.svc.cluster.local:6379", "where functions reach Redis; some nodes of a cluster, with commas between")
	flag.StringVar(&s.sslmode, "sslmode", "disable", "libpq's sslmode towards PostgreSQL")
	flag.Parse()
	have := map[string]bool{}
	for name := range strings.FieldsSeq(*existing) {
		have[strings.TrimPrefix(name, "secret/")] = true
	}
	for _, secret := range s.secrets() {
		if have[secret.marker] {
			continue
		}
		b, err := yaml.Marshal(secret.manifest())
		if err != nil {
			fmt.Fprintln(os.Stderr, "secrets:", err)
			os.Exit(1)
		}
		fmt.Printf("%s---\n", b)
	}
}

// state is where the databases and the cache are.
type state struct{ database, replica, primary, redis, sslmode string }

// secret is one Secret. It is made unless the Secret named marker is in namespace moneyprinter: the two sides of one
// password are made together.
type secret struct {
	namespace, name, marker string
	data                    map[string]string
}

// readers are the functions that read what may lag.
var readers = map[string]bool{"gateway": true, "stream": true}

func (s state) secrets() []secret {
	const functions, servers = "moneyprinter", "moneyprinter-state"
	postgres, redis, user, key := password(), password(), "moneyprinter", password()
	list := []secret{
		{servers, "postgres", "moneyprinter-migrate", map[string]string{"username": "postgres", "password": postgres}},
		{functions, "moneyprinter-migrate", "moneyprinter-migrate", map[string]string{"DATABASE_ADMIN_URL": s.url(s.primary, "postgres", postgres, "postgres")}},
		{servers, "redis", "moneyprinter-state", map[string]string{"password": redis}},
		{servers, "minio", "moneyprinter-state", map[string]string{"user": user, "password": key}},
		{functions, "moneyprinter-state", "moneyprinter-state", map[string]string{
			"AWS_ACCESS_KEY_ID": user, "AWS_SECRET_ACCESS_KEY": key, "MONEYPRINTER_REDIS": s.redisURL(redis),
		}},
		// Empty: the operator puts keys in.
		{functions, "moneyprinter-providers", "moneyprinter-providers", map[string]string{}},
	}
	for _, f := range databases {
		secret := secret{functions, "moneyprinter-" + f.function, "moneyprinter-" + f.function, map[string]string{}}
		role, own := "moneyprinter_"+f.function, password()
		secret.data["DATABASE_URL"] = s.url(s.database, role, own, f.database)
		if readers[f.function] {
			secret.data["DATABASE_READ_URL"] = s.url(s.replica, role, own, f.database)
		}
		list = append(list, secret)
	}
	return list
}

func (s state) url(host, role, password, database string) string {
	return (&url.URL{Scheme: "postgres", User: url.UserPassword(role, password), Host: host, Path: "/" + database, RawQuery: "sslmode=" + s.sslmode}).String()
}

// redisURL names one server, or a cluster by its nodes, as package redisclient reads it.
func (s state) redisURL(password string) string {
	u := url.URL{Scheme: "redis", User: url.UserPassword("", password), Path: "/0"}
	nodes := strings.Split(s.redis, ",")
	if u.Host = nodes[0]; len(nodes) > 1 {
		u.Path, u.RawQuery = "", url.Values{"addr": nodes[1:]}.Encode()
	}
	return u.String()
}

// manifest is the Secret as Kubernetes takes it.
func (s secret) manifest() map[string]any {
	return map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
		"metadata":   map[string]any{"name": s.name, "namespace": s.namespace, "labels": map[string]string{"app.kubernetes.io/part-of": "moneyprinter"}},
		"stringData": s.data,
	}
}

// password makes one of 130 random bits that needs no escape anywhere.
func password() string { return rand.Text() }
