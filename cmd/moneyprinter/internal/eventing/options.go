package eventing

import (
	"io"
	"io/fs"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/otel/trace"
	corev1 "k8s.io/api/core/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/jobsink"
)

// Options say what to run.
type Options struct {
	// Manifests is the folder of Knative Eventing manifests, such as eventing.Manifests of this module.
	Manifests fs.FS
	// DataDir is the folder in which undelivered events and Jobs are kept. It must belong to one process at a time.
	DataDir string
	// Functions are the Knative Services by name; their handlers are called in process.
	Functions map[string]http.Handler
	// Namespace is the functions' namespace; empty is "moneyprinter".
	Namespace string
	// Broker is the broker that Send sends to; empty is "moneyprinter".
	Broker string
	// URL is where this process serves Handler, such as http://127.0.0.1:8080: Jobs get their K_SINK from it.
	URL string
	// Concurrency is how many deliveries run at once by the name of the trigger; others have broker.DefaultConcurrency.
	Concurrency map[string]int
	// JobCommand returns program and arguments of a Job's container; nil runs this executable as `<self> job <container>`.
	JobCommand func(corev1.Container) []string
	// JobEnv are variables that Jobs get besides this process's environment and the container's; they win.
	JobEnv []string
	// OnJobFailed is called when a Job has failed for good; nil tells nobody.
	OnJobFailed func(r jobsink.Ref, reason string)
	// JobOutput takes the output of Jobs; nil is standard error.
	JobOutput io.Writer
	// MilliCPU and Memory (bytes) bound the sum of the requests of running Jobs; 0 is what the machine has.
	MilliCPU, Memory int64
	// Log takes what is worth a line; nil is slog.Default.
	Log *slog.Logger
	// Traces makes the spans; nil is OpenTelemetry's global provider.
	Traces trace.TracerProvider
}

func (o Options) withDefaults() Options {
	if o.Namespace == "" {
		o.Namespace = "moneyprinter"
	}
	if o.Broker == "" {
		o.Broker = "moneyprinter"
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}
