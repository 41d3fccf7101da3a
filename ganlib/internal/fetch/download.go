package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// download is one file on its way from o.URLs by part to dst.
type download struct {
	Options
	dst, part string
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

// from downloads from one place. It goes on after a cut as long as each attempt gets further than those before, and
// starts over once if pieces of different attempts, or of different mirrors, turn out not to fit.
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
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// keep checks what has arrived and moves it, transformed, to dst.
func (d *download) keep() error {
	part, err := os.Open(d.part)
	if err != nil {
		return err
	}
	defer part.Close()
	if d.Transform == nil {
		if err := check(part, d.SHA256); err != nil {
			return err
		}
		return os.Rename(d.part, d.dst)
	}
	if err := d.transform(part); err != nil {
		return err
	}
	return os.Remove(d.part)
}

// transform writes the transformed part to a temporary file beside dst, checks it and moves it to dst.
func (d *download) transform(part io.Reader) (err error) {
	r, err := d.Transform(part)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(d.dst), filepath.Base(d.dst)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	if err := check(io.TeeReader(r, tmp), d.SHA256); err != nil {
		return err
	}
	if err := errors.Join(tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), d.dst)
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

// failure says, in one line, why each place failed.
type failure struct {
	name    string
	places  []string
	reasons []error
}

func (f *failure) add(u string, err error) {
	place := u
	if parsed, e := url.Parse(u); e == nil && parsed.Host != "" {
		place = parsed.Host
	}
	f.places = append(f.places, place)
	f.reasons = append(f.reasons, err)
}

func (f *failure) Error() string {
	lines := make([]string, len(f.places))
	for i := range lines {
		lines[i] = f.places[i] + ": " + f.reasons[i].Error()
	}
	return fmt.Sprintf("cannot download %s (%s)", f.name, strings.Join(lines, "; "))
}

func (f *failure) Unwrap() []error { return f.reasons }
