package data

import "strconv"

// Images is a set of equally sized pictures, each with a label or none.
//
// A pixel is a byte, 0 to 255, exactly as the set's authors stored it; the scaling to [−1, 1]
// belongs to the graph. All methods are safe for concurrent use, and At gives the same bytes for
// the same i every time.
type Images interface {
	// Name is what Open calls the set: "mnist", "fashion/test", "digits".
	Name() string
	// Len is the number of images; an epoch visits each once.
	Len() int
	// Shape gives height, width and channels of every image.
	Shape() (h, w, c int)
	// Classes is the number of labels, 0 when the images carry none.
	Classes() int
	// At writes image i, 0 ≤ i < Len, into pix, whose length is h·w·c, row by row, channels last.
	// The label lies in [0, Classes) and is 0 for a set without labels.
	At(i int, pix []uint8) (label int)
}

// Labelled is a set that says what its labels mean, and the label of an image without making the
// image. Every set here with classes is one; [AsLabelled] asks a set whether it is.
type Labelled interface {
	Images
	// ClassNames are the names of the classes, as many as Classes.
	ClassNames() []string
	// Label is the class of image i, the one that At returns with it.
	Label(i int) int
}

// OfDigits is a set whose images show handwritten digits as large and as bright as those of MNIST:
// who can read these can read it.
type OfDigits interface {
	Labelled
	// DigitsPerImage is 1, or 3 where each channel has one of its own; 0 for a set of other things.
	DigitsPerImage() int
}

// DigitsPerImage is that of a set that says so, 0 for all others.
func DigitsPerImage(set Images) int {
	if s, ok := set.(OfDigits); ok {
		return s.DigitsPerImage()
	}
	return 0
}

// counted are the names of n classes that have none: "0", "1", …
func counted(n int) []string {
	names := make([]string, n)
	for k := range names {
		names[k] = strconv.Itoa(k)
	}
	return names
}

// AsLabelled is the set with its labels, and false if it has none.
func AsLabelled(set Images) (Labelled, bool) {
	labelled, ok := set.(Labelled)
	return labelled, ok && set.Classes() > 0
}

// Attributed is a set in which several things are known of each image, by name: the attributes of
// faces. They come as the class of an image or as a vector.
type Attributed interface {
	Images
	// AttributeNames are the attributes that are known.
	AttributeNames() []string
	// LabelledBy is the same images, with the values of one attribute as their classes. Its Name
	// says which, as Open takes it.
	LabelledBy(name string) (Labelled, error)
	// Attributes is the same images, each with a vector of the named attributes, in that order.
	Attributes(names ...string) (Described, error)
}

// Described is a set each of whose images comes with a vector of numbers.
type Described interface {
	Images
	// Columns are the names of the numbers.
	Columns() []string
	// Vector writes what is true of image i into v, whose length is that of Columns.
	Vector(i int, v []float32)
}
