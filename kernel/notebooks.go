package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gophergan/kernel/course"
	"gophergan/kernel/lab"
	"gophergan/kernel/notebook"
	"gophergan/kernel/show"
)

func notebooksCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notebooks",
		Short: "Make the notebooks from the lessons, execute them, check them",
	}
	cmd.AddCommand(notebooksBuildCommand(), notebooksRunCommand(), notebooksCheckCommand())
	return cmd
}

func notebooksBuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "build [lesson …]",
		Short: "Write the notebooks of the lessons; outputs stay with the cells that have not changed",
		RunE: func(cmd *cobra.Command, args []string) error {
			pages, err := readPages(args)
			return errors.Join(err, pages.each(func(p lessonPage) error { return p.build(cmd.OutOrStdout()) }))
		},
	}
}

func notebooksRunCommand() *cobra.Command {
	var out string
	var quick bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "run [lesson …]",
		Short: "Execute the notebooks from top to bottom and keep what came out",
		RunE: func(cmd *cobra.Command, args []string) error {
			pages, err := readPages(args)
			if err != nil {
				return err
			}
			clone, err := findClone()
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
			return pages.each(func(p lessonPage) error {
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
		Use:   "check [lesson …]",
		Short: "Fail if a notebook is older than its lesson, was not executed, or holds an error",
		RunE: func(cmd *cobra.Command, args []string) error {
			pages, err := readPages(args)
			return errors.Join(err, pages.each(func(p lessonPage) error { return p.check(cmd.OutOrStdout()) }))
		},
	}
}

// lessonPage is one lesson and the file of its notebook.
type lessonPage struct {
	name   string
	lesson *notebook.Lesson
	target string // where its notebook is stored
}

type lessonPages []lessonPage

// each joins the errors, so that one bad lesson does not hide the next; an interrupt ends it.
func (pages lessonPages) each(do func(lessonPage) error) error {
	var failures []error
	for _, page := range pages {
		err := do(page)
		if errors.Is(err, context.Canceled) {
			return err
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// readPages reads the lessons that are named, or all. The error is about those that are not among the pages.
func readPages(names []string) (lessonPages, error) {
	clone, err := findClone()
	if err != nil {
		return nil, err
	}
	lessons, err := chosen(names)
	if err != nil {
		return nil, err
	}
	var pages lessonPages
	var failures []error
	for _, l := range lessons {
		page, err := readPage(clone, l)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		pages = append(pages, page)
	}
	return pages, errors.Join(failures...)
}

func chosen(names []string) ([]course.Lesson, error) {
	if len(names) == 0 {
		return course.Lessons(), nil
	}
	var lessons []course.Lesson
	for _, name := range names {
		l, err := course.Find(name)
		if err != nil {
			return nil, err
		}
		lessons = append(lessons, l)
	}
	return lessons, nil
}

// readPage reads the lesson's text with paths relative to the working directory, as errors show them best.
func readPage(clone lab.Clone, l course.Lesson) (lessonPage, error) {
	source, target := clone.Path(filepath.FromSlash(l.Source())), clone.Path(filepath.FromSlash(l.Notebook()))
	if dir, err := os.Getwd(); err == nil {
		source, target = relativeTo(dir, source), relativeTo(dir, target)
	}
	lesson, err := notebook.ReadLesson(source, filepath.Dir(target))
	return lessonPage{l.Name(), lesson, target}, err
}

func relativeTo(dir, path string) string {
	if relative, err := filepath.Rel(dir, path); err == nil {
		return relative
	}
	return path
}

func (p lessonPage) build(out io.Writer) error {
	old, err := notebook.Read(p.target)
	if err != nil {
		return err
	}
	changed, err := notebook.Build(p.lesson, old).Write(p.target)
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

func (p lessonPage) run(ctx context.Context, runner notebook.Runner, out io.Writer) error {
	begin := time.Now()
	fmt.Fprint(out, p.name)
	runner.Started = func(id string) { fmt.Fprintf(out, "\n  %-24s", id) }
	runner.Ended = func(id string, took time.Duration) { fmt.Fprintf(out, "%6.1f s", took.Seconds()) }
	done, err := runner.Run(ctx, p.lesson)
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

func (p lessonPage) check(out io.Writer) error {
	stored, err := notebook.Read(p.target)
	if err != nil {
		return err
	}
	var failures []error
	for _, problem := range notebook.Check(p.lesson, stored) {
		failures = append(failures, fmt.Errorf("%s: %s", p.target, problem))
	}
	if len(failures) == 0 {
		fmt.Fprintf(out, "%s is good\n", p.target)
	}
	return errors.Join(failures...)
}
