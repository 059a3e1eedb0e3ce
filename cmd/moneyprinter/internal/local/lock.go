package local

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// lock keeps a data folder to one process. The kernel lets go of it when the process ends, however it ends.
type lock struct{ file *os.File }

// takeLock takes the lock of a data folder; a folder in use is a failure of code Conflict that tells by whom.
func takeLock(data string) (*lock, error) {
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the data folder cannot be made: "+err.Error(), failure.Hint("choose another with --data"))
	}
	f, err := os.OpenFile(filepath.Join(data, "lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the data folder cannot be written: "+err.Error(), failure.Hint("choose another with --data"))
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		said, _ := os.ReadFile(f.Name())
		f.Close()
		return nil, failure.New(failure.Conflict, fmt.Sprintf("the data folder %s is in use by %s", data, cmp.Or(string(said), "another process")),
			failure.Hint("use the running one, stop it, or choose another folder with --data"))
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", data, err)
	}
	return &lock{f}, nil
}

// say writes who holds the lock, for whoever finds it taken.
func (l *lock) say(url string) error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt(fmt.Appendf(nil, "process %d at %s", os.Getpid(), url), 0)
	return err
}

func (l *lock) release() error { return l.file.Close() }

// Serving returns the address of the process that uses a data folder, and whether there is one.
func Serving(data string) (address string, ok bool) {
	f, err := os.Open(filepath.Join(data, "lock"))
	if err != nil {
		return "", false
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); !errors.Is(err, syscall.EWOULDBLOCK) {
		return "", false
	}
	said, err := os.ReadFile(f.Name())
	if err != nil {
		return "", false
	}
	_, address, ok = strings.Cut(string(said), " at ")
	return address, ok
}
