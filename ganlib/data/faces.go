package data

import (
	"fmt"
	"slices"
	"strings"

	"gophergan/ganlib/data/face"
)

// Faces is an endless set of drawn faces in colour, each with everything that is true of it. It
// needs no files.
//
// Face i of a seed is a pure function of both, whatever the size, and its pixels are the same on
// every platform. Faces are drawn when they are asked for and not kept: a thousand at 64×64 take a
// core less than a second, which [Batches] spends beside the training.
type Faces struct {
	name    string
	seed    uint64
	n, size int
	label   face.Attribute // without kinds for a set without labels
}

// NewFaces returns the first n faces of a seed, size × size pixels. n is at least 0 and size at
// least face.MinSize; NewFaces panics with an error otherwise.
func NewFaces(seed uint64, n, size int) *Faces {
	if n < 0 || size < face.MinSize {
		panic(fmt.Errorf("data: there are no %d faces of %d×%d pixels: ask for at least 0, of at least %d×%d",
			n, size, size, face.MinSize, face.MinSize))
	}
	return &Faces{name: "faces", seed: seed, n: n, size: size}
}

// Name is "faces", with the size or "/test" behind it for those that Open returns under such a
// name, and with the attribute that labels, as in "faces32:hat/test".
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

// ClassNames are the kinds of the attribute that labels, such as "none", "round", "square",
// "sunglasses"; none without labels.
func (f *Faces) ClassNames() []string { return slices.Clone(f.label.Kinds) }

// Label is the kind that face i has of the attribute that labels, or 0. No face is drawn for it.
func (f *Faces) Label(i int) int {
	if f.label.Kinds == nil {
		return 0
	}
	return int(f.label.Of(f.Face(i)))
}

// Face returns face i as its attributes, all of them true; [face.Attributes] lists them.
func (f *Faces) Face(i int) face.Face {
	return face.Random(newDraw(forFace, f.seed, uint64(i)).below)
}

// AttributeNames are those of [face.Attributes].
func (f *Faces) AttributeNames() (names []string) {
	for _, a := range face.Attributes() {
		names = append(names, a.Name)
	}
	return names
}

// LabelledBy returns the same faces with labels: the number of the kind that each has of an
// attribute, such as "glasses" or "hair colour".
func (f *Faces) LabelledBy(attribute string) (Labelled, error) {
	a, known := face.Named(attribute)
	if a.Kinds == nil {
		why := "which is no attribute of theirs"
		if known {
			why = "which is an amount and has no kinds; Attributes gives it as a number"
		}
		return nil, fmt.Errorf("data: faces cannot be labelled by %q, %s: choose one of %s",
			attribute, why, strings.Join(attributesWithKinds(), ", "))
	}
	labelled := *f
	labelled.label, labelled.name = a, labelledName(f.name, attribute)
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

// Attributes returns the same faces, each with a vector of what is true of it: an amount, such as
// "smile", is one number in its range, mostly −1 to 1 or 0 to 1; an attribute that has kinds, such
// as "glasses", is one number for each kind, 1 for that of the face and 0 for the others.
func (f *Faces) Attributes(names ...string) (Described, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("data: no attribute of faces was named: choose some of %s", strings.Join(f.AttributeNames(), ", "))
	}
	d := describedFaces{Faces: f}
	for i, name := range names {
		a, ok := face.Named(name)
		if !ok || slices.Contains(names[:i], name) {
			return nil, fmt.Errorf("data: faces cannot be described by %q, which is no attribute of theirs or was named before: choose "+
				"some of %s",
				name, strings.Join(f.AttributeNames(), ", "))
		}
		d.attributes = append(d.attributes, a)
	}
	return d, nil
}

// Truth is all faces, uint8 [n, size, size, 3], and what is true of each: a row with a number for
// each of the named attributes. An amount is in its range; of an attribute that has kinds it is 0
// for the first of them, which mostly is "none", and 1 for any other: whether there is a hat. A
// judge of faces learns from it.
func (f *Faces) Truth(names ...string) (pix []uint8, truth [][]float64, err error) {
	attributes := make([]face.Attribute, len(names))
	for k, name := range names {
		var known bool
		if attributes[k], known = face.Named(name); !known {
			return nil, nil, fmt.Errorf("data: nothing is known of the %q of faces: choose some of %s", name,
				strings.Join(f.AttributeNames(), ", "))
		}
	}
	all := make([]int32, f.n)
	truth = make([][]float64, f.n)
	for i := range all {
		all[i] = int32(i)
		subject := f.Face(i)
		for _, a := range attributes {
			value := a.Of(subject)
			if a.Kinds != nil {
				value = min(value, 1)
			}
			truth[i] = append(truth[i], value)
		}
	}
	return gather(f, all).Pix, truth, nil
}

// describedFaces are faces with a vector of some attributes.
type describedFaces struct {
	*Faces
	attributes []face.Attribute
}

// Columns are "smile" for an amount, and "glasses: none", "glasses: round" … for an attribute that
// has kinds.
func (d describedFaces) Columns() (columns []string) {
	for _, a := range d.attributes {
		if a.Kinds == nil {
			columns = append(columns, a.Name)
		}
		for _, kind := range a.Kinds {
			columns = append(columns, a.Name+": "+kind)
		}
	}
	return columns
}

// Vector writes what is true of face i. No face is drawn for it.
func (d describedFaces) Vector(i int, v []float32) {
	subject, at := d.Face(i), 0
	for _, a := range d.attributes {
		value := a.Of(subject)
		if a.Kinds == nil {
			v[at] = float32(value)
			at++
		}
		for k := range a.Kinds {
			v[at] = 0
			if k == int(value) {
				v[at] = 1
			}
			at++
		}
	}
}
