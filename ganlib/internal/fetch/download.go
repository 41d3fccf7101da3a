package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// download is one file on its way from o.URLs by part to dst.
type download struct {
	Options
	dst, part string
}

// lock waits until no other process downloads dst, and reports how far that one is.
func (d *download) lock(ctx context.Context) (unlock func() error, err error) {
	lock := flock.New(d.dst + ".lock")
	for {
		mine, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("fetch: cannot lock %s: %w", d.dst, err)
		}
		if mine {
			return lock.Unlock, nil
		}
		if d.Progress != nil {
			d.Progress(size(d.part), -1)
		}
		if err := wait(ctx, lockPoll); err != nil {
			return nil, fmt.Errorf("stopped waiting for another process that downloads %s: %w", filepath.Base(d.dst), err)
		}
	}
}

// wait waits for a while, or until ctx ends.
func wait(ctx context.Context, t time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(t):
		return nil
	}
}

// fromAnywhere tries the mirrors in order and stops at the first that delivers.
func (d *download) fromAnywhere(ctx context.Context) error {
	defer d.removeUselessPart()
	failed := &failure{name: filepath.Base(d.dst)}
	for _, u := range d.URLs {
		err := d.from(ctx, u)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("download of %s stopped, the next one goes on from there: %w", failed.name, ctx.Err())
		}
		failed.add(u, err)
	}
	return failed
}

// from downloads from one place. It goes on after a cut as long as each attempt gets further than
// those before, and starts over once if pieces of different attempts, or of different mirrors, turn
// out not to fit.
func (d *download) from(ctx context.Context, u string) error {
	furthest, startedOver := int64(0), false
	for {
		start, err := d.get(ctx, u)
		if err == nil {
			if err = d.keep(); err == nil {
				return nil
			}
			os.Remove(d.part)
			if start == 0 || startedOver {
				return err
			}
			furthest, startedOver = 0, true
			continue
		}
		reached := size(d.part)
		if reached <= max(start, furthest) {
			return err
		}
		furthest = reached
		if err := wait(ctx, pause); err != nil {
			return err
		}
	}
}

// keep checks what has arrived and moves it, transformed, to dst.
func (d *download) keep() error {
	part, err := os.Open(d.part)
	if err != nil {
		return err
	}
	if d.Transform == nil {
		if err := errors.Join(check(part, d.SHA256), part.Close()); err != nil {
			return err
		}
		return os.Rename(d.part, d.dst)
	}
	if err := errors.Join(d.transform(part), part.Close()); err != nil {
		return err
	}
	return os.Remove(d.part)
}

// transform writes the transformed part to a temporary file beside dst, checks it and moves it to
// dst.
func (d *download) transform(part *os.File) error {
	r, err := d.Transform(part)
	if err != nil {
		return err
	}
	tmp, err := renameio.NewPendingFile(d.dst, renameio.WithTempDir(filepath.Dir(d.dst)), renameio.WithPermissions(0o666))
	if err != nil {
		return err
	}
	defer tmp.Cleanup() // does nothing once it has its name
	if err := check(io.TeeReader(r, tmp), d.SHA256); err != nil {
		return err
	}
	return tmp.CloseAtomicallyReplace()
}

// removeUselessPart removes a part that the next call could not go on from.
func (d *download) removeUselessPart() {
	if d.SHA256 == "" || size(d.part) == 0 {
		os.Remove(d.part)
	}
}

// size is the length of a file, 0 if there is none.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
