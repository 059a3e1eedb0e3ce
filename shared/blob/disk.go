package blob

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// DiskError returns the error of an operation on a file: a failure of code failure.DiskFull with the hint where the disk
// or the quota has no room.
func DiskError(operation string, err error, hint string) error {
	err = fmt.Errorf("%s: %w", operation, err)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return failure.Wrap(failure.DiskFull, err, "there is no room left for media", failure.Hint("%s", hint))
	}
	return err
}
