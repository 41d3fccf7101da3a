package data

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"gophergan/ganlib/data/face"
)

// ErrUnavailable is wrapped by the error of Open when a set is neither on this machine nor can be
// downloaded now.
var ErrUnavailable = errors.New("not on this machine and cannot be downloaded now")

// Names lists what Open knows. All but the last two have a part that is kept for testing, with
// "/test" added to the name.
func Names() []string {
	return []string{"mnist", "fashion", "digits", "kmnist", "qmnist", "emnist-balanced", "emnist-bymerge", "emnist-byclass",
		"emnist-letters", "emnist-digits", "emnist-mnist", "stacked", "faces", "celeba", "folder"}
}

// Open returns a set by its name; "mnist/test" is the part of "mnist" that is kept for testing.
//
//	mnist    60,000 and 10,000 handwritten digits, 28×28×1, 10 classes
//	fashion  60,000 and 10,000 pieces of clothing, 28×28×1, 10 classes
//	digits   60,000 and 10,000 digits drawn by [Digits], 28×28×1, 10 classes
//	kmnist   60,000 and 10,000 characters of cursive Japanese, 28×28×1, 10 classes
//	qmnist   60,000 digits, those of mnist, and 60,000 for testing, the 10,000 of mnist first, 28×28×1, 10 classes
//	emnist-… letters and digits, 28×28×1, cut in six ways: balanced (112,800 and 18,800, 47 classes), bymerge (697,932 and
//	         116,323, 47 classes), byclass (as many, 62 classes), letters (124,800 and 20,800, 26 classes), digits (240,000 and
//	         40,000, 10 classes), mnist (60,000 and 10,000, 10 classes)
//	stacked  128,000 and 26,000 pictures of three digits of mnist, see [Stacked], 28×28×3, 1,000 classes; stacked32 has a black border
//	faces    60,000 and 10,000 faces drawn by [Faces], 64×64×3; faces32 and faces128 are the same at other sizes
//	celeba   202,599 photographs of faces, see [CelebA], 64×64×3; celeba128 and so on for other sizes
//	folder   the pictures in the folder dir, see [Folder], 64×64×3; folder128 and so on for other sizes
//
// The classes of a set have names, see [Labelled]. Faces and celeba have them by one of their
// attributes, named behind a colon: "faces32:hat", "celeba:Smiling", "faces:glasses/test".
//
// The files of the published sets, gzipped or not, are taken from the first place that has them:
// the folder dir, or $GOPHERGAN_DATA when dir is empty, or a folder in it named after the set; the
// user's cache folder; a download, which is kept there. Those of emnist come in one archive of 562
// MB, gzip.zip, which serves too where it lies. They are checked to the last byte; where a checksum
// has been published of the gzipped file only, it has to be that one. An error names the file and
// the reason, and wraps [ErrUnavailable] when there is no file at all.
func Open(name, dir string) (Images, error) {
	return Opener{Dir: dir}.Open(context.Background(), name)
}

// OpenOrDigits is [Open] for lessons, which must also run without the set: if it is unavailable,
// digits take its place, or faces that of CelebA, and note is a sentence that tells the reader so.
// Otherwise note is empty. Damaged files are still an error, and so is stacked without MNIST.
func OpenOrDigits(name, dir string) (set Images, note string, err error) {
	return Opener{Dir: dir}.OpenOrDigits(context.Background(), name)
}

// Opener is what [Open] does, with a say in how.
type Opener struct {
	// Dir is the folder to look in first; empty means $GOPHERGAN_DATA.
	Dir string
	// Progress is called while a file is downloaded, with numbers of bytes, total being −1 if
	// unknown, and while the pictures of a folder are checked, with the folder and numbers of
	// files. Nil is silence.
	Progress func(file string, done, total int64)
}

// Open is the function [Open]; cancelling ctx stops a download, which a later call goes on with.
func (o Opener) Open(ctx context.Context, name string) (Images, error) {
	plain, attribute, byAttribute, err := cutAttribute(name)
	if err != nil {
		return nil, err
	}
	set, err := o.open(ctx, plain)
	if err == nil && byAttribute {
		set, err = set.(Attributed).LabelledBy(attribute)
	}
	if err == nil {
		o.put(set)
	}
	return set, err
}

// attributed are the sets that are Attributed, by the names without a size.
var attributed = []string{"faces", "celeba"}

// cutAttribute splits "faces32:hat/test" into "faces32/test" and "hat". The error says that the set
// has no attributes, before anything is downloaded.
func cutAttribute(name string) (plain, attribute string, ok bool, err error) {
	base, part, hasPart := strings.Cut(name, "/")
	plain, attribute, ok = strings.Cut(base, ":")
	if kind, _, _ := cutSize(plain); ok && !slices.Contains(attributed, kind) {
		return "", "", false, fmt.Errorf("data: %s asks for the classes of an attribute, and only %s have attributes, as in "+
			"faces32:hat or celeba:Smiling", name, strings.Join(attributed, " and "))
	}
	if hasPart {
		plain += "/" + part
	}
	return plain, attribute, ok, nil
}

// labelledName is what a set is called whose classes are those of an attribute, as Open takes it:
// "faces32/test" by "hat" is "faces32:hat/test". Classes that it had before are forgotten.
func labelledName(name, attribute string) string {
	base, part, hasPart := strings.Cut(name, "/")
	base, _, _ = strings.Cut(base, ":")
	base += ":" + attribute
	if hasPart {
		base += "/" + part
	}
	return base
}

