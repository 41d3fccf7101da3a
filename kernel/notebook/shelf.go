package notebook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"gophergan/kernel/check"
	"gophergan/kernel/course"
	"gophergan/kernel/lab"
)

// Stored is one lesson or exercise and the file of its
type Stored struct {
	Name   string
	Text   *Page
	Target string // the file
}

// Shelf is several of them.
type Shelf []Stored

// Each joins the errors, so that one bad lesson does not hide the next; an interrupt ends it.
func (all Shelf) Each(do func(Stored) error) error {
	return all.Together(1, io.Discard, func(p Stored, _ io.Writer) error { return do(p) })
}

// Together is Each for several pages at the same time. What they print comes page by page; that of
// a page alone at once.
func (all Shelf) Together(jobs int, out io.Writer, do func(Stored, io.Writer) error) error {
	var mu sync.Mutex
	var failures []error
	group, running := errgroup.WithContext(context.Background())
	group.SetLimit(jobs)
	for _, page := range all {
		group.Go(func() error {
			if running.Err() != nil {
				return nil
			}
			var printed bytes.Buffer
			to := out
			if jobs > 1 {
				to = &printed
			}
			err := do(page, to)
			mu.Lock()
			defer mu.Unlock()
			printed.WriteTo(out)
			failures = append(failures, err)
			if errors.Is(err, context.Canceled) {
				return err // ends running
			}
			return nil
		})
	}
	group.Wait()
	return errors.Join(failures...)
}

// ReadShelf reads the lessons and exercises of a clone that are named, or all. The error is about
// those that are not among the pages.
func ReadShelf(clone lab.Clone, names []string) (Shelf, error) {
	exercises, err := check.List(string(clone))
	if err != nil {
		return nil, err
	}
	reads, err := chosen(clone, exercises, names)
	if err != nil {
		return nil, err
	}
	var all Shelf
	var failures []error
	for _, read := range reads {
		p, err := read()
		if err != nil {
			failures = append(failures, err)
			continue
		}
		all = append(all, p)
	}
	return all, errors.Join(failures...)
}

// chosen is how to read what the names mean: ex07 or ex07_wgan_gp an exercise, everything else a
// lesson.
func chosen(clone lab.Clone, exercises []check.Exercise, names []string) (reads []func() (Stored, error), err error) {
	addLesson := func(l course.Lesson) {
		reads = append(reads, func() (Stored, error) { return readPage(clone, l) })
	}
	addExercise := func(e check.Exercise) {
		reads = append(reads, func() (Stored, error) { return readExercisePage(clone, e) })
	}
	if len(names) == 0 {
		for _, l := range course.Lessons() {
			addLesson(l)
		}
		for _, e := range exercises {
			addExercise(e)
		}
	}
	for _, name := range names {
		if strings.HasPrefix(name, "ex") {
			e, err := check.Find(exercises, name)
			if err != nil {
				return nil, err
			}
			addExercise(e)
			continue
		}
		l, err := course.Find(name)
		if err != nil {
			return nil, err
		}
		addLesson(l)
	}
	return reads, nil
}

// readPage reads the text of a lesson.
func readPage(clone lab.Clone, l course.Lesson) (Stored, error) {
	source, target := nearPath(clone, l.Source()), nearPath(clone, l.Notebook())
	text, err := ReadLesson(source, filepath.Dir(target))
	return Stored{l.Name(), text, target}, err
}

// readExercisePage reads the text of an exercise and what its functions are now.
func readExercisePage(clone lab.Clone, e check.Exercise) (Stored, error) {
	source, target := nearPath(clone, "exercises/"+e.Slug+"/README.md"), nearPath(clone, "notebooks/"+e.Slug+".ipynb")
	text, err := ReadExercise(e, source, filepath.Dir(target))
	return Stored{e.Slug, text, target}, err
}

// nearPath is a slash-separated path in the clone, relative to the working directory, as errors
// show it best.
func nearPath(clone lab.Clone, file string) string {
	path := clone.Path(filepath.FromSlash(file))
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	relative, err := filepath.Rel(dir, path)
	if err != nil {
		return path
	}
	return relative
}

// Build writes the notebook anew; outputs stay with the cells that have not changed.
func (p Stored) Build(out io.Writer) error {
	old, err := Read(p.Target)
	if err != nil {
		return err
	}
	changed, err := Build(p.Text, old).Write(p.Target)
	if err != nil {
		return err
	}
	state := "is up to date"
	if changed {
		state = "written"
	}
	fmt.Fprintf(out, "%s %s\n", p.Target, state)
	return nil
}

// Run executes the notebook and keeps what came out, also of cells before one that failed.
func (p Stored) Run(ctx context.Context, runner Runner, out io.Writer) error {
	begin := time.Now()
	fmt.Fprint(out, p.Name)
	runner.Started = func(id string) { fmt.Fprintf(out, "\n  %-24s", id) }
	runner.Ended = func(id string, took time.Duration) { fmt.Fprintf(out, "%6.1f s", took.Seconds()) }
	done, err := runner.Run(ctx, p.Text)
	fmt.Fprintln(out)
	if done == nil {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	if _, writeErr := done.Write(p.Target); writeErr != nil {
		return writeErr
	}
	if err != nil {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	fmt.Fprintf(out, "  all of it took %v; %s\n", time.Since(begin).Round(time.Second), p.Target)
	return nil
}

// Check is an error for each thing that is wrong with the notebook as it is stored.
func (p Stored) Check(out io.Writer) error {
	stored, err := Read(p.Target)
	if err != nil {
		return err
	}
	var failures []error
	for _, problem := range Check(p.Text, stored) {
		failures = append(failures, fmt.Errorf("%s: %s", p.Target, problem))
	}
	if len(failures) == 0 {
		fmt.Fprintf(out, "%s is good\n", p.Target)
	}
	return errors.Join(failures...)
}
