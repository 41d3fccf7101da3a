// Package interrupt is what becomes of a command whose context ends, as after Ctrl-C: work that
// writes nothing is left at once, it says nothing any more, and the command ends with a sentence
// that its user can read.
//
// Non-goals: the signals themselves (show.Context), and a training, which saves before it ends
// (package train).
package interrupt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Promptly does work that can be left at any time, since nothing of it is written, and gives words
// as the error when ctx is done. Work that looks at ctx has a moment to end; the rest is left,
// since a compiler or a large matrix may not look for minutes, and the process ends anyway. Without
// words the work has its own, if it ended.
func Promptly[T any](ctx context.Context, words string, work func() (T, error)) (value T, err error) {
	done := make(chan struct{})
	var found T
	var failure error
	go func() {
		defer close(done)
		found, failure = work()
	}()
	select {
	case <-done:
	case <-ctx.Done():
		select {
		case <-done:
		case <-time.After(grace):
			return value, saying(words, ctx.Err())
		}
	}
	if words == "" && failure != nil {
		return value, failure
	}
	// What is ready only after the stop is not wanted any more.
	if err := ctx.Err(); err != nil && (failure == nil || errors.Is(failure, err)) {
		return value, saying(words, err)
	}
	return found, failure
}

func saying(words string, err error) error {
	if words == "" {
		return err
	}
	return fmt.Errorf("%s: %w", words, err)
}

// grace is how long a stopped command waits for work that looks at its ctx.
const grace = 200 * time.Millisecond

// QuietAfter is w until ctx is done: work that was left says nothing any more.
func QuietAfter(ctx context.Context, w io.Writer) io.Writer { return quiet{ctx, w} }

type quiet struct {
	ctx context.Context
	w   io.Writer
}

func (q quiet) Write(p []byte) (int, error) {
	if q.ctx.Err() != nil {
		return len(p), nil
	}
	return q.w.Write(p)
}

// Plainly is what a command says in the end. Whoever has pressed Ctrl-C knows that a context was
// cancelled.
func Plainly(err error) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	said := strings.ReplaceAll(err.Error(), ": "+context.Canceled.Error(), "")
	if said == context.Canceled.Error() {
		said = "stopped"
	}
	return stopped{said, err}
}

// stopped is the error of a command that was stopped.
type stopped struct {
	said string
	why  error
}

func (s stopped) Error() string { return s.said }
func (s stopped) Unwrap() error { return s.why }
