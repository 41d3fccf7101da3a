package data

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// CelebA is the set of Liu, Luo, Wang, Tang 2015, "Deep Learning Face Attributes in the Wild"
// (arXiv:1411.7766): 202,599 photographs of well-known people with 40 attributes each. It is read
// from the folder img_align_celeba, 178×218 pixels a picture, and the file list_attr_celeba, as
// .txt from the authors or as .csv; without that file no attributes are known. The authors allow
// research that is not commercial.
//
// Of each picture the 128×128 pixels around (89, 121) are shown, made size × size: the cut of
// Karras et al. 2018, "Progressive Growing of GANs" (arXiv:1710.10196), in their dataset_tool.py.
//
// Files are checked, read, kept and skipped as by [Folder].
type CelebA struct {
	*pictures
	name  string
	names []string // of the attributes
	has   [][]bool // by file, by attribute
	label int      // the attribute that labels, or −1
}

const celebAHome = "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html"

// faceOf cuts an aligned picture; one of another size gives its middle square.
func faceOf(r image.Rectangle) image.Rectangle {
	if r.Dx() != 178 || r.Dy() != 218 {
		return middleSquare(r)
	}
	middle := r.Min.Add(image.Pt(89, 121))
	return image.Rectangle{middle.Sub(image.Pt(64, 64)), middle.Add(image.Pt(64, 64))}
}

// OpenCelebA finds the set in a folder: img_align_celeba and list_attr_celeba lie in it, in its Img
// and Anno, or in a folder celeba or CelebA of it. Size is the side of the pictures in pixels, at
// least 1.
func OpenCelebA(dir string, size int) (*CelebA, error) {
	return openCelebA(context.Background(), dir, size, nil)
}

// openCelebA calls progress, unless it is nil, with the number of files that it has checked;
// cancelling ctx stops it.
func openCelebA(ctx context.Context, dir string, size int, progress func(done, total int64)) (*CelebA, error) {
	if size < 1 {
		return nil, fmt.Errorf("data: pictures of %d×%[1]d pixels cannot be made: choose a size of at least 1", size)
	}
	if _, err := os.ReadDir(dir); err != nil {
		return nil, fmt.Errorf("data: the data folder cannot be used: %w; name another with --data or GOPHERGAN_DATA", err)
	}
	folder := celebAFile(dir, "img_align_celeba/img_align_celeba", "img_align_celeba", "Img/img_align_celeba")
	if folder == "" {
		return nil, fmt.Errorf("data: CelebA is %w: %s has no folder img_align_celeba; get it from %s and name its place with --data "+
			"or GOPHERGAN_DATA, or use faces, which needs no files", ErrUnavailable, dir, celebAHome)
	}
	found, err := findPictures(folder)
	if err != nil {
		return nil, fmt.Errorf("data: CelebA cannot be read: %w; unpack img_align_celeba.zip again", err)
	}
	c := &CelebA{name: "celeba", label: -1}
	if list := celebAFile(dir, "list_attr_celeba.txt", "list_attr_celeba.csv", "Anno/list_attr_celeba.txt"); list != "" {
		if found.files, err = c.readAttributes(list, found.files); err != nil {
			return nil, fmt.Errorf("data: %s is damaged: %w; get it again", list, err)
		}
	}
	if len(found.files) == 0 {
		return nil, fmt.Errorf("data: %s has no picture, or none that the list of attributes knows: unpack img_align_celeba.zip again",
			folder)
	}
	p, good, err := openPictures(ctx, folder, found, cut{size, faceOf}, progress)
	if err != nil {
		return nil, err
	}
	c.pictures, c.has = p, chosen(c.has, good)
	if c.Len() == 0 {
		return nil, fmt.Errorf("data: %s has no picture that can be read: unpack img_align_celeba.zip again. %s", folder,
			strings.TrimSuffix(SkippedNote(c), "."))
	}
	return c, nil
}

// chosen are the elements at some indices; nil of nil.
func chosen[T any](from []T, indices []int) []T {
	if from == nil {
		return nil
	}
	of := make([]T, len(indices))
	for k, i := range indices {
		of[k] = from[i]
	}
	return of
}

// celebAFile returns the first path that exists of those where one of the names may lie, or "".
func celebAFile(dir string, names ...string) string {
	for _, sub := range []string{"", "celeba", "CelebA"} {
		for _, name := range names {
			path := filepath.Join(dir, sub, filepath.FromSlash(name))
			if _, err := os.Stat(path); err == nil {
				return path
			}
		}
	}
	return ""
}

