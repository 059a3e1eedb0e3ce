package workflow

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/postmortem"
)

// Jobs tells what became of the Jobs that requests made.
type Jobs interface {
	// State tells how a Job stands. An error says nothing about the Job.
	State(ctx context.Context, r jobsink.Ref) (jobsink.State, error)
	// Why tells why a failed Job failed. It always has an answer.
	Why(ctx context.Context, r jobsink.Ref) postmortem.Cause
}
