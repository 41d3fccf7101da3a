package check

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"gophergan/kernel/exercise"
)

// Request is what is wanted of the exercises beside what is right and wrong: at most one of these.
type Request struct {
	JSON      bool // every case and its numbers
	Watch     bool // try again whenever a file is saved
	Hint      bool // the next hint
	Reference bool // of what is right
}

// Answer tries the exercises of a clone, or the exercise and the function that names say, and
// prints to w what is wanted. The error says how many are wrong. How far it is goes to stderr.
func (r Request) Answer(ctx context.Context, w, stderr io.Writer, clone string, names []string) error {
	asked, err := askedFor(clone, names)
	if err != nil {
		return err
	}
	if !r.Watch {
		reports, err := r.once(ctx, w, stderr, clone, asked)
		return errors.Join(err, r.countWrong(reports))
	}
	for {
		stamp := Look(clone, asked)
		if _, err := r.once(ctx, w, stderr, clone, asked); err != nil && ctx.Err() == nil {
			return err
		}
		if _, err := Watch(ctx, clone, asked, stamp); err != nil {
			return nil // Ctrl-C is the way to end it
		}
		fmt.Fprintf(w, "\n%s\n", time.Now().Format(time.TimeOnly))
	}
}

// askedFor finds the exercises, or the one function, that the arguments name.
func askedFor(clone string, args []string) ([]Exercise, error) {
	all, err := List(clone)
	if err != nil || len(args) == 0 {
		return all, err
	}
	e, err := Find(all, args[0])
	if err != nil || len(args) == 1 {
		return []Exercise{e}, err
	}
	f, err := e.Function(args[1])
	return []Exercise{e.Only(f)}, err
}

// once tries them, shows what was asked for, and remembers what became right.
func (r Request) once(ctx context.Context, w, stderr io.Writer, clone string, asked []Exercise) ([]Report, error) {
	tried := sayIfLong(stderr, "compiling the exercises, which takes a minute the first time …")
	reports, err := Run(ctx, clone, asked, func(words string) { fmt.Fprintln(stderr, words) })
	tried()
	if err != nil {
		return nil, err
	}
	progress, err := Remembered(clone)
	if err != nil {
		return nil, err
	}
	progress.Note(reports, time.Now())
	switch {
	case r.JSON:
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(reports)
	case r.Hint:
		err = openHint(w, reports, progress)
	case r.Reference:
		err = showReferences(w, clone, reports)
	default:
		Print(w, reports, progress)
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

func openHint(w io.Writer, reports []Report, progress *Progress) error {
	r, result, ok := Next(reports)
	if !ok {
		return errors.New("all of this is right; there is no need for a hint")
	}
	hints := progress.OpenHint(r.Exercise, result.Function)
	for i, hint := range hints {
		fmt.Fprintf(w, "%s, hint %d of %d: %s\n", result.Name, i+1, len(result.Hints), hint)
	}
	return nil
}

func showReferences(w io.Writer, clone string, reports []Report) error {
	shown := 0
	for _, r := range reports {
		for _, result := range r.Results {
			if result.State != exercise.Right {
				continue
			}
			shown++
			fmt.Fprintf(w, "\n%s\n", result.Name)
			if err := Reference(w, clone, r.Exercise, result); err != nil {
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
func (r Request) countWrong(reports []Report) error {
	if r.Hint || r.Reference {
		return nil
	}
	n := 0
	for _, report := range reports {
		if report.Broken != "" {
			n++
		}
		for _, result := range report.Results {
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
