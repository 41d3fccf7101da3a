package data

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Folder is the set of all pictures in a folder and the folders below it, in the order of their
// paths: JPEG, PNG, WebP, GIF, BMP and TIFF, known by their content. They look as package photo
// shows them. Of each, the largest square in the middle is shown, made size × size by a filter that
// leaves no jagged edges.
//
// If all files lie in folders of the folder, at least two, these are the classes, as is usual.
// Links are followed, except back into a folder they lie in. What begins with a dot is hidden.
//
// All files are decoded when the folder is opened, so that a damaged one is found before anybody
// learns from it; it is left out, as is a picture in a format that is not read, and Skipped names
// both. What is decoded is kept, up to a gigabyte.
type Folder struct {
	*pictures
	name    string
	classes []string
	labels  []int // by file; nil without classes
}

// OpenFolder reads the pictures of a folder. Size is the side of the pictures in pixels, at least
// 1.
func OpenFolder(dir string, size int) (*Folder, error) {
	return openFolder(context.Background(), dir, size, nil)
}

// openFolder calls progress, unless it is nil, with the number of files that it has checked;
// cancelling ctx stops it.
func openFolder(ctx context.Context, dir string, size int, progress func(done, total int64)) (*Folder, error) {
	if size < 1 {
		return nil, fmt.Errorf("data: pictures of %d×%[1]d pixels cannot be made: choose a size of at least 1", size)
	}
	found, err := findPictures(dir)
	if err != nil {
		return nil, fmt.Errorf("data: the folder of pictures cannot be read: %w; name another with --data or GOPHERGAN_DATA", err)
	}
	p, _, err := openPictures(ctx, dir, found, cut{size, middleSquare}, progress)
	if err != nil {
		return nil, err
	}
	f := &Folder{pictures: p, name: "folder"}
	if f.Len() == 0 {
		reason := strings.TrimSpace(fmt.Sprintf("data: %s has no picture that can be read (%s): name another folder with --data. %s",
			dir, readFormats, SkippedNote(f)))
		return nil, fmt.Errorf("%s", strings.TrimSuffix(reason, "."))
	}
	f.findClasses(dir)
	return f, nil
}

// findClasses takes the folders right below dir for classes, if there are at least two and every
// file is in one.
func (f *Folder) findClasses(dir string) {
	var classes []string
	labels := make([]int, len(f.files))
	for i, path := range f.files {
		below, err := filepath.Rel(dir, path)
		class, _, isBelow := strings.Cut(filepath.ToSlash(below), "/")
		if err != nil || !isBelow {
			return
		}
		if len(classes) == 0 || classes[len(classes)-1] != class { // files of a folder follow each other
			classes = append(classes, class)
		}
		labels[i] = len(classes) - 1
	}
	if len(classes) > 1 {
		f.classes, f.labels = classes, labels
	}
}

// Name is "folder", with the size behind it if Open was given one.
func (f *Folder) Name() string { return f.name }

// Classes is the number of classes, or 0.
func (f *Folder) Classes() int { return len(f.classes) }

// ClassNames returns the names of the classes.
func (f *Folder) ClassNames() []string { return slices.Clone(f.classes) }

// Label is the class of picture i, or of the one that stands in for it; 0 without classes.
func (f *Folder) Label(i int) int {
	if f.labels == nil {
		return 0
	}
	return f.labels[f.shown(i)]
}

// At writes picture i into pix and returns its class. If its file has been damaged since the folder
// was opened, the next one stands in, and Skipped names the file.
func (f *Folder) At(i int, pix []uint8) (label int) {
	shown := f.show(i, pix)
	if f.labels == nil {
		return 0
	}
	return f.labels[shown]
}
