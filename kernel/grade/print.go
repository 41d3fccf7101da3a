package grade

import (
	"fmt"
	"io"
	"time"
)

// PrintProgress prints a line for each submission that is done, and below it what was not taken of
// it, and why; so many are graded at the same time.
func PrintProgress(w io.Writer, jobs int) func(Event) {
	spent, graded := 0.0, 0
	return func(e Event) {
		line := fmt.Sprintf("%*d of %d  %-20s %3d of %d points", len(fmt.Sprint(e.All)), e.Done, e.All, e.Result.Student,
			e.Result.Earned(), e.Result.Points())
		switch {
		case e.Reused:
			line += ", graded before"
		case e.Result.Problem != "":
		default:
			spent, graded = spent+e.Result.Seconds, graded+1
			line += fmt.Sprintf(", %.1f s", e.Result.Seconds)
			left := time.Duration(spent / float64(graded) * float64(e.All-e.Done) / float64(jobs) * float64(time.Second))
			if left >= time.Second {
				line += fmt.Sprintf(", about %v left", left.Round(time.Second))
			}
		}
		fmt.Fprintln(w, line)
		for _, why := range e.Result.Explained() {
			fmt.Fprintf(w, "    %s\n", why)
		}
	}
}

// PrintNotes says what holds for the class as a whole: what the walls do not keep out, what was
// handed in by nobody, who is not on the list.
func (c Class) PrintNotes(w io.Writer) {
	if c.Run.Warning != "" {
		fmt.Fprintf(w, "Warning: %s\n", c.Run.Warning)
	}
	for _, note := range c.Notes {
		fmt.Fprintf(w, "Note: %s\n", note)
	}
}
