package data

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	slashpath "path"
	"path/filepath"
	"slices"
	"strings"

	"gophergan/ganlib/internal/fetch"
)

// openIDX finds and reads the two files of a part of a set. name is "mnist" or "mnist/test".
func (o Opener) openIDX(ctx context.Context, set idxSet, name string) (Images, error) {
	files := set.train
	if strings.HasSuffix(name, "/test") {
		files = set.test
	}
	read, err := o.reader(ctx, set, files)
	if err != nil {
		return nil, err
	}
	pix, err := read(files.images)
	if err != nil {
		return nil, err
	}
	labels, err := read(files.labels)
	if err != nil {
		return nil, err
	}
	return newIDXImages(name, set, files, pix, labels)
}

// reader says where the files of a part of a set are read: in an archive or a folder of the user's,
// or else in the cache, which is filled by a download.
func (o Opener) reader(ctx context.Context, set idxSet, files split) (func(idxFile) ([]byte, error), error) {
	if path := o.archiveIn(set); path != "" {
		return func(f idxFile) ([]byte, error) { return f.readZipped(path) }, nil
	}
	folder, err := o.folderWith(set, files)
	switch {
	case err != nil:
		return nil, err
	case folder != "":
		return func(f idxFile) ([]byte, error) { return f.read(inFolder(folder, f)) }, nil
	case set.archive != nil:
		path, err := o.cachedArchive(ctx, set)
		return func(f idxFile) ([]byte, error) { return f.readZipped(path) }, err
	}
	return func(f idxFile) ([]byte, error) { return o.cached(ctx, set, f) }, nil
}

