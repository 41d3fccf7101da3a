package check

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gophergan/kernel/exercise"
)

// Print writes how the exercises stand: a line for each if there are several; for a single one its
// functions, and the first case that each wrong function fails in. The last line says what is next.
func Print(w io.Writer, reports []Report, p *Progress) {
	earned, points := 0, 0
	for _, r := range reports {
		earned, points = earned+r.Earned(), points+r.total()
		fmt.Fprintf(w, "%-16s %s %3d of %2d points   %s\n", r.Slug, bar(r.Earned(), r.total()), r.Earned(), r.total(), r.Title)
		switch {
		case r.Broken != "":
			fmt.Fprintf(w, "%s\n", indent(r.Broken))
		case len(reports) == 1:
			printFunctions(w, r, p)
		}
	}
	if len(reports) > 1 {
		fmt.Fprintf(w, "%-16s %s %3d of %2d points\n", "all", bar(earned, points), earned, points)
	}
	fmt.Fprintln(w, next(reports))
}

// total is the points of the functions that were tried.
func (r Report) total() (sum int) {
	for _, result := range r.Results {
		sum += result.Points
	}
	return sum
}

func printFunctions(w io.Writer, r Report, p *Progress) {
	width := 5
	for _, result := range r.Results {
		width = max(width, len(result.State))
	}
	for _, result := range r.Results {
		fmt.Fprintf(w, "  %-*s  %d of %d  %s", width, result.State, result.Earned, result.Points, result.Name)
		if day := p.Right(r.Slug, result.Name); result.State != exercise.Right && day != "" {
			fmt.Fprintf(w, " (it was right on %s)", day)
		}
		fmt.Fprintln(w)
	}
	for _, note := range r.Notes {
		fmt.Fprintf(w, "\n%s\n", note)
	}
	for _, result := range r.Results {
		if len(result.Why) > 0 {
			fmt.Fprintf(w, "\n%s\n  %s\n", result.NotTried(), strings.Join(result.Why, "\n  "))
		}
		printFailed(w, result)
	}
	fmt.Fprintln(w)
}

// NotTried says that a function was not tried; why it was not says Why.
func (r Result) NotTried() string {
	if r.State == Refused {
		return fmt.Sprintf("%s is not tried, and would not be graded: %s is not taken as it is", r.Name, r.Source)
	}
	return fmt.Sprintf("%s is not tried: %s cannot be used as it is", r.Name, r.Source)
}

func printFailed(w io.Writer, result Result) {
	failed, o := result.Failed()
	if failed == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", o.Text())
	if failed > 1 {
		fmt.Fprintf(w, "  and it is wrong in %d more of %d cases\n", failed-1, len(result.Outcomes))
	}
	if waiting := result.Waiting(); waiting != "" {
		fmt.Fprintf(w, "  %s\n", waiting)
	}
}

// Failed counts the cases in which a function is wrong, and returns the first.
func (r Result) Failed() (n int, first exercise.Outcome) {
	for _, o := range r.Outcomes {
		if o.State != exercise.Wrong {
			continue
		}
		if n == 0 {
			first = o
		}
		n++
	}
	return n, first
}

// bar is ten signs wide.
func bar(part, whole int) string {
	full := 0
	if whole > 0 {
		full = 10 * part / whole
	}
	return strings.Repeat("█", full) + strings.Repeat("░", 10-full)
}

// Next is the first function that is not tried, or else the first that is wrong, or else the first
// that is not written; ok is false where all are right.
func Next(reports []Report) (r Report, result Result, ok bool) {
	for _, states := range [][]exercise.State{{Refused, Unbuilt}, {exercise.Wrong}, {exercise.Todo}} {
		for _, r := range reports {
			for _, result := range r.Results {
				if slices.Contains(states, result.State) {
					return r, result, true
				}
			}
		}
	}
	return Report{}, Result{}, false
}

func next(reports []Report) string {
	for _, r := range reports {
		if r.Broken != "" {
			return fmt.Sprintf("Next: mend that in exercises/%s; nothing can be tried before", r.Slug)
		}
	}
	r, result, ok := Next(reports)
	switch {
	case !ok:
		return allRight(reports)
	case len(result.Why) > 0:
		return fmt.Sprintf("Next: mend that in %s", result.Source)
	}
	return fmt.Sprintf("Next: %s in %s. The task is in exercises/%s/README.md; a hint: go run ./kernel check %s %s --hint",
		result.Name, result.Source, r.Slug, r.Short(), result.Name)
}

// allRight names the command that shows the references of what was tried, where there are any.
func allRight(reports []Report) string {
	command := "go run ./kernel check"
	if len(reports) == 1 {
		command += " " + reports[0].Short()
		if results := reports[0].Results; len(results) == 1 {
			command += " " + results[0].Name
		}
	}
	for _, r := range reports {
		if r.references {
			return "All is right. Compare with the reference: " + command + " --reference"
		}
	}
	return "All is right."
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
