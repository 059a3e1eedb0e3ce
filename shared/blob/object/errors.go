package object

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

var (
	// ErrExists is returned by Put, Begin and Complete of a Client where the object is there already.
	ErrExists = errors.New("the object is there already")
	// ErrNoBucket is returned by every operation but Head, whose answer does not tell, where the bucket is missing.
	ErrNoBucket = errors.New("the bucket is missing")

	// errConflict is S3's answer to an upload that another one of the same object got in the way of.
	errConflict = errors.New("another upload of the object is under way")
)

// Fail returns the error of an operation of a Client. Key is empty for the bucket itself; status is that of the answer, 0
// where none came, and code is the one in it.
//
// An object that is missing is blob.ErrNotFound; a store that does not answer, answers 5xx or asks for fewer requests is a
// failure of code failure.Unavailable; one without room is failure.DiskFull; a missing bucket and refused credentials are
// failure.NotConfigured. A context that ended stays what it is.
func Fail(operation, key string, status int, code string, err error) error {
	var known *failure.Failure
	at := operation
	if key != "" {
		at += " " + key
	}
	err = fmt.Errorf("object store: %s: %w", at, err)
	switch {
	case errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case code == "NoSuchBucket", status == http.StatusNotFound && key == "":
		return failure.Wrap(failure.NotConfigured, fmt.Errorf("%w: %w", ErrNoBucket, err), "the bucket of the media is missing",
			failure.Hint("run the deployment's migration, which makes it, or check the name in MONEYPRINTER_BLOBS"))
	case code == "NoSuchKey", status == http.StatusNotFound && code != "NoSuchUpload":
		return fmt.Errorf("%w: %w", blob.ErrNotFound, err)
	case status == http.StatusPreconditionFailed:
		return fmt.Errorf("%w: %w", ErrExists, err)
	case status == http.StatusConflict:
		return failure.Wrap(failure.Unavailable, fmt.Errorf("%w: %w", errConflict, err), "the store of the media is busy with the same file")
	case status == http.StatusInsufficientStorage, code == "XMinioStorageFull", code == "XMinioAdminBucketQuotaExceeded", code == "QuotaExceeded":
		return failure.Wrap(failure.DiskFull, err, "there is no room left for media", failure.Hint("give the object store more room, or the bucket a larger quota"))
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return failure.Wrap(failure.NotConfigured, err, "the store of the media refused our credentials",
			failure.Hint("check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they may do with the bucket"))
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests, status == 0 && isNetwork(err):
		return failure.Wrap(failure.Unavailable, err, "the store of the media does not answer")
	}
	return err
}

// isNetwork tells whether no answer came, or none that is whole.
func isNetwork(err error) bool {
	var request *url.Error
	var network net.Error
	return errors.As(err, &request) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF)
}