// archiveIn is the path of the set's archive in the user's folder, or "" if it has none.
func (o Opener) archiveIn(set idxSet) string {
	if set.archive == nil || o.root() == "" {
		return ""
	}
	for _, sub := range slices.Concat(set.folders, []string{"."}) {
		path := filepath.Join(o.root(), filepath.FromSlash(sub), set.archive.name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// folderWith returns the user's folder that holds both files, or "" if no folder was named or it
// has none of them. To have named a folder that does not exist, or one with half of what is needed,
// is an error.
func (o Opener) folderWith(set idxSet, files split) (string, error) {
	root := o.root()
	if root == "" {
		return "", nil
	}
	if _, err := os.ReadDir(root); err != nil {
		return "", fmt.Errorf("data: the data folder cannot be used: %w; name another with --data or GOPHERGAN_DATA, or neither", err)
	}
	for _, sub := range slices.Concat(set.folders, []string{"."}) {
		folder := filepath.Join(root, filepath.FromSlash(sub))
		images, labels := inFolder(folder, files.images), inFolder(folder, files.labels)
		switch {
		case images == "" && labels == "":
		case images == "" || labels == "":
			missing := files.labels.name
			if images == "" {
				missing = files.images.name
			}
			return "", fmt.Errorf("data: %s has one of the two files that %s needs, but neither %s nor %[3]s.gz: put it there too",
				folder, set.title, missing)
		case sub != "." || !set.isAnother(files, labels):
			return folder, nil
		}
	}
	return "", nil
}

// inFolder is the path of a file in a folder, gzipped or not, or "" if it is not there. Of both it
// is the one that can be checked.
func inFolder(folder string, f idxFile) string {
	suffixes := []string{"", ".gz"}
	if f.sum == "" {
		slices.Reverse(suffixes)
	}
	for _, suffix := range suffixes {
		path := filepath.Join(folder, f.name+suffix)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// isAnother tells whether a file of labels belongs to another set: their files have the same names,
// and a folder that is not named after a set may hold either.
func (s idxSet) isAnother(files split, labels string) bool {
	for _, other := range idxSets {
		if other.title == s.title {
			continue
		}
		for _, theirs := range []idxFile{other.train.labels, other.test.labels} {
			if theirs.name != files.labels.name {
				continue
			}
			if _, err := theirs.read(labels); err == nil {
				return true
			}
		}
	}
	return false
}

// cached reads a file from the user's cache folder, downloading it if it is not there or not
// intact.
func (o Opener) cached(ctx context.Context, set idxSet, f idxFile) ([]byte, error) {
	name := f.name
	if f.sum == "" {
		name += ".gz" // only so can it be checked
	}
	path, err := cachePath(set, name)
	if err != nil {
		return nil, err
	}
	if elements, err := f.read(path); err == nil {
		return elements, nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("data: a damaged file cannot be replaced: %w", err)
	}
	if err := o.fetch(ctx, set, path, o.download(set, f)); err != nil {
		return nil, err
	}
	return f.read(path)
}

// cachePath is where a file of a set lies in the user's cache folder.
func cachePath(set idxSet, name string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", set.unavailable(fmt.Errorf("there is no folder to keep it in: %w", err))
	}
	return filepath.Join(cache, "gophergan", "data", set.folders[0], name), nil
}

// fetch downloads a file of a set.
func (o Opener) fetch(ctx context.Context, set idxSet, path string, how fetch.Options) error {
	err := fetch.File(ctx, path, how)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("data: %w", err)
	}
	return set.unavailable(err)
}

// download says how to get a file: gzipped, from any mirror, to be kept unpacked if so it can be
// checked, and only if it is the right one.
func (o Opener) download(set idxSet, f idxFile) fetch.Options {
	options := fetch.Options{Progress: o.progress(f.name)}
	for _, mirror := range set.mirrors {
		options.URLs = append(options.URLs, mirror+f.name+".gz")
	}
	sum := f.packed
	if f.sum != "" {
		sum = f.sum
		options.Transform = func(r io.Reader) (io.Reader, error) {
			content, err := f.content(r, true)
			return bytes.NewReader(content), err
		}
	}
	if algorithm, hex, _ := strings.Cut(sum, ":"); algorithm == "sha256" {
		options.SHA256 = hex
	}
	return options
}

// progress tells of the download of a file, if anybody wants to know.
func (o Opener) progress(file string) func(done, total int64) {
	if o.Progress == nil {
		return nil
	}
	return func(done, total int64) { o.Progress(file, done, total) }
}

// cachedArchive is the path of the set's archive in the user's cache folder, where it is downloaded
// to if it is not there.
func (o Opener) cachedArchive(ctx context.Context, set idxSet) (string, error) {
	path, err := cachePath(set, set.archive.name)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil // whole, or it would have another name; each file in it is checked when it is read
	}
	return path, o.fetch(ctx, set, path, fetch.Options{URLs: set.archive.urls, SHA256: set.archive.sha256,
		Progress: o.progress(set.archive.name)})
}

// readZipped returns the elements of the file with this name and ".gz" in a zip archive, in
// whichever folder of it.
func (f idxFile) readZipped(path string) ([]byte, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("data: %s is damaged: %w; delete it or put an intact copy there", path, err)
	}
	defer archive.Close()
	for _, entry := range archive.File {
		if slashpath.Base(entry.Name) != f.name+".gz" {
			continue
		}
		elements, err := f.parseEntry(entry)
		if err != nil {
			return nil, fmt.Errorf("data: %s in %s is damaged: %w; delete it or put an intact copy there", entry.Name, path, err)
		}
		return elements, nil
	}
	return nil, fmt.Errorf("data: %s has no %s.gz in it; put an intact copy there", path, f.name)
}

func (f idxFile) parseEntry(entry *zip.File) ([]byte, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return f.parse(r, true)
}

// wayOut is what to do about a set that is unavailable.
const wayOut = "connect to the internet, or put its files in a folder and set GOPHERGAN_DATA to that"

// unavailable is the error of a set that could not be had, for a reason.
func (s idxSet) unavailable(reason error) error {
	return fmt.Errorf("data: %s is %w (%w); %s, or use digits, which needs no files", s.title, ErrUnavailable, reason, wayOut)
}
