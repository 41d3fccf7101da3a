package lab

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// width is the columns of a terminal that the report fits into.
const width = 80

// Print writes the report for a person.
func (r Report) Print(out io.Writer) {
	marks := map[Health]string{Good: "✓", Weak: "!", Bad: "✗"}
	for _, check := range r.Checks {
		printHanging(out, fmt.Sprintf("  %s %-13s ", marks[check.Health], check.Name), check.Found)
		if check.Mend != "" {
			printHanging(out, strings.Repeat(" ", 18)+"→ ", check.Mend)
		}
	}
	if len(r.Lessons) == 0 {
		return
	}
	fmt.Fprintf(out, "\n  One training step of lesson 03 takes %.0f ms here. A whole lesson takes:\n\n", r.Step)
	for _, l := range r.Lessons {
		fmt.Fprintf(out, "    %-16s%-40s%9s\n", l.Lesson, l.Title, roughly(l.Minutes))
	}
}

// printHanging writes a text after a head, broken at spaces so that it fits; later lines stand
// under the first.
func printHanging(out io.Writer, head, text string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(head))
	line := head
	empty := true
	for _, word := range strings.Fields(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			fmt.Fprintln(out, line)
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	fmt.Fprintln(out, line)
}

// roughly says a time as a person would.
func roughly(minutes float64) string {
	d := time.Duration(minutes * float64(time.Minute))
	switch {
	case d < 10*time.Second:
		return "seconds"
	case d < 90*time.Second:
		return fmt.Sprintf("%.0f s", d.Round(10*time.Second).Seconds())
	case d < 90*time.Minute:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}
