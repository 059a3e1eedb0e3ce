package local

import (
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/speech"
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
	// Manifests are Knative manifests besides the built-in ones, such as triggers of the user's own; nil is none.
	Manifests fs.FS

	// Ledger and Broker, where they are set, decorate what the functions get: tests interfere there.
	Ledger func(ledger.Ledger) ledger.Ledger
	Broker func(event.Sender) event.Sender
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
