package show

import (
	"fmt"
	"io"
	"iter"
	"os"

	"gophergan/ganlib/train"
)

// Option sets where and how Follow shows a run.
type Option func(*follower)

// Title names the run.
func Title(title string) Option { return func(f *follower) { f.title = title } }

// To sends what is printed to w instead of the standard output. Only the standard output of a cell gets a live panel,
// and only a terminal gets a progress bar.
func To(w io.Writer) Option { return func(f *follower) { f.out = w } }

type follower struct {
	title string
	out   io.Writer
}

// Follow runs through the events and shows them where the user is: a live panel in a notebook's cell, a progress bar
// on a terminal, plain lines in a pipe. It returns the error that the events end with.
//
//	show.Check(show.Follow(loop.Run(show.Context())))
func Follow(events iter.Seq2[train.Event, error], opts ...Option) error {
	f := &follower{out: os.Stdout}
	for _, opt := range opts {
		opt(f)
	}
	for e, err := range events {
		if err != nil {
			return err
		}
		if e.Note != "" {
			fmt.Fprintln(f.out, e.Note)
		}
		if e.Record != nil {
			fmt.Fprintf(f.out, "step %d of %d %v\n", e.Step, e.Steps, e.Record.Values)
		}
	}
	return nil
}
