package jobsink

import "github.com/moneyprinter/moneyprinter/shared/jobsink"

// Ref names the Job of an event.
type Ref = jobsink.Ref
