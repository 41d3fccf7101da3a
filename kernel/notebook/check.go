package notebook

import (
	"bytes"
	"fmt"
	"strings"
)

// maxOutput is the most bytes that one output may have in the file. A sheet of samples as PNG has a
// tenth of it; what is larger makes every clone larger, for ever.
const maxOutput = 400_000

// Check compares a notebook with its page and returns what is wrong, one sentence each, with the
// cell's id. The notebook is nil if there is none.
func Check(p *Page, f *File) []string {
	if f == nil {
		return []string{"there is no notebook yet"}
	}
	if stale := staleness(p, f); stale != "" {
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

// staleness says where the notebook first differs from the page, outputs aside.
func staleness(p *Page, f *File) string {
	fresh := Build(p, f)
	for i, want := range fresh.Cells {
		if i >= len(f.Cells) {
			return fmt.Sprintf("cell %q is missing: the notebook is older than its text", want.ID)
		}
		if got := f.Cells[i]; got.ID != want.ID || got.Type != want.Type || got.Source != want.Source {
			return fmt.Sprintf("cell %q differs from its text: the notebook is older, or was edited in its place", want.ID)
		}
	}
	if len(f.Cells) > len(fresh.Cells) {
		return fmt.Sprintf("cell %q is not in its text", f.Cells[len(fresh.Cells)].ID)
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
	if reason := c.failure(); reason != "" {
		wrong("failed: %s", reason)
	}
	for _, output := range c.Outputs {
		if content, err := encode(output); err == nil && len(content) > maxOutput {
			wrong("has an output of %d bytes, more than %d", len(content), maxOutput)
		}
	}
	return found
}

// failure says in one line why the cell failed, or nothing if it did not. Of a program that ended
// itself, the reason is what it wrote to the standard error; the stack after a panic is left out.
func (c FileCell) failure() string {
	var stderr, value string
	failed := false
	for _, output := range c.Outputs {
		switch {
		case output["output_type"] == "error":
			value, failed = fmt.Sprint(output["evalue"]), true
		case output["name"] == "stderr":
			stderr += output.text()
		}
	}
	if !failed {
		return ""
	}
	message, _, _ := strings.Cut(strings.TrimSpace(stderr), "\n\n")
	if strings.HasPrefix(value, "exit status") && message != "" {
		value = strings.TrimSpace(strings.TrimSuffix(message, value))
	}
	if header, rest, _ := strings.Cut(value, "\n"); strings.HasPrefix(header, "# ") {
		value = rest // of the compiler's errors the first line names only the package
	}
	return cut(strings.Join(strings.Fields(value), " "), 300)
}

// cut shortens a text to n characters.
func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return s
}