// readAttributes reads a list, and returns those of the files that it knows, in order.
func (c *CelebA) readAttributes(list string, files []string) ([]string, error) {
	f, err := os.Open(list)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, byFile, err := parseAttributes(f)
	if err != nil {
		return nil, err
	}
	c.names = names
	var known []string
	for _, path := range files {
		if has, ok := byFile[filepath.Base(path)]; ok {
			known = append(known, path)
			c.has = append(c.has, has)
		}
	}
	return known, nil
}

// parseAttributes reads lines of 1 and −1 after a file's name. Before them stand the number of
// files, in the authors' format only, and the names of the attributes.
func parseAttributes(r io.Reader) (names []string, byFile map[string][]bool, err error) {
	byFile = map[string][]bool{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		words := strings.FieldsFunc(lines.Text(), func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
		switch {
		case len(words) == 0 || n == 1 && len(words) == 1:
		case names == nil:
			names = words
			if names[0] == "image_id" {
				names = names[1:]
			}
		case len(words) != len(names)+1:
			return nil, nil, fmt.Errorf("line %d has %d values for %d attributes", n, len(words)-1, len(names))
		default:
			has := make([]bool, len(names))
			for k, word := range words[1:] {
				if word != "1" && word != "-1" {
					return nil, nil, fmt.Errorf("line %d has %q where 1 or -1 should be", n, word)
				}
				has[k] = word == "1"
			}
			byFile[words[0]] = has
		}
	}
	return names, byFile, lines.Err()
}

// Name is "celeba", with the size behind it if Open was given one, and with the attribute that
// labels, as in "celeba:Smiling".
func (c *CelebA) Name() string { return c.name }

// Classes is 0, or 2 after LabelledBy.
func (c *CelebA) Classes() int {
	if c.label < 0 {
		return 0
	}
	return 2
}

// At writes picture i into pix. The label is 1 if it has the attribute that LabelledBy chose.
func (c *CelebA) At(i int, pix []uint8) (label int) {
	shown := c.show(i, pix)
	if c.label >= 0 && c.has[shown][c.label] {
		return 1
	}
	return 0
}

// AttributeNames returns the names of the attributes, such as "Smiling"; none without their file.
func (c *CelebA) AttributeNames() []string { return slices.Clone(c.names) }

// AttributesOf tells which attributes picture i has, in the order of AttributeNames; nil without
// their file. They are those of the picture that stands in for it, if one must.
func (c *CelebA) AttributesOf(i int) []bool {
	if c.has == nil {
		return nil
	}
	return slices.Clone(c.has[c.shown(i)])
}

// LabelledBy returns the same pictures with labels: 1 for those that have an attribute, 0 for
// others.
func (c *CelebA) LabelledBy(attribute string) (Labelled, error) {
	k := slices.Index(c.names, attribute)
	if k < 0 {
		return nil, c.unknown("labelled", attribute)
	}
	labelled := *c
	labelled.label, labelled.name = k, labelledName(c.name, attribute)
	return &labelled, nil
}

// unknown is the error of an attribute that the set does not have.
func (c *CelebA) unknown(done, attribute string) error {
	return fmt.Errorf("data: CelebA cannot be %s by %q: choose one of the attributes in list_attr_celeba.txt, "+
		"which must lie beside img_align_celeba (%d are known: %s)", done, attribute, len(c.names), strings.Join(c.names, ", "))
}

// ClassNames are the attribute that labels, with "not " before it for class 0; none without labels.
func (c *CelebA) ClassNames() []string {
	if c.label < 0 {
		return nil
	}
	return []string{"not " + c.names[c.label], c.names[c.label]}
}

// Label is 1 if picture i has the attribute that labels, else 0.
func (c *CelebA) Label(i int) int {
	if c.label >= 0 && c.has[c.shown(i)][c.label] {
		return 1
	}
	return 0
}

// Attributes returns the same pictures, each with a number for each of the named attributes: 1 if
// it has it, else 0.
func (c *CelebA) Attributes(names ...string) (Described, error) {
	d := describedCelebA{CelebA: c}
	for i, name := range names {
		k := slices.Index(c.names, name)
		if k < 0 || slices.Contains(names[:i], name) {
			return nil, c.unknown("described (each once)", name)
		}
		d.columns = append(d.columns, k)
	}
	if len(names) == 0 {
		return nil, c.unknown("described", "")
	}
	return d, nil
}

// describedCelebA are pictures with a vector of some attributes.
type describedCelebA struct {
	*CelebA
	columns []int
}

// Columns are the names of the attributes.
func (d describedCelebA) Columns() (columns []string) {
	for _, k := range d.columns {
		columns = append(columns, d.names[k])
	}
	return columns
}

// Vector writes which of the attributes picture i has.
func (d describedCelebA) Vector(i int, v []float32) {
	has := d.has[d.shown(i)]
	for at, k := range d.columns {
		v[at] = 0
		if has[k] {
			v[at] = 1
		}
	}
}
