package show

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// QuickEnv, set to 1, makes every lesson short: continuous integration executes the notebooks with it.
const QuickEnv = "GOPHERGAN_QUICK"

// Steps returns full, or quick when $GOPHERGAN_QUICK is 1. A lesson that trains says how long in both cases:
//
//	steps := show.Steps(9380, 200)
func Steps(full, quick int) int {
	if os.Getenv(QuickEnv) == "1" {
		return quick
	}
	return full
}

// Context returns a context that ends when the user interrupts: Ctrl-C on a terminal, the stop button of a notebook,
// or SIGTERM. Whoever gets it stops and saves. A second interrupt ends the program at once.
func Context() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}

// Must returns v when err is nil. Otherwise it prints the error as one sentence and ends the program with status 1.
// It is for cells: a learner reads what went wrong, not a stack trace.
//
//	set := show.Must(data.Open("mnist", ""))
func Must[T any](v T, err error) T {
	Check(err)
	return v
}

// Check is Must for functions that return only an error.
func Check(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}
