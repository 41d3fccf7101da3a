package data

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Folder is the set of all PNG, JPEG and WebP files in a folder and the folders below it, in the order of their paths.
// Of each, the largest square in the middle is shown, made size × size by a filter that leaves no jagged edges, and
// turned upright if the camera says so.
//
// If all files lie in folders of the folder, at least two, these are the classes, as is usual.
//
// Files are read when they are asked for; what is read is kept, up to a gigabyte. Files that cannot be read are
// skipped: Skipped names them.
type Folder struct {
	*pictures
	name    string
	classes []string
	labels  []int // by file; nil without classes
}

// OpenFolder finds the pictures of a folder. Size is the side of the pictures in pixels, at least 1.
func OpenFolder(dir string, size int) (*Folder, error) {
	if size < 1 {
		return nil, fmt.Errorf("data: pictures of %d×%[1]d pixels cannot be made: choose a size of at least 1", size)
	}
	found, err := pictureFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("data: the folder of pictures cannot be read: %w; name another with --data or GOPHERGAN_DATA", err)
	}
	reasons := checkHeaders(found)
	var good []string
	for i, path := range found {
		if reasons[i] == nil {
			good = append(good, path)
		}
	}
	f := &Folder{pictures: newPictures(good, size, middleSquare), name: "folder"}
	for i, path := range found {
		if reasons[i] != nil {
			f.skip(path, reasons[i])
		}
	}
	if len(good) == 0 {
		reason := strings.TrimSpace("data: " + dir + " has no picture that can be read (PNG, JPEG or WebP): name another folder with --data. " + SkippedNote(f))
		return nil, fmt.Errorf("%s", strings.TrimSuffix(reason, "."))
	}
	f.findClasses(dir)
	return f, nil
}

// pictureFiles lists the files below a folder whose name is that of a picture. What begins with a dot is hidden.
func pictureFiles(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(entry.Name(), ".") && path != dir
		switch {
		case hidden && entry.IsDir():
			return fs.SkipDir
		case hidden || entry.IsDir():
			return nil
		}
		if slices.Contains([]string{".png", ".jpg", ".jpeg", ".webp"}, strings.ToLower(filepath.Ext(path))) {
			files = append(files, path)
		}
		return nil
	})
	return files, err
}

// checkHeaders checks the beginnings of files, several at once since that is mostly waiting.
func checkHeaders(files []string) []error {
	reasons := make([]error, len(files))
	const workers = 8
	var wg sync.WaitGroup
	for first := range workers {
		wg.Go(func() {
			for i := first; i < len(files); i += workers {
				reasons[i] = checkHeader(files[i])
			}
		})
	}
	wg.Wait()
	return reasons
}

// findClasses takes the folders right below dir for classes, if there are at least two and every file is in one.
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

// At writes picture i into pix and returns its class. If its file turns out to be damaged, the next one stands in.
func (f *Folder) At(i int, pix []uint8) (label int) {
	shown := f.show(i, pix)
	if f.labels == nil {
		return 0
	}
	return f.labels[shown]
}
