package data

import (
	"fmt"
	"strings"

	"gophergan/ganlib/data/face"
)

// Faces is an endless set of drawn faces in colour, each with everything that is true of it. It needs no files.
//
// Face i of a seed is a pure function of both, whatever the size, and its pixels are the same on every platform. Faces
// are drawn when they are asked for and not kept: a thousand at 64×64 take a core less than a second, which [Batches]
// spends beside the training.
type Faces struct {
	name    string
	seed    uint64
	n, size int
	label   face.Attribute // without kinds for a set without labels
}

// NewFaces returns the first n faces of a seed, size × size pixels. n is at least 0 and size at least face.MinSize;
// NewFaces panics with an error otherwise.
func NewFaces(seed uint64, n, size int) *Faces {
	if n < 0 || size < face.MinSize {
		panic(fmt.Errorf("data: there are no %d faces of %d×%d pixels: ask for at least 0, of at least %d×%d",
			n, size, size, face.MinSize, face.MinSize))
	}
	return &Faces{name: "faces", seed: seed, n: n, size: size}
}

// Name is "faces", with the size or "/test" behind it for those that Open returns under such a name.
func (f *Faces) Name() string { return f.name }

// Len is n.
func (f *Faces) Len() int { return f.n }

// Shape is size, size, 3: red, green, blue.
func (f *Faces) Shape() (h, w, c int) { return f.size, f.size, 3 }

// Classes is 0, unless LabelledBy has chosen labels.
func (f *Faces) Classes() int { return len(f.label.Kinds) }

// At draws face i into pix.
func (f *Faces) At(i int, pix []uint8) (label int) {
	subject := f.Face(i)
	face.Draw(subject, f.size, pix[:f.size*f.size*3])
	if f.label.Kinds == nil {
		return 0
	}
	return int(f.label.Of(subject))
}

// Face returns face i as its attributes, all of them true; [face.Attributes] lists them.
func (f *Faces) Face(i int) face.Face {
	return face.Random(newDraw(forFace, f.seed, uint64(i)).below)
}

// LabelledBy returns the same faces with labels: the number of the kind that each has of an attribute, such as
// "glasses" or "hair colour".
func (f *Faces) LabelledBy(attribute string) (*Faces, error) {
	a, _ := face.Named(attribute)
	if a.Kinds == nil {
		return nil, fmt.Errorf("data: faces cannot be labelled by %q, which is no attribute that has kinds: choose one of %s",
			attribute, strings.Join(attributesWithKinds(), ", "))
	}
	labelled := *f
	labelled.label = a
	return &labelled, nil
}

func attributesWithKinds() (names []string) {
	for _, a := range face.Attributes() {
		if a.Kinds != nil {
			names = append(names, a.Name)
		}
	}
	return names
}
