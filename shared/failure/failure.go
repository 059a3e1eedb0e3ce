// Package failure holds the one document in which moneyprinter tells why something did not work.
//
// A step that cannot finish returns an error; [From] turns any error into a [Failure], and that document is what the
// API, the command line, the events and the traces show. Wrap a known cause with [New] or [Wrap] where it is understood:
// whoever is nearest to the cause knows the hint that helps.
package failure

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Failure says what failed, whose fault it is and what helps. It is an error, so it travels as one.
type Failure struct {
	// Step is the pipeline step or the part that failed, such as "speech" or "gateway". The step adapter fills it in.
	Step string `json:"step,omitempty"`
	// Code is the machine-readable reason, one of the constants of this package.
	Code Code `json:"code"`
	// Message is one sentence for a person, without secrets and without a stack.
	Message string `json:"message"`
	// Retryable tells whether the same request may work later without a change.
	Retryable bool `json:"retryable"`
	// Provider is the provider that failed, such as "openai", where there is one.
	Provider string `json:"provider,omitempty"`
	// Hint is what the user can do about it.
	Hint string `json:"hint,omitempty"`
	// RetryAfter is how long the provider asks to wait before another try; 0 is not said. It stays within the process.
	RetryAfter time.Duration `json:"-"`

	cause error
}

// Error returns "step: message (code)".
func (f *Failure) Error() string {
	if f.Step == "" {
		return fmt.Sprintf("%s (%s)", f.Message, f.Code)
	}
	return fmt.Sprintf("%s: %s (%s)", f.Step, f.Message, f.Code)
}

// Unwrap returns the error that caused the failure, nil where there is none.
func (f *Failure) Unwrap() error { return f.cause }

// Is reports whether target is a Failure of the same code, so that errors.Is(err, &Failure{Code: NotFound}) works.
func (f *Failure) Is(target error) bool {
	t, ok := target.(*Failure)
	return ok && t.Code == f.Code && (t.Step == "" || t.Step == f.Step)
}

// Option changes a Failure while it is made.
type Option func(*Failure)

// Hint sets what the user can do about it.
func Hint(format string, args ...any) Option {
	return func(f *Failure) { f.Hint = fmt.Sprintf(format, args...) }
}

// Provider names the provider that failed.
func Provider(name string) Option { return func(f *Failure) { f.Provider = name } }

// Step names the step or part that failed.
func Step(name string) Option { return func(f *Failure) { f.Step = name } }

// Cause keeps the underlying error for errors.Is and for logs. It never reaches the user's document.
func Cause(err error) Option { return func(f *Failure) { f.cause = err } }

// RetryAfter sets how long to wait before another try.
func RetryAfter(d time.Duration) Option { return func(f *Failure) { f.RetryAfter = d } }

// Retryable overrides what the code says about trying again.
func Retryable(yes bool) Option { return func(f *Failure) { f.Retryable = yes } }

// New makes a failure. Whether it is retryable follows from the code unless [Retryable] says otherwise.
func New(code Code, message string, options ...Option) *Failure {
	f := &Failure{Code: code, Message: message, Retryable: code.Retryable()}
	for _, o := range options {
		o(f)
	}
	return f
}

// Wrap makes a failure caused by err; err stays out of the document but in the error chain.
func Wrap(code Code, err error, message string, options ...Option) *Failure {
	return New(code, message, append([]Option{Cause(err)}, options...)...)
}

// From returns the Failure in err's chain, or makes one of code Internal (retryable). A context that ended becomes
// Timeout or Cancelled. From(nil) is nil.
func From(err error) *Failure {
	if err == nil {
		return nil
	}
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return Wrap(Timeout, err, "the step ran out of time")
	case errors.Is(err, context.Canceled):
		return Wrap(Cancelled, err, "the step was cancelled")
	}
	return Wrap(Internal, err, err.Error())
}
