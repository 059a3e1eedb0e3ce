package object

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

func TestFail(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause")
	network := &url.Error{Op: "Get", URL: "http://store", Err: cause}
	explained := failure.Wrap(failure.NotConfigured, cause, "no credentials")
	code := func(c failure.Code) error { return failure.New(c, "") }
	for _, c := range []struct {
		name   string
		key    string
		status int
		code   string
		err    error
		is     []error
		isNot  []error
	}{
		{"an object that is missing", "k", 404, "NoSuchKey", cause, []error{blob.ErrNotFound}, nil},
		{"an object that is missing, by a HEAD", "k", 404, "NotFound", cause, []error{blob.ErrNotFound}, nil},
		{"an upload that is missing", "k", 404, "NoSuchUpload", cause, nil, []error{blob.ErrNotFound, ErrNoBucket}},
		{"a bucket that is missing", "k", 404, "NoSuchBucket", cause, []error{ErrNoBucket, code(failure.NotConfigured)}, []error{blob.ErrNotFound}},
		{"a bucket that is missing, by a HEAD", "", 404, "NotFound", cause, []error{ErrNoBucket, code(failure.NotConfigured)}, []error{blob.ErrNotFound}},
		{"there already", "k", 412, "PreconditionFailed", cause, []error{ErrExists}, []error{errConflict}},
		{"in another's way", "k", 409, "ConditionalRequestConflict", cause, []error{errConflict, code(failure.Unavailable)}, []error{ErrExists}},
		{"full", "k", 507, "XMinioStorageFull", cause, []error{code(failure.DiskFull)}, nil},
		{"over its quota", "k", 400, "XMinioAdminBucketQuotaExceeded", cause, []error{code(failure.DiskFull)}, nil},
		{"not allowed", "k", 403, "AccessDenied", cause, []error{code(failure.NotConfigured)}, []error{blob.ErrNotFound}},
		{"overloaded", "k", 503, "SlowDown", cause, []error{code(failure.Unavailable)}, nil},
		{"no network", "k", 0, "", network, []error{code(failure.Unavailable)}, nil},
		{"no network for credentials", "k", 0, "", explained, []error{code(failure.NotConfigured)}, []error{code(failure.Unavailable)}},
		{"cancelled", "k", 0, "", &url.Error{Err: context.Canceled}, []error{context.Canceled}, []error{code(failure.Unavailable)}},
		{"out of time", "k", 503, "", fmt.Errorf("wait: %w", context.DeadlineExceeded), []error{context.DeadlineExceeded}, []error{code(failure.Unavailable)}},
		{"our mistake", "k", 400, "InvalidArgument", cause, nil, []error{code(failure.Unavailable), code(failure.NotConfigured), blob.ErrNotFound}},
		{"not even asked", "k", 0, "", cause, nil, []error{code(failure.Unavailable)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := Fail("frobnicate", c.key, c.status, c.code, c.err)
			for _, want := range append(c.is, c.err) {
				if !errors.Is(err, want) {
					t.Errorf("%v is not %v", err, want)
				}
			}
			for _, no := range c.isNot {
				if errors.Is(err, no) {
					t.Errorf("%v is %v", err, no)
				}
			}
			// The operation is in the chain even where a failure's message hides it from users.
			if text := chain(err); !strings.Contains(text, "frobnicate") {
				t.Errorf("no operation in %s", text)
			}
			var f *failure.Failure
			if errors.As(err, &f) && strings.Contains(f.Message, "frobnicate") {
				t.Errorf("the message for users tells of our inside: %s", f.Message)
			}
		})
	}
}

// chain is the text of an error and of all that caused it.
func chain(err error) string {
	switch e := err.(type) {
	case nil:
		return ""
	case interface{ Unwrap() []error }:
		text := err.Error()
		for _, err := range e.Unwrap() {
			text += "\n" + chain(err)
		}
		return text
	}
	return err.Error() + "\n" + chain(errors.Unwrap(err))
}
