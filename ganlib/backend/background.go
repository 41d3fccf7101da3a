package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"gophergan/ganlib/internal/fetch"
)

// withPatience is [inBackground] with a limit to the wait.
func withPatience[T any](ctx context.Context, patience time.Duration, f func() (T, error)) (T, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("nothing came for %v", patience))
	defer cancel()
	return inBackground(ctx, f)
}

// inBackground calls f, which cannot be told to stop, and waits for it no longer than ctx lasts.
func inBackground[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := f()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// redirectStdout sends what go-xla prints to a terminal if w is one, and nowhere otherwise: the
// standard output may be a file that a program reads. The function it returns brings it back.
func redirectStdout(w io.Writer) (restore func()) {
	before := os.Stdout
	if f, ok := w.(*os.File); ok && fetch.IsTerminal(f) {
		os.Stdout = f
		return func() { os.Stdout = before }
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return func() {}
	}
	os.Stdout = null
	return func() {
		os.Stdout = before
		null.Close()
	}
}

// rootOf unwraps an error down to what the operating system or the server said.
func rootOf(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
