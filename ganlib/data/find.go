package data

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
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
	folder, err := o.folderWith(set, files)
	if err != nil {
		return nil, err
	}
	read := func(f idxFile) ([]byte, error) { return f.read(inFolder(folder, f)) }
	if folder == "" {
		read = func(f idxFile) ([]byte, error) { return o.cached(ctx, set, f) }
	}
	images := &idxImages{name: name, h: files.images.dims[1], w: files.images.dims[2]}
	if images.pix, err = read(files.images); err != nil {
		return nil, err
	}
	if images.labels, err = read(files.labels); err != nil {
		return nil, err
	}
	return images, nil
}

// folderWith returns the user's folder that holds both files, or "" if no folder was named or it has none of
// them. To have named a folder that does not exist, or one with half of what is needed, is an error.
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

// inFolder is the path of a file in a folder, gzipped or not, or "" if it is not there.
func inFolder(folder string, f idxFile) string {
	for _, suffix := range []string{"", ".gz"} {
		path := filepath.Join(folder, f.name+suffix)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// isAnother tells whether a file of labels belongs to another set: their files have the same names, and a folder that
// is not named after a set may hold either.
func (s idxSet) isAnother(files split, labels string) bool {
	for _, other := range idxSets {
		for _, theirs := range []idxFile{other.train.labels, other.test.labels} {
			if theirs.name != files.labels.name || theirs.sum == files.labels.sum {
				continue
			}
			if _, err := theirs.read(labels); err == nil {
				return true
			}
		}
	}
	return false
}

// cached reads a file from the user's cache folder, downloading it if it is not there or not intact.
func (o Opener) cached(ctx context.Context, set idxSet, f idxFile) ([]byte, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, set.unavailable(fmt.Errorf("there is no folder to keep it in: %w", err))
	}
	path := filepath.Join(cache, "gophergan", "data", set.folders[0], f.name)
	if elements, err := f.read(path); err == nil {
		return elements, nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("data: a damaged file cannot be replaced: %w", err)
	}
	if err := fetch.File(ctx, path, o.download(set, f)); err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("data: %w", err)
		}
		return nil, set.unavailable(err)
	}
	return f.read(path)
}

// download says how to get a file: gzipped, from any mirror, to be kept unpacked and only if it is the right one.
func (o Opener) download(set idxSet, f idxFile) fetch.Options {
	options := fetch.Options{Transform: func(r io.Reader) (io.Reader, error) {
		content, err := f.content(r, true)
		return bytes.NewReader(content), err
	}}
	for _, mirror := range set.mirrors {
		options.URLs = append(options.URLs, mirror+f.name+".gz")
	}
	if algorithm, sum, _ := strings.Cut(f.sum, ":"); algorithm == "sha256" {
		options.SHA256 = sum
	}
	if o.Progress != nil {
		options.Progress = func(done, total int64) { o.Progress(f.name, done, total) }
	}
	return options
}

// wayOut is what to do about a set that is unavailable.
const wayOut = "connect to the internet, or put its files in a folder and set GOPHERGAN_DATA to that"

// unavailable is the error of a set that could not be had, for a reason.
func (s idxSet) unavailable(reason error) error {
	return fmt.Errorf("data: %s is %w (%w); %s, or use digits, which needs no files", s.title, ErrUnavailable, reason, wayOut)
}
