// Package wholefile replaces files at once: a reader, and whoever comes after a crash, sees the old
// content or the new. Of several files that belong together either all are replaced or none.
//
// Non-goals: files that are appended to, and those that are too large for memory. A machine that
// loses its power between the renames of several files leaves some old and some new ones, each of
// them whole.
package wholefile

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"
)

// Write writes the file at path, in a folder that it makes where there is none. If it fails, the
// file is what it was before.
func Write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	if err := renameio.WriteFile(path, content, mode, renameio.WithTempDir(filepath.Dir(path))); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

// mode is before the umask, which says who may read what is written.
const mode = 0o666

// WriteAll writes several files, by path. If it fails, all are what they were before.
func WriteAll(files map[string][]byte) (err error) {
	var staged []replacement
	defer func() {
		for i := len(staged) - 1; i >= 0; i-- {
			err = errors.Join(err, staged[i].end(err != nil))
		}
	}()
	for _, path := range slices.Sorted(maps.Keys(files)) {
		file, err := stage(path, files[path])
		if err != nil {
			return err
		}
		staged = append(staged, replacement{path: path, file: file})
	}
	for i := range staged {
		if err := staged[i].replace(); err != nil {
			return fmt.Errorf("cannot replace %s: %w", staged[i].path, err)
		}
	}
	return nil
}

// replacement is a file that is written and not in its place yet.
type replacement struct {
	path, file string
	before     string // a second name of the file that was there
	moved      bool   // where it has no two names
	done       bool
}

func (r *replacement) replace() error {
	if info, err := os.Lstat(r.path); err == nil && info.IsDir() {
		return errors.New("it is a folder")
	} else if err == nil {
		r.before = r.file + ".before"
		if err := os.Link(r.path, r.before); err != nil { // a file system without links
			if err := os.Rename(r.path, r.before); err != nil {
				r.before = ""
				return err
			}
			r.moved = true
		}
	}
	if err := os.Rename(r.file, r.path); err != nil {
		return err
	}
	r.done = true
	return nil
}

// end removes what is not needed any more, and undoes what was done where another file of the same
// set could not be replaced.
func (r *replacement) end(undo bool) error {
	defer os.Remove(r.file)
	switch {
	case undo && r.done && r.before == "":
		return os.Remove(r.path)
	case undo && (r.done || r.moved):
		return os.Rename(r.before, r.path)
	case r.before != "":
		os.Remove(r.before)
	}
	return nil
}

// stage writes the content into a file beside the one that it is for, and returns its name.
func stage(path string, content []byte) (string, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return "", err
	}
	f, err := renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithPermissions(mode))
	if err != nil {
		return "", err
	}
	if err := write(f.File, content); err != nil {
		f.Cleanup()
		return "", fmt.Errorf("cannot write %s: %w", path, err)
	}
	return f.Name(), nil
}

func write(f *os.File, content []byte) error {
	if _, err := f.Write(content); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}
