package check

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gophergan/kernel/exercise"
)

// column is how wide each of two files side by side is.
const column = 76

// Reference writes a learner's file and the reference side by side. It is for those who have got it
// right: see [Result].
func Reference(w io.Writer, clone string, e Exercise, r Result) error {
	own, err := code(filepath.Join(clone, filepath.FromSlash(r.Source)))
	if err != nil {
		return err
	}
	reference, err := code(filepath.Join(clone, "solutions", e.Slug, exercise.FileOf(r.Name)))
	if os.IsNotExist(err) {
		return fmt.Errorf("this clone has no references: ask whoever gave it to you")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%-*s │ %s\n", column, "yours", "the reference")
	for i := range max(len(own), len(reference)) {
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-*s │ %s", column, at(own, i), at(reference, i)), " "))
	}
	return nil
}

// code reads a file, in lines that fit a column, without the comments before its functions: both
// have the same.
func code(file string) (lines []string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "//") {
			continue
		}
		runes := []rune(strings.ReplaceAll(line, "\t", "    "))
		for len(runes) > column {
			lines, runes = append(lines, string(runes[:column])), runes[column:]
		}
		lines = append(lines, string(runes))
	}
	return lines, nil
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}
