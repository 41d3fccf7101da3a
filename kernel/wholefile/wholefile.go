// Package wholefile replaces files at once: a reader, and whoever comes after a crash, sees the old content or the new.
//
// Non-goals: files that are appended to, and those that are too large for memory.
package wholefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Write writes the file at path, in a folder that it makes where there is none. If it fails, the file is what it was before.
func Write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // does nothing after the rename
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}
