package data

// Images is a set of equally sized pictures, each with a label or none.
//
// A pixel is a byte, 0 to 255, exactly as the set's authors stored it; the scaling to [−1, 1] belongs to the graph.
// All methods are safe for concurrent use, and At gives the same bytes for the same i every time.
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
