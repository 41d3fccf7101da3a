package data

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gophergan/ganlib/data/photo"
)

const readFormats = "JPEG, PNG, WebP, GIF, BMP or TIFF"

// found are the files below a folder that may be pictures, in the order of their paths, and those
// that are pictures but cannot be read.
type found struct {
	files   []string
	skipped map[string]error
}

// findPictures looks through a folder, and through folders below it and behind links.
func findPictures(dir string) (found, error) {
	f := found{skipped: map[string]error{}}
	here, err := os.Stat(dir)
	if err != nil {
		return f, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return f, err
	}
	f.search(dir, entries, []fs.FileInfo{here})
	return f, nil
}

// search looks at the entries of a folder; around are that folder and those around it.
func (f *found) search(dir string, entries []fs.DirEntry, around []fs.FileInfo) {
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		kind := entry.Type()
		if entry.IsDir() || kind&fs.ModeSymlink != 0 {
			info, err := os.Stat(path)
			switch {
			case err != nil:
				f.lost(path, err)
				continue
			case info.IsDir():
				f.enter(path, info, around)
				continue
			}
			kind = info.Mode().Type()
		}
		if kind.IsRegular() {
			f.consider(path)
		}
	}
}

// enter searches a folder, unless it is one of those around it.
func (f *found) enter(dir string, info fs.FileInfo, around []fs.FileInfo) {
	for _, outer := range around {
		if os.SameFile(info, outer) {
			f.skipped[dir] = errors.New("it is a link back to a folder that it lies in")
			return
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		f.skipped[dir] = plainReason(err)
		return
	}
	f.search(dir, entries, append(around[:len(around):len(around)], info))
}

// lost notes a link that leads nowhere, if it has the name of a picture or may be a folder.
func (f *found) lost(path string, err error) {
	if photo.IsNamed(path) || filepath.Ext(path) == "" {
		f.skipped[path] = fmt.Errorf("it is a link that leads nowhere: %w", plainReason(err))
	}
}

// consider sorts a file by its name and, where that says nothing, by its beginning.
func (f *found) consider(path string) {
	format := photo.Unread(path, nil)
	if format == "" && !photo.IsNamed(path) {
		head := headOf(path)
		if format = photo.Unread(path, head); format == "" && photo.Format(head) == "" {
			return
		}
	}
	if format != "" {
		f.skipped[path] = photo.UnreadError{Format: format}
		return
	}
	f.files = append(f.files, path)
}

// headOf is the beginning of a file, as much as can be read.
func headOf(path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	head := make([]byte, photo.HeadBytes)
	n, _ := io.ReadFull(f, head)
	return head[:n]
}

// plainReason leaves out the path, which stands beside it.
func plainReason(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}
