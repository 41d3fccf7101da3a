package train

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrRunBusy is returned for a run directory in which another loop trains now.
var ErrRunBusy = errors.New("another training is under way there")

// lockName is a file in a run directory that stays there: the lock on it ends with the process,
// however that ends.
const lockName = ".lock"

func newLock(dir string) *flock.Flock {
	return flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o666))
}

func busyError(dir string) error {
	return fmt.Errorf("%s: %w; wait until it has ended or stop it, or train in another directory", dir, ErrRunBusy)
}

// checkIdle says early what lock would say once the step has been compiled. It makes no file.
func checkIdle(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, lockName)); err != nil {
		return nil
	}
	l := newLock(dir)
	defer l.Close()
	if idle, err := l.TryRLock(); err == nil && !idle {
		return busyError(dir)
	}
	return nil
}

// lock makes the directory this loop's own until unlock is called.
func lock(dir string) (unlock func(), err error) {
	l := newLock(dir)
	locked, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("%s cannot be locked against other trainings: %w; train in a directory on another disk", dir, err)
	}
	if !locked {
		return nil, busyError(dir)
	}
	return func() { l.Close() }, nil
}
