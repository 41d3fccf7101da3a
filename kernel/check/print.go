package check

import (
	"fmt"
	"io"
	"strings"

	"gophergan/kernel/exercise"
)

// Print writes how the exercises stand: a line for each if there are several; for a single one its functions, and the first
// case that each wrong function fails in. The last line says what is next.
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
	for _, result := range r.Results {
		fmt.Fprintf(w, "  %-5s  %d of %d  %s", result.State, result.Earned, result.Points, result.Name)
		if day := p.Right(r.Slug, result.Name); result.State != exercise.Right && day != "" {
			fmt.Fprintf(w, " (it was right on %s)", day)
		}
		fmt.Fprintln(w)
	}
	for _, result := range r.Results {
		if failed, o := result.Failed(); failed > 0 {
			fmt.Fprintf(w, "\n%s\n", o.Text())
			if failed > 1 {
				fmt.Fprintf(w, "  and it is wrong in %d more of %d cases\n", failed-1, len(result.Outcomes))
			}
			if waiting := result.Waiting(); waiting != "" {
				fmt.Fprintf(w, "  %s\n", waiting)
			}
		}
	}
	fmt.Fprintln(w)
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

// Next is the first function that is wrong, or else the first that is not written; ok is false where all are right.
func Next(reports []Report) (r Report, result Result, ok bool) {
	for _, state := range []exercise.State{exercise.Wrong, exercise.Todo} {
		for _, r := range reports {
			for _, result := range r.Results {
				if result.State == state {
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
	if !ok {
		return "All is right. Compare with the reference: go run ./kernel check exNN function --reference"
	}
	return fmt.Sprintf("Next: %s in %s. The task is in exercises/%s/README.md; a hint: go run ./kernel check %s %s --hint",
		result.Name, r.File(result.Function), r.Slug, r.Short(), result.Name)
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
