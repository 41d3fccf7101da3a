package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"gophergan/kernel/check"
	"gophergan/kernel/grade"
)

// gradeFlags is what grade is asked for.
type gradeFlags struct {
	submissions, out, class, title, due, reveal, release string
	exercises                                            []string
	policy                                               grade.Policy
	limits                                               grade.Limits
	memory                                               int
	draws, jobs                                          int
	newSeeds, plain                                      bool
}

func gradeCommand() *cobra.Command {
	flags := gradeFlags{limits: grade.DefaultLimits()}
	cmd := &cobra.Command{
		Use:   "grade --submissions DIR --out DIR",
		Short: "Grade a class: what it handed in becomes points, tables and a page for each student",
		Long: `Grade a class: what it handed in becomes points, tables and a page for each student.

DIR holds one folder, archive (.zip, .tar.gz, .bundle) or notebook a student, called like the student, or what Moodle
gives. exercises/INSTRUCTOR.md is the guide.
Stopped at any time, the same command goes on where it was.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			if flags.release != "" {
				return makeRelease(cmd.OutOrStdout(), string(clone), flags.release)
			}
			return flags.run(cmd.Context(), cmd.OutOrStdout(), string(clone))
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.submissions, "submissions", "", "the folder with one folder, archive or notebook a student")
	f.StringVar(&flags.out, "out", "grades", "the folder for results; keep it to go on or to grade again with the same seeds")
	f.StringArrayVar(&flags.exercises, "exercise", nil, "grade only this exercise, such as ex01; may be repeated (default: all)")
	f.StringVar(&flags.class, "class", "", "the list of the class, a CSV file with a column student and, as wanted, name, "+
		"first_name, last_name, email, id, sis_user_id, sis_login_id, section, due, submitted, adjust, comment")
	f.StringVar(&flags.title, "title", "GopherGAN", "of the assignment; for Canvas with its number, as in “GopherGAN (1234)”")
	f.StringVar(&flags.due, "due", "", "when it was due, such as 2026-12-01 23:59 (default: nobody is late)")
	f.DurationVar(&flags.policy.Grace, "grace", 5*time.Minute, "lateness that costs nothing")
	f.Float64Var(&flags.policy.PerDay, "late-per-day", 0.1, "share of the points that every day begun costs")
	f.IntVar(&flags.policy.Days, "late-days", 7, "days after which nothing is left")
	f.StringVar(&flags.reveal, "reveal", "reasons", "what a student's page tells: points, cases, reasons (with the numbers of "+
		"everybody's own check) or numbers (also those drawn for grading)")
	f.IntVar(&flags.draws, "draws", 2, "seeds to draw, beside everybody's own")
	f.BoolVar(&flags.newSeeds, "new-seeds", false, "draw new seeds though --out has some: everything is graded again")
	f.IntVar(&flags.jobs, "jobs", runtime.NumCPU(), "submissions at the same time")
	f.DurationVar(&flags.limits.CPU, "cpu", flags.limits.CPU, "how long the program of a function may compute")
	f.DurationVar(&flags.limits.Wall, "wall", flags.limits.Wall, "and how long it may take in all")
	f.IntVar(&flags.memory, "memory", int(flags.limits.Memory>>20), "MiB of memory that it may take")
	f.BoolVar(&flags.plain, "no-bubblewrap", false, "do without bubblewrap though it is there")
	f.StringVar(&flags.release, "make-release", "", "write the students' version of this repository into a new folder: no "+
		"solutions, unwritten exercises")
	return cmd
}

func (f gradeFlags) run(ctx context.Context, w io.Writer, clone string) error {
	if f.submissions == "" {
		return errors.New("say where the submissions are: --submissions DIR")
	}
	if f.draws < 1 || f.jobs < 1 || f.memory < 64 || f.limits.CPU < time.Second || f.policy.PerDay < 0 || f.policy.PerDay > 1 {
		return errors.New("--draws and --jobs are 1 or more, --memory 64 or more, --cpu 1s or more, --late-per-day from 0 to 1")
	}
	f.limits.Memory = int64(f.memory) << 20
	reveal, err := grade.ParseReveal(f.reveal)
	if err != nil {
		return err
	}
	if f.due != "" {
		if f.policy.Due, err = grade.ParseTime(f.due); err != nil {
			return err
		}
	}
	var people []grade.Person
	if f.class != "" {
		if people, err = grade.ReadPeopleFile(f.class); err != nil {
			return err
		}
	}
	slugs, err := f.slugs(clone)
	if err != nil {
		return err
	}
	began := time.Now()
	g := grade.Grader{
		Root: clone, Submissions: f.submissions, Out: f.out, Slugs: slugs, People: people, Draws: f.draws, NewSeeds: f.newSeeds,
		Workers: f.jobs,
		Limits:  f.limits, Plain: f.plain,
		Progress: grade.PrintProgress(w, f.jobs),
	}
	fmt.Fprintf(w, "Running the %s\n", map[bool]string{true: "reference of " + slugs[0],
		false: fmt.Sprintf("references of %d exercises", len(slugs))}[len(slugs) == 1])
	run, results, failed := g.Grade(ctx)
	if results == nil {
		return failed
	}
	class := grade.NewClass(f.title, run, results, people, f.policy, reveal)
	class.PrintNotes(w)
	if err := class.Write(f.out); err != nil {
		return errors.Join(failed, err)
	}
	fmt.Fprintf(w, "%d submissions in %v. Open %s\n", len(results), time.Since(began).Round(time.Second),
		filepath.Join(f.out, "class.html"))
	return failed
}

// slugs are the folders of the exercises that are asked for.
func (f gradeFlags) slugs(clone string) ([]string, error) {
	all, err := check.List(clone)
	if err != nil {
		return nil, err
	}
	var slugs []string
	for _, name := range f.exercises {
		e, err := check.Find(all, name)
		if err != nil {
			return nil, err
		}
		slugs = append(slugs, e.Slug)
	}
	if len(slugs) > 0 {
		return slugs, nil
	}
	return grade.Slugs(clone)
}

func makeRelease(w io.Writer, clone, dir string) error {
	files, err := grade.Release(clone, dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d files in %s: every exercise is unwritten, and there are no solutions. Try it with: cd %s && go test "+
		"./exercises/...\n", files, dir, dir)
	return nil
}
