package main

import (
	"context"
	"fmt"
	"io/fs"
	"log"
	"net/http"
	"os"
	"strings"
	"testing/fstest"
	"time"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/eventing"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/tests/faults"
	"github.com/moneyprinter/moneyprinter/tests/instant"
)

// The variables by which the driver tells its child how to run.
const (
	calmVariable     = "MONEYPRINTER_CHAOS_CALM"
	seedVariable     = "MONEYPRINTER_CHAOS_SEED"
	providerVariable = "MONEYPRINTER_CHAOS_PROVIDER"
	listenVariable   = "MONEYPRINTER_CHAOS_LISTEN"
)

// instantPrefix begins the ids of the videos that are made at once.
const instantPrefix = "i-"

// armed are the faults of this process; none in a calm run.
func armed() *faults.Faults {
	var seed uint64
	fmt.Sscan(os.Getenv(seedVariable), &seed)
	f := faults.FromEnv(seed)
	if os.Getenv(calmVariable) == "" {
		f.Lose, f.Repeat, f.Delay = 0.2, 0.2, 200*time.Millisecond
	}
	return f
}

func decorators(f *faults.Faults) local.Decorators {
	quick := instant.Steps{Scenes: 3, Pay: pay}
	return local.Decorators{
		Ledger: f.Ledger, Broker: f.Sender, Blobs: f.Blobs, Commit: f.Commit,
		Function: func(name string, p step.Parts, real http.Handler) http.Handler {
			h := real
			if at, ok := quick.Handler(name, p); ok {
				h = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasPrefix(r.Header.Get("Ce-Subject"), instantPrefix) {
						at.ServeHTTP(w, r)
						return
					}
					real.ServeHTTP(w, r)
				})
			}
			if os.Getenv(calmVariable) != "" {
				return h
			}
			return f.Handler(h)
		},
	}
}

// serve is the child: the platform in a data folder, until it is killed or told to end.
func serve(data string) {
	log.SetOutput(os.Stderr)
	ctx := context.Background()
	inFlight := map[steps.Name]int{}
	for _, s := range pipeline.Steps {
		inFlight[s.Name] = 512
	}
	m, err := local.Start(ctx, local.Options{
		Data: data, Listen: os.Getenv(listenVariable), Postgres: os.Getenv("MONEYPRINTER_POSTGRES"), BuiltIn: manifests(),
		InFlight: inFlight, Resend: 2 * time.Second, Vigil: 40 * time.Second, Decorate: decorators(armed()),
	})
	if err != nil {
		log.Fatal(err)
	}
	ended := make(chan os.Signal, 1)
	notify(ended)
	<-ended
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := m.Close(ctx); err != nil {
		log.Fatal(err)
	}
	os.Exit(0)
}

// manifests are the built-in ones, but that the renders of instant videos are no Jobs.
func manifests() fs.FS {
	changed := fstest.MapFS{}
	err := fs.WalkDir(eventing.Manifests, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(eventing.Manifests, path)
		if err != nil {
			return err
		}
		for _, name := range []string{"segment", "assemble"} {
			if path != name+".yaml" {
				continue
			}
			filter := "- exact: {type: moneyprinter." + name + ".requested}"
			text := string(b)
			if strings.Count(text, filter) != 1 {
				return fmt.Errorf("%s has no filter %q", path, filter)
			}
			jobs := fmt.Sprintf(`- cesql: "type = 'moneyprinter.%s.requested' AND NOT (subject LIKE '%s%%')"`, name, instantPrefix)
			atOnce := fmt.Sprintf(`- cesql: "type = 'moneyprinter.%s.requested' AND subject LIKE '%s%%'"`, name, instantPrefix)
			b = []byte(strings.Replace(text, filter, jobs, 1) + fmt.Sprintf(`
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: {name: instant-%[1]s, namespace: moneyprinter}
spec:
  broker: moneyprinter
  filters:
  %[2]s
  subscriber:
    ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: %[1]s}
  delivery: {retry: 5, backoffPolicy: exponential, backoffDelay: PT1S, timeout: PT30S}
`, name, atOnce))
		}
		changed[path] = &fstest.MapFile{Data: b, Mode: 0o444}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	return changed
}