func (o Opener) open(ctx context.Context, name string) (Images, error) {
	base, part, hasPart := strings.Cut(name, "/")
	unknown := fmt.Errorf("data: there is no set called %q: choose one of %s, or the test part of one, such as mnist/test",
		name, strings.Join(Names(), ", "))
	if hasPart && part != "test" {
		return nil, unknown
	}
	seed, n := uint64(1), 60000 // of a set that is drawn
	if hasPart {
		seed, n = 2, 10000
	}
	if set, ok := idxSets[base]; ok {
		return o.openIDX(ctx, set, name)
	}
	if base == "digits" {
		return newDigits(name, seed, n), nil
	}
	if border, ok := stackedBorders[base]; ok {
		return o.openStacked(ctx, name, hasPart, border)
	}
	kind, size, ok := cutSize(base)
	if !ok || kind != "faces" && (hasPart || kind != "celeba" && kind != "folder") {
		return nil, unknown
	}
	if size < leastSize || size > mostSize {
		return nil, fmt.Errorf("data: %s would be pictures of %d×%[2]d pixels: choose a size from %d to %d", name, size, leastSize,
			mostSize)
	}
	switch kind {
	case "celeba":
		return o.openCelebA(ctx, name, size)
	case "folder":
		return o.openFolder(ctx, name, size)
	default:
		faces := NewFaces(seed, n, size)
		faces.name = name
		return faces, nil
	}
}

// stackedBorders are the names of the sets of stacked digits, and how wide a border makes the size
// they name.
var stackedBorders = map[string]int{"stacked": 0, "stacked32": 2}

// openStacked stacks the digits of that part of MNIST that the name asks for. As many as the
// papers: 128,000 to learn from (Lin et al. 2018, "PacGAN", arXiv:1712.04086, section 4.3), 26,000
// to count in (Metz et al. 2017).
func (o Opener) openStacked(ctx context.Context, name string, test bool, border int) (Images, error) {
	part, seed, n := "mnist", uint64(1), 128_000
	if test {
		part, seed, n = "mnist/test", 2, 26_000
	}
	digits, err := o.Open(ctx, part)
	if err != nil {
		return nil, err
	}
	stacked, err := NewStacked(digits, seed, n, border)
	if err == nil {
		stacked.name = name
	}
	return stacked, err
}

// root is the user's folder of data, or "" if none was named.
func (o Opener) root() string {
	if o.Dir != "" {
		return o.Dir
	}
	return os.Getenv("GOPHERGAN_DATA")
}

// checking is what to call while pictures are checked, or nil.
func (o Opener) checking() func(done, total int64) {
	if o.Progress == nil {
		return nil
	}
	return func(done, total int64) { o.Progress(o.root(), done, total) }
}

func (o Opener) openFolder(ctx context.Context, name string, size int) (Images, error) {
	if o.root() == "" {
		return nil, fmt.Errorf("data: %s stands for the pictures in a folder of yours: name it with --data or GOPHERGAN_DATA", name)
	}
	folder, err := openFolder(ctx, o.root(), size, o.checking())
	if err != nil {
		return nil, err
	}
	folder.name = name
	return folder, nil
}

func (o Opener) openCelebA(ctx context.Context, name string, size int) (Images, error) {
	if o.root() == "" {
		return nil, fmt.Errorf("data: CelebA is %w: no folder was named; get it from %s and name its place with --data or "+
			"GOPHERGAN_DATA, "+
			"or use faces, which needs no files", ErrUnavailable, celebAHome)
	}
	set, err := openCelebA(ctx, o.root(), size, o.checking())
	if err != nil {
		return nil, err
	}
	set.name = name
	return set, nil
}

// The sizes that a name such as "faces32" may ask for, and the one it means without a number.
const (
	leastSize, mostSize = face.MinSize, 1024
	usualSize           = 64
)

// cutSize splits "faces32" into "faces" and 32. ok is false if the number is not written as one.
func cutSize(name string) (kind string, size int, ok bool) {
	kind = strings.TrimRight(name, "0123456789")
	if kind == name {
		return name, usualSize, true
	}
	size, err := strconv.Atoi(name[len(kind):])
	return kind, size, err == nil && name[len(kind)] != '0'
}

// OpenOrDigits is the function [OpenOrDigits].
func (o Opener) OpenOrDigits(ctx context.Context, name string) (set Images, note string, err error) {
	set, err = o.Open(ctx, name)
	if !errors.Is(err, ErrUnavailable) {
		return set, "", err
	}
	base, _ := plainName(name)
	if _, ok := stackedBorders[base]; ok {
		return set, "", err
	}
	if kind, _, _ := cutSize(base); kind == "celeba" {
		note = fmt.Sprintf("This runs on drawn faces instead of CelebA, which is %v. To use it, get it from %s, put it in a folder "+
			"and set "+
			"GOPHERGAN_DATA to that.", ErrUnavailable, celebAHome)
		set, err = o.Open(ctx, strings.Replace(name, kind, "faces", 1))
		return set, note, err
	}
	note = fmt.Sprintf("This runs on digits drawn from fonts instead of %s, which is %v. To use it, %s.",
		idxSets[base].title, ErrUnavailable, wayOut)
	set, err = o.Open(ctx, strings.Replace(name, base, "digits", 1))
	return set, note, err
}
