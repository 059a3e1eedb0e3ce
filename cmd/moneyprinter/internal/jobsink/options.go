package jobsink

import (
	"io"
	"log/slog"
	"os"
	"runtime"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// Options configure a Server.
type Options struct {
	// Dir is the folder in which Jobs and their events are kept. It is made when it is missing.
	Dir string
	// Command returns program and arguments of a Job's container; nil runs this executable as `<self> job <container>`.
	Command func(corev1.Container) []string
	// Ingress is the URL under which this process serves the brokers' ingress, such as http://127.0.0.1:8080/broker. It
	// takes the place of the cluster's in K_SINK and every other variable of a container.
	Ingress string
	// Env are variables that a Job gets besides this process's and the container's; they win.
	Env []string
	// MilliCPU and Memory (bytes) bound the sum of the requests of running Jobs; 0 is what the machine has.
	MilliCPU, Memory int64
	// Backoff is the delay before the second attempt, doubled for each later one, up to MaxBackoff. Kubernetes has 10 s; 0 is 1 s.
	Backoff time.Duration
	// Grace is how long a process that is told to end (SIGTERM) may take before it is killed; 0 is 1 s.
	Grace time.Duration
	// MaxEvent is the largest event in bytes; 0 is 1 MiB, what a Secret holds.
	MaxEvent int64
	// Output takes the Jobs' standard output and error; nil is os.Stderr.
	Output io.Writer
	// OnFailed is called, on a goroutine of its own, when a Job has failed for good. A cluster has nothing like it: there the
	// sweep asks the JobSink. Nil tells nobody.
	OnFailed func(r Ref, reason string)
	// Log takes what is worth a line; nil is slog.Default.
	Log *slog.Logger
}

// MaxBackoff is the longest delay between two attempts, as in Kubernetes.
const MaxBackoff = 10 * time.Minute

func (o Options) withDefaults() (Options, error) {
	if o.Command == nil {
		self, err := os.Executable()
		if err != nil {
			return o, err
		}
		o.Command = func(c corev1.Container) []string { return []string{self, "job", c.Name} }
	}
	if o.MilliCPU == 0 {
		o.MilliCPU = int64(runtime.GOMAXPROCS(0)) * 1000
	}
	if o.Memory == 0 {
		o.Memory = machineMemory()
	}
	if o.Backoff == 0 {
		o.Backoff = time.Second
	}
	if o.Grace == 0 {
		o.Grace = time.Second
	}
	if o.MaxEvent == 0 {
		o.MaxEvent = 1 << 20
	}
	if o.Output == nil {
		o.Output = os.Stderr
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o, nil
}
