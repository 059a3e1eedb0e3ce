package local

import (
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/moneyprinter/moneyprinter/eventing"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Options say where and how a Machine runs.
type Options struct {
	// Data is the folder of state, blobs and deliveries. One process at a time may use it.
	Data string
	// Listen is the address to serve on, such as 127.0.0.1:8080; port 0 takes a free one.
	Listen string
	// Library is the folder of the user's own footage and recordings; empty is <Data>/library.
	Library string
	// Music is the folder of background music; empty is the bundled tracks.
	Music string
	// Log takes what is worth a line; nil is slog.Default.
	Log *slog.Logger
	// Parallel is how many processor cores Jobs may use; 0 is all.
	Parallel int
	// JobCommand is the command that a Job runs, before the JobSink's name; nil is this executable with "job".
	JobCommand []string
	// JobOutput takes what Jobs write, their log; nil is standard error.
	JobOutput io.Writer

	// Models and Voices are the providers of text and speech; nil is what the environment configures.
	Models *llm.Registry
	Voices *speech.Registry
	// InFlight overrides how many requests of a step may be under way at once.
	InFlight map[steps.Name]int
	// PerOwner overrides how many of them may be one owner's.
	PerOwner map[steps.Name]int
	// Resend is how long a request may stay unanswered before it is sent again; 0 is a minute.
	Resend time.Duration
	// Vigil is how long one request is held open in which the workflow sweeps; 0 holds none, for here nothing is lost.
	Vigil time.Duration
	// Concurrency is how many deliveries of a trigger run at once, by its name.
	Concurrency map[string]int
	// Manifests are Knative manifests besides the built-in ones, such as triggers of the user's own; nil is none.
	Manifests fs.FS
	// Postgres is the URL of a PostgreSQL server, as a role that may create databases, to use in SQLite's place; empty is
	// SQLite.
	Postgres string
	// Blobs is the location of media, as package location reads it; empty is the folder <Data>/blobs.
	Blobs string

	// BuiltIn takes the place of the built-in manifests, and Decorate of parts: tests interfere there.
	BuiltIn  fs.FS
	Decorate Decorators
}

// Decorators put something in the place of a part; what is nil leaves it as it is.
type Decorators struct {
	Ledger func(ledger.Ledger) ledger.Ledger
	Broker func(event.Sender) event.Sender
	Blobs  func(blob.Store) blob.Store
	// Function gets each function's name and parts, and the handler that it would have.
	Function func(name string, p step.Parts, h http.Handler) http.Handler
	// Commit runs around each transaction of the workflow's database.
	Commit func(commit func() error) error
}

func (o Options) withDefaults() (Options, error) {
	data, err := filepath.Abs(o.Data)
	if err != nil {
		return o, err
	}
	o.Data = data
	if o.Library == "" {
		o.Library = filepath.Join(data, "library")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Parallel == 0 {
		o.Parallel = runtime.NumCPU()
	}
	if o.JobCommand == nil {
		self, err := os.Executable()
		if err != nil {
			return o, err
		}
		o.JobCommand = []string{self, "job"}
	}
	return o, nil
}

func (o Options) builtIn() fs.FS {
	if o.BuiltIn != nil {
		return o.BuiltIn
	}
	return eventing.Manifests
}
