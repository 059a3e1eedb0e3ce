package workflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/moneyprinter/moneyprinter/shared/identity"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/kubernetes"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/postmortem"
)

// Config is what the workflow takes from its environment besides service.Config.
type Config struct {
	// InFlight is how many requests of a step may be under way at once in all, PerOwner of one owner, as in
	// "segment=4,assemble=2". A step that is not named has the pipeline's own.
	InFlight pipeline.Limits `env:"MONEYPRINTER_IN_FLIGHT"`
	PerOwner pipeline.Limits `env:"MONEYPRINTER_IN_FLIGHT_PER_OWNER"`
	// JobSink is where the JobSinks answer, without a path.
	JobSink string `env:"MONEYPRINTER_JOBSINK" envDefault:"http://job-sink.knative-eventing.svc.cluster.local"`
	// Tokens is service.Config's folder: in it are a token for each JobSink too, by its name.
	Tokens string `env:"MONEYPRINTER_TOKENS"`
	// Namespace is the JobSinks'; empty is this pod's, or "moneyprinter" outside of one.
	Namespace string `env:"MONEYPRINTER_NAMESPACE"`
	// Vigil is how long one replica holds a moneyprinter.sweep.due open while videos are being made, so that it stays and
	// sweeps: less than the timeout of the trigger "vigil", with fifteen seconds to spare for the last sweep. 0 leaves all to
	// events and the PingSource.
	Vigil time.Duration `env:"MONEYPRINTER_VIGIL" envDefault:"40s"`
}

// LoadConfig reads the configuration. A value that cannot be taken is an error that names its variable.
func LoadConfig() (Config, error) {
	c, err := env.ParseAs[Config]()
	if err == nil && c.Vigil < 0 {
		err = fmt.Errorf("MONEYPRINTER_VIGIL is %s, below zero", c.Vigil)
	}
	if err != nil {
		return c, fmt.Errorf("workflow: %w", err)
	}
	c.Namespace = cmp.Or(c.Namespace, kubernetes.Namespace(), "moneyprinter")
	return c, nil
}

// jobs are a JobSink and what Kubernetes says about its Jobs.
type jobs struct {
	jobsink.Client
	postmortem.Examiner
}

// jobs returns the Jobs of the cluster and what stops one. Where Kubernetes cannot be asked, a failed Job's reason is the
// plain fact, and a Job that nobody waits for ends by its lease.
func (c Config) jobs() (Jobs, func(context.Context, jobsink.Ref) error) {
	j := jobs{Client: jobsink.Client{URL: c.JobSink, HTTP: c.client()}}
	api, err := kubernetes.InCluster()
	if err != nil {
		slog.Warn("Kubernetes can neither be asked why Jobs fail nor told to end them", "error", err)
		return j, nil
	}
	j.API = api
	return j, func(ctx context.Context, r jobsink.Ref) error {
		err := api.DeleteJob(ctx, r.Namespace, r.Name())
		if e := (*kubernetes.Error)(nil); errors.As(err, &e) && e.Code == http.StatusNotFound {
			return nil
		}
		return err
	}
}

// client asks the JobSinks, each with the token that is for it; nil where there are no tokens.
func (c Config) client() *http.Client {
	if c.Tokens == "" {
		return nil
	}
	return &http.Client{Transport: identity.Transport{File: func(r *http.Request) string {
		asked, err := jobsink.ParseLocation(r.URL.EscapedPath())
		if err != nil {
			return ""
		}
		return filepath.Join(c.Tokens, asked.Sink)
	}}}
}
