package show

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// QuickEnv, set to 1, makes every lesson short: continuous integration executes the notebooks with
// it.
const QuickEnv = "GOPHERGAN_QUICK"

// Steps returns full, or quick when $GOPHERGAN_QUICK is 1. A lesson that trains says how long in
// both cases:
//
//	steps := show.Steps(9380, 200)
func Steps(full, quick int) int {
	if os.Getenv(QuickEnv) == "1" {
		return quick
	}
	return full
}

// Context returns a context that ends when the user interrupts: Ctrl-C on a terminal, the stop
// button of a notebook, SIGTERM, a terminal that is closed, or a reader of the output who has gone.
// Whoever gets it stops and saves. A second Ctrl-C or SIGTERM ends the program at once.
func Context() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signal.Notify(interrupts, syscall.SIGHUP)
	}
	go func() {
		<-interrupts
		signal.Reset(os.Interrupt, syscall.SIGTERM) // the others come twice by themselves, and must not end what saves
		cancel()
	}()
	return ctx
}

// Must returns v when err is nil. Otherwise it prints the error as one sentence and ends the
// program with status 1. It is for cells: a learner reads what went wrong and in which line, not a
// stack trace.
//
//	set := show.Must(data.Open("mnist", ""))
func Must[T any](v T, err error) T {
	Check(err)
	return v
}

// stopped is the status of a program that ended because its user asked for it, as shells know it.
const stopped = 130

// Check is Must for functions that return only an error. An end that the user asked for is no
// error: it is said on the standard output, which is not painted red.
func Check(err error) {
	switch {
	case err == nil:
		return
	case errors.Is(err, context.Canceled):
		fmt.Println(strings.TrimSuffix(err.Error(), ": "+context.Canceled.Error()))
		os.Exit(stopped)
	case InNotebook():
		fmt.Fprintln(os.Stderr, "error"+at(where(err))+":", err)
	default:
		fmt.Fprintln(os.Stderr, "error:", err)
	}
	os.Exit(1)
}

func at(place string) string {
	if place == "" {
		return ""
	}
	return " at " + place
}
