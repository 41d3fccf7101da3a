package notebook

import (
	"bytes"
	"fmt"
	"strings"
)

// maxOutput is the most bytes that one output may have in the file. A sheet of samples as PNG has a tenth of it; what
// is larger makes every clone larger, for ever.
const maxOutput = 400_000

// Check compares a notebook with its lesson and returns what is wrong, one sentence each, with the cell's id. The
// notebook is nil if there is none.
func Check(l *Lesson, f *File) []string {
	if f == nil {
		return []string{"there is no notebook yet"}
	}
	if stale := staleness(l, f); stale != "" {
		return []string{stale}
	}
	var problems []string
	for _, cell := range f.Cells {
		if cell.Type == "code" {
			problems = append(problems, cell.problems()...)
		}
	}
	return problems
}

// staleness says where the notebook first differs from the lesson, outputs aside.
func staleness(l *Lesson, f *File) string {
	fresh := Build(l, f)
	for i, want := range fresh.Cells {
		if i >= len(f.Cells) {
			return fmt.Sprintf("cell %q is missing: the notebook is older than the lesson", want.ID)
		}
		if got := f.Cells[i]; got.ID != want.ID || got.Type != want.Type || got.Source != want.Source {
			return fmt.Sprintf("cell %q differs from the lesson: the notebook is older, or was edited in its place", want.ID)
		}
	}
	if len(f.Cells) > len(fresh.Cells) {
		return fmt.Sprintf("cell %q is not in the lesson", f.Cells[len(fresh.Cells)].ID)
	}
	is, err := f.Bytes()
	if err != nil {
		return err.Error()
	}
	if want, err := fresh.Bytes(); err != nil || !bytes.Equal(is, want) {
		return "the notebook's form or metadata is not what is written now"
	}
	return ""
}

// problems are what is wrong with an executed cell.
func (c FileCell) problems() (found []string) {
	wrong := func(format string, args ...any) {
		found = append(found, fmt.Sprintf("cell %q ", c.ID)+fmt.Sprintf(format, args...))
	}
	if c.Count == nil {
		wrong("was not executed since it last changed")
	}
	for _, output := range c.Outputs {
		if output["output_type"] == "error" {
			wrong("failed: %s", output.errorText())
		}
		if content, err := encode(output); err == nil && len(content) > maxOutput {
			wrong("has an output of %d bytes, more than %d", len(content), maxOutput)
		}
	}
	return found
}

// errorText is an error output in one line.
func (o Output) errorText() string {
	name, value := fmt.Sprint(o["ename"]), fmt.Sprint(o["evalue"])
	return strings.Join(strings.Fields(name+": "+value), " ")
}
