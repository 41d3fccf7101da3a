package answer

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gophergan/kernel/wholefile"
)

// Keep is called before a cell of a notebook writes text into a file. If an answer stands there
// that somebody has written and that would be lost, it is copied to .gophergan/answers, and the
// sentence says where. A stub is no loss, and neither is the same text.
func Keep(clone, file string, text []byte, now time.Time) (sentence string, err error) {
	slug, name, ok := place(clone, file)
	if !ok {
		return "", nil
	}
	before, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("what %s held before this cell could not be kept: %w", name, err)
	}
	if IsStub(before) || bytes.Equal(bytes.TrimSpace(before), bytes.TrimSpace(text)) || len(bytes.TrimSpace(before)) == 0 {
		return "", nil
	}
	folder := filepath.Join(".gophergan", "answers", slug)
	if had, err := findCopy(filepath.Join(clone, folder), name, before); err != nil {
		return "", err
	} else if had != "" {
		return said(name, filepath.Join(folder, had)), nil
	}
	copied := filepath.Join(folder, strings.TrimSuffix(name, ".go")+now.Format("-20060102-150405.000")+".go")
	if err := wholefile.Write(filepath.Join(clone, copied), before); err != nil {
		return "", fmt.Errorf("what %s held before this cell could not be kept: %w", name, err)
	}
	return said(name, copied), nil
}

func said(name, copied string) string {
	return fmt.Sprintf("%s held another answer before; it is kept in %s", name, filepath.ToSlash(copied))
}

// place says of which exercise a file is an answer.
func place(clone, file string) (slug, name string, ok bool) {
	file, err := filepath.Abs(file)
	if err != nil {
		return "", "", false
	}
	rest, err := filepath.Rel(filepath.Join(clone, "exercises"), file)
	parts := strings.Split(filepath.ToSlash(rest), "/")
	if err != nil || len(parts) != 2 || parts[0] == ".." || !IsFile(parts[1]) {
		return "", "", false
	}
	return parts[0], parts[1], true
}

// findCopy finds a copy with the same text, so that writing to and fro does not fill the folder.
func findCopy(folder, name string, text []byte) (copied string, err error) {
	files, err := filepath.Glob(filepath.Join(folder, strings.TrimSuffix(name, ".go")+"-*.go"))
	for _, file := range files {
		if had, err := os.ReadFile(file); err == nil && bytes.Equal(had, text) {
			return filepath.Base(file), nil
		}
	}
	return "", err
}
