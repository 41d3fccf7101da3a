package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"gophergan/kernel/check"
	"gophergan/kernel/exercise"
)

// checkFlags is what check is asked for.
type checkFlags struct{ asJSON, watch, hint, reference bool }

func checkCommand() *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "check [exercise [function]]",
		Short: "Try your answers to the exercises: what is right, what is wrong and why, what is next",
		Long: `Try your answers to the exercises: what is right, what is wrong and why, what is next.

An exercise is named by its folder or its number: ex01_minimax, ex01 or 1. Without one, all are tried.
What was right once and which hints you opened is kept in .gophergan/progress, a text file.
The exit status is 1 if a function is wrong; one that is not written yet is not wrong.`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			return checkExercises(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), string(clone), args, flags)
		},
	}
	cmd.Flags().BoolVar(&flags.asJSON, "json", false, "print every case and its numbers as JSON")
	cmd.Flags().BoolVar(&flags.watch, "watch", false, "try again whenever a file is saved, until Ctrl-C")
	cmd.Flags().BoolVar(&flags.hint, "hint", false, "open the next hint: of the function, or of the first one that is not right")
	cmd.Flags().BoolVar(&flags.reference, "reference", false, "show the reference beside your file, once it is right")
	cmd.MarkFlagsMutuallyExclusive("json", "watch", "hint", "reference")
	return cmd
}

func checkExercises(ctx context.Context, w, stderr io.Writer, clone string, args []string, flags checkFlags) error {
	asked, err := askedFor(clone, args)
	if err != nil {
		return err
	}
	if !flags.watch {
		reports, err := checkOnce(ctx, w, stderr, clone, asked, flags)
		return errors.Join(err, countWrong(reports, flags))
	}
	for {
		stamp := check.Look(clone, asked)
		if _, err := checkOnce(ctx, w, stderr, clone, asked, flags); err != nil && ctx.Err() == nil {
			return err
		}
		if _, err := check.Watch(ctx, clone, asked, stamp); err != nil {
			return nil // Ctrl-C is the way to end it
		}
		fmt.Fprintf(w, "\n%s\n", time.Now().Format(time.TimeOnly))
	}
}

// askedFor finds the exercises, or the one function, that the arguments name.
func askedFor(clone string, args []string) ([]check.Exercise, error) {
	all, err := check.List(clone)
	if err != nil || len(args) == 0 {
		return all, err
	}
	e, err := check.Find(all, args[0])
	if err != nil || len(args) == 1 {
		return []check.Exercise{e}, err
	}
	f, err := e.Function(args[1])
	return []check.Exercise{e.Only(f)}, err
}

// checkOnce tries them, shows what was asked for, and remembers what became right.
func checkOnce(ctx context.Context, w, stderr io.Writer, clone string, asked []check.Exercise, flags checkFlags) ([]check.Report, error) {
	tried := sayIfLong(stderr, "compiling the exercises, which takes a minute the first time …")
	reports, err := check.Run(ctx, clone, asked, func(words string) { fmt.Fprintln(stderr, words) })
	tried()
	if err != nil {
		return nil, err
	}
	progress, err := check.Remembered(clone)
	if err != nil {
		return nil, err
	}
	progress.Note(reports, time.Now())
	switch {
	case flags.asJSON:
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(reports)
	case flags.hint:
		err = openHint(w, reports, progress)
	case flags.reference:
		err = showReferences(w, clone, reports)
	default:
		check.Print(w, reports, progress)
	}
	return reports, errors.Join(err, progress.Save())
}

// sayIfLong writes a line if end is not called within three seconds. After end nothing is written
// any more.
func sayIfLong(w io.Writer, line string) (end func()) {
	over, said := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(said)
		select {
		case <-over:
		case <-time.After(3 * time.Second):
			fmt.Fprintln(w, line)
		}
	}()
	return func() {
		close(over)
		<-said
	}
}

func openHint(w io.Writer, reports []check.Report, progress *check.Progress) error {
	r, result, ok := check.Next(reports)
	if !ok {
		return errors.New("all of this is right; there is no need for a hint")
	}
	hints := progress.OpenHint(r.Exercise, result.Function)
	for i, hint := range hints {
		fmt.Fprintf(w, "%s, hint %d of %d: %s\n", result.Name, i+1, len(result.Hints), hint)
	}
	return nil
}

func showReferences(w io.Writer, clone string, reports []check.Report) error {
	shown := 0
	for _, r := range reports {
		for _, result := range r.Results {
			if result.State != exercise.Right {
				continue
			}
			shown++
			fmt.Fprintf(w, "\n%s\n", result.Name)
			if err := check.Reference(w, clone, r.Exercise, result); err != nil {
				return err
			}
		}
	}
	if shown == 0 {
		return errors.New("no function here is right yet; the reference is shown once it is: ask for a --hint instead")
	}
	return nil
}

// countWrong makes the exit status of what was found.
func countWrong(reports []check.Report, flags checkFlags) error {
	if flags.hint || flags.reference {
		return nil
	}
	n := 0
	for _, r := range reports {
		if r.Broken != "" {
			n++
		}
		for _, result := range r.Results {
			if result.State != exercise.Right && result.State != exercise.Todo {
				n++
			}
		}
	}
	switch n {
	case 0:
		return nil
	case 1:
		return errors.New("one of your answers is not right yet")
	}
	return fmt.Errorf("%d of your answers are not right yet", n)
}
