package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gophergan/kernel/check"
	"gophergan/kernel/course"
	"gophergan/kernel/lab"
	"gophergan/kernel/notebook"
	"gophergan/kernel/show"
)

func notebooksCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notebooks",
		Short: "Make the notebooks from the lessons and the exercises, execute them, check them",
	}
	cmd.AddCommand(notebooksBuildCommand(), notebooksRunCommand(), notebooksCheckCommand())
	return cmd
}

func notebooksBuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "build [lesson or exercise …]",
		Short: "Write the notebooks; outputs stay with the cells that have not changed",
		Long: `Write the notebooks, for example: kernel notebooks build 03 ex01

Those of the lessons come from lessons/…/lesson.md, those of the exercises from their README.md and the files of their
functions, as they are now. Outputs stay with the cells that have not changed.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			all, err := readPages(clone, args)
			return errors.Join(err, all.each(func(p notebookPage) error { return p.build(cmd.OutOrStdout()) }))
		},
	}
}

func notebooksRunCommand() *cobra.Command {
	var out string
	var quick bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "run [lesson or exercise …]",
		Short: "Execute the notebooks from top to bottom and keep what came out",
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			all, err := readPages(clone, args)
			if err != nil {
				return err
			}
			if err := clone.SetUp(cmd.Context(), cmd.OutOrStdout()); err != nil {
				return err
			}
			runner := notebook.Runner{Clone: clone, Timeout: timeout}
			if quick {
				runner.Env = []string{show.QuickEnv + "=1"}
			}
			return all.each(func(p notebookPage) error {
				if out != "" {
					p.target = filepath.Join(out, filepath.Base(p.target))
				}
				return p.run(cmd.Context(), runner, cmd.OutOrStdout())
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the folder to write to (default: notebooks)")
	cmd.Flags().BoolVar(&quick, "quick", false, "set "+show.QuickEnv+"=1, with which lessons train for a moment only")
	cmd.Flags().DurationVar(&timeout, "timeout", 30*time.Minute, "the time that one cell may take")
	return cmd
}

func notebooksCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [lesson or exercise …]",
		Short: "Fail if a notebook is older than its text, was not executed, or holds an error",
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			all, err := readPages(clone, args)
			return errors.Join(err, all.each(func(p notebookPage) error { return p.check(cmd.OutOrStdout()) }))
		},
	}
}

// notebookPage is one lesson or exercise and the file of its notebook.
type notebookPage struct {
	name   string
	text   *notebook.Page
	target string // where its notebook is stored
}

type notebookPages []notebookPage

// each joins the errors, so that one bad lesson does not hide the next; an interrupt ends it.
func (all notebookPages) each(do func(notebookPage) error) error {
	var failures []error
	for _, page := range all {
		err := do(page)
		if errors.Is(err, context.Canceled) {
			return err
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// readPages reads the lessons and exercises of a clone that are named, or all. The error is about
// those that are not among the pages.
func readPages(clone lab.Clone, names []string) (notebookPages, error) {
	exercises, err := check.List(string(clone))
	if err != nil {
		return nil, err
	}
	reads, err := chosen(clone, exercises, names)
	if err != nil {
		return nil, err
	}
	var all notebookPages
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
func chosen(clone lab.Clone, exercises []check.Exercise, names []string) (reads []func() (notebookPage, error), err error) {
	addLesson := func(l course.Lesson) {
		reads = append(reads, func() (notebookPage, error) { return readPage(clone, l) })
	}
	addExercise := func(e check.Exercise) {
		reads = append(reads, func() (notebookPage, error) { return readExercisePage(clone, e) })
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
func readPage(clone lab.Clone, l course.Lesson) (notebookPage, error) {
	source, target := nearPath(clone, l.Source()), nearPath(clone, l.Notebook())
	text, err := notebook.ReadLesson(source, filepath.Dir(target))
	return notebookPage{l.Name(), text, target}, err
}

// readExercisePage reads the text of an exercise and what its functions are now.
func readExercisePage(clone lab.Clone, e check.Exercise) (notebookPage, error) {
	source, target := nearPath(clone, "exercises/"+e.Slug+"/README.md"), nearPath(clone, "notebooks/"+e.Slug+".ipynb")
	text, err := notebook.ReadExercise(e, source, filepath.Dir(target))
	return notebookPage{e.Slug, text, target}, err
}

// nearPath is a slash-separated path in the clone, relative to the working directory, as errors
// show it best.
func nearPath(clone lab.Clone, file string) string {
	path := clone.Path(filepath.FromSlash(file))
	if dir, err := os.Getwd(); err == nil {
		return relativeTo(dir, path)
	}
	return path
}

func relativeTo(dir, path string) string {
	if relative, err := filepath.Rel(dir, path); err == nil {
		return relative
	}
	return path
}

func (p notebookPage) build(out io.Writer) error {
	old, err := notebook.Read(p.target)
	if err != nil {
		return err
	}
	changed, err := notebook.Build(p.text, old).Write(p.target)
	if err != nil {
		return err
	}
	state := "is up to date"
	if changed {
		state = "written"
	}
	fmt.Fprintf(out, "%s %s\n", p.target, state)
	return nil
}

func (p notebookPage) run(ctx context.Context, runner notebook.Runner, out io.Writer) error {
	begin := time.Now()
	fmt.Fprint(out, p.name)
	runner.Started = func(id string) { fmt.Fprintf(out, "\n  %-24s", id) }
	runner.Ended = func(id string, took time.Duration) { fmt.Fprintf(out, "%6.1f s", took.Seconds()) }
	done, err := runner.Run(ctx, p.text)
	fmt.Fprintln(out)
	if done == nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	if _, writeErr := done.Write(p.target); writeErr != nil {
		return writeErr
	}
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	fmt.Fprintf(out, "  all of it took %v; %s\n", time.Since(begin).Round(time.Second), p.target)
	return nil
}

func (p notebookPage) check(out io.Writer) error {
	stored, err := notebook.Read(p.target)
	if err != nil {
		return err
	}
	var failures []error
	for _, problem := range notebook.Check(p.text, stored) {
		failures = append(failures, fmt.Errorf("%s: %s", p.target, problem))
	}
	if len(failures) == 0 {
		fmt.Fprintf(out, "%s is good\n", p.target)
	}
	return errors.Join(failures...)
}
