package data

import (
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/data/face"
	"gophergan/ganlib/media"
)

var (
	_ Labelled   = (*Digits)(nil)
	_ Labelled   = (*Stacked)(nil)
	_ Labelled   = (*Folder)(nil)
	_ Labelled   = (*idxImages)(nil)
	_ Labelled   = (*Faces)(nil)
	_ Labelled   = (*CelebA)(nil)
	_ Attributed = (*Faces)(nil)
	_ Attributed = (*CelebA)(nil)
)

// wantLabels checks that Label tells what At does, and that every class has a name.
func wantLabels(t *testing.T, set Images, names ...string) {
	t.Helper()
	labelled, ok := AsLabelled(set)
	if !ok || !slices.Equal(labelled.ClassNames(), names) || set.Classes() != len(names) {
		t.Fatalf("%s: labelled %t, %d classes, %v; want %v", set.Name(), ok, set.Classes(), labelled.ClassNames(), names)
	}
	h, w, c := set.Shape()
	pix := make([]uint8, h*w*c)
	for i := range min(set.Len(), 30) {
		alone := labelled.Label(i) // before the image
		if label := set.At(i, pix); alone != label || label < 0 || label >= len(names) {
			t.Errorf("%s: image %d has the label %d alone and %d with its image, of %d", set.Name(), i, alone, label, len(names))
		}
	}
}

func TestEverySetTellsItsLabels(t *testing.T) {
	ten := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}
	digits := NewDigits(1, 30)
	wantLabels(t, digits, ten...)
	glasses, err := NewFaces(1, 30, 16).LabelledBy("glasses")
	if err != nil {
		t.Fatal(err)
	}
	wantLabels(t, glasses, "none", "round", "square", "sunglasses")
	for _, set := range []Images{digits, numbered{10, 3}} { // the second cannot tell a label without its image
		stacked, err := NewStacked(set, 1, 30, 1)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range ten[:set.Classes()] {
			for _, g := range ten[:set.Classes()] {
				for _, b := range ten[:set.Classes()] {
					names = append(names, r+g+b)
				}
			}
		}
		if set.Classes() == 10 {
			wantLabels(t, stacked, names...)
		} else if !slices.Equal(stacked.ClassNames(), names) {
			t.Errorf("stacked of three classes has the names %v", stacked.ClassNames())
		}
	}
	if mnist := mnistFolder(); mnist != "" {
		wantLabels(t, openMNIST(t, "mnist/test"), ten...)
	}
}

func TestSetsWithoutLabels(t *testing.T) {
	for _, set := range []Images{NewFaces(1, 1, 16), numbered{3, 0}, numbered{3, 3}} {
		if _, ok := AsLabelled(set); ok {
			t.Errorf("%s has no labels, or cannot name them", set.Name())
		}
	}
	if faces := NewFaces(1, 3, 16); faces.Label(1) != 0 || faces.ClassNames() != nil {
		t.Errorf("faces without labels have the label %d of %v", faces.Label(1), faces.ClassNames())
	}
}

// A vector holds the face's own numbers: an amount as it is, a kind as one 1 among 0s.
func TestFacesAsVectors(t *testing.T) {
	faces := NewFaces(5, 40, 16)
	described, err := faces.Attributes("smile", "glasses", "age")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"smile", "glasses: none", "glasses: round", "glasses: square", "glasses: sunglasses", "age"}
	if !slices.Equal(described.Columns(), want) {
		t.Fatalf("the columns are %v, want %v", described.Columns(), want)
	}
	v := []float32{9, 9, 9, 9, 9, 9}
	worn := map[face.Glasses]bool{}
	for i := range faces.Len() {
		described.Vector(i, v)
		f := faces.Face(i)
		truth := []float32{float32(f.Smile), 0, 0, 0, 0, float32(f.Age)}
		truth[1+int(f.Glasses)] = 1
		worn[f.Glasses] = true
		if !slices.Equal(v, truth) {
			t.Errorf("face %d is described by %v, want %v", i, v, truth)
		}
	}
	if len(worn) < 2 {
		t.Error("all faces wear the same, and the test proves little")
	}
	a, b := make([]uint8, 16*16*3), make([]uint8, 16*16*3)
	faces.At(7, a)
	described.At(7, b)
	if !slices.Equal(a, b) || described.Len() != faces.Len() || described.Name() != faces.Name() {
		t.Error("the faces are others where they are described")
	}
	if names := faces.AttributeNames(); len(names) != len(face.Attributes()) || names[0] != "skin" {
		t.Errorf("faces have the attributes %v", names)
	}
}

func TestAttributesRefuse(t *testing.T) {
	faces := NewFaces(1, 1, 16)
	for _, names := range [][]string{{"wit"}, {"smile", "smile"}, {}} {
		if _, err := faces.Attributes(names...); err == nil || !strings.Contains(err.Error(), "choose some of skin, undertone") {
			t.Errorf("%v: got the error %v, want one that lists what there is", names, err)
		}
	}
	if _, err := faces.LabelledBy("smile"); err == nil ||
		!strings.Contains(err.Error(), "is an amount and has no kinds; Attributes gives it") {
		t.Errorf("by smile: got the error %v", err)
	}
}

func TestCelebAAttributes(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, celebAFiles(t, "img_align_celeba"))
	put(t, dir, map[string][]byte{"list_attr_celeba.txt": []byte(celebAList)})
	c, err := OpenCelebA(dir, 16)
	if err != nil {
		t.Fatal(err)
	}
	smiling, err := c.LabelledBy("Smiling")
	if err != nil {
		t.Fatal(err)
	}
	wantLabels(t, smiling, "not Smiling", "Smiling")
	described, err := c.Attributes("Young", "Bald")
	if err != nil {
		t.Fatal(err)
	}
	v := []float32{9, 9}
	for i, want := range [][]float32{{1, 0}, {0, 1}, {1, 0}} {
		if described.Vector(i, v); !slices.Equal(v, want) || !slices.Equal(described.Columns(), []string{"Young", "Bald"}) {
			t.Errorf("picture %d is described by %v in the columns %v, want %v", i, v, described.Columns(), want)
		}
	}
	for _, names := range [][]string{{"Wise"}, {"Bald", "Bald"}, {}} {
		if _, err := c.Attributes(names...); err == nil || !strings.Contains(err.Error(), "Bald, Smiling, Young") {
			t.Errorf("%v: got the error %v, want one that lists what there is", names, err)
		}
	}
	if names := c.ClassNames(); names != nil || c.Label(1) != 0 {
		t.Errorf("without LabelledBy the label is %d of %v", c.Label(1), names)
	}
}

// The label is that of the picture that is shown: a damaged file is left out with its own, and
// where one is lost later, that of the picture that stands in for it.
func TestLabelsOfDamagedFiles(t *testing.T) {
	dir := t.TempDir()
	files := celebAFiles(t, "img_align_celeba")
	whole := files["img_align_celeba/000001.jpg"]
	files["img_align_celeba/000001.jpg"] = whole[:60]
	put(t, dir, files)
	put(t, dir, map[string][]byte{"list_attr_celeba.txt": []byte(celebAList)})
	c, err := OpenCelebA(dir, 16)
	if err != nil {
		t.Fatal(err)
	}
	young, err := c.LabelledBy("Young")
	if err != nil {
		t.Fatal(err)
	}
	wantYoung := func(want ...int) {
		t.Helper()
		pix := make([]uint8, 16*16*3)
		for i, want := range want {
			if label, alone := young.At(i, pix), young.Label(i); alone != want || label != want {
				t.Errorf("picture %d has the labels %d and %d, want %d", i, alone, label, want)
			}
		}
	}
	wantYoung(0, 1) // the second and the third of the list
	clear(c.cached)
	put(t, dir, map[string][]byte{"img_align_celeba/000002.jpg": whole[:60]})
	wantYoung(1, 1)
	if has := c.AttributesOf(0); !slices.Equal(has, []bool{false, false, true}) || c.shown(0) != 1 {
		t.Errorf("the first picture has %v of picture %d, want those of the third of the list", has, c.shown(0))
	}
}

// Sets of digits say so, and how many an image shows; others do not.
func TestDigitsPerImage(t *testing.T) {
	stacked := func(set Images) Images {
		s, err := NewStacked(set, 1, 10, 0)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	digits, faces := NewDigits(1, 20), NewFaces(1, 5, 16)
	for want, sets := range map[int][]Images{
		0: {faces, numbered{10, 3}, &idxImages{}, stacked(numbered28{})},
		1: {digits, &idxImages{digits: true}},
		3: {stacked(digits), stacked(&idxImages{digits: true, h: 28, w: 28, labels: []uint8{1}, classes: counted(10),
			pix: make([]uint8, 784)})},
	} {
		for _, set := range sets {
			if got := DigitsPerImage(set); got != want {
				t.Errorf("%T shows %d digits in an image, want %d", set, got, want)
			}
		}
	}
	for name, set := range idxSets {
		want := name == "mnist" || name == "qmnist" || name == "emnist-digits" || name == "emnist-mnist"
		if set.digits != want {
			t.Errorf("%s is said to be digits: %t", name, set.digits)
		}
	}
}

// numbered28 is grey and labelled, and no digits.
type numbered28 struct{ numbered }

func (numbered28) Len() int             { return 4 }
func (numbered28) Classes() int         { return 2 }
func (numbered28) Shape() (h, w, c int) { return 28, 28, 1 }

// Batches name the classes of the field that has them, and of no other.
func TestBatchesNameClasses(t *testing.T) {
	hats, err := NewFaces(1, 30, 16).LabelledBy("glasses")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		set   Images
		field string
		want  []string
	}{{hats, "y", hats.ClassNames()}, {hats, "x", nil}, {hats, "c", nil}, {NewFaces(1, 30, 16), "y", nil}} {
		b, err := NewBatches(c.set, 1, 2)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.ClassNames(c.field); !slices.Equal(got, c.want) {
			t.Errorf("%q of %s: %v, want %v", c.field, c.set.Name(), got, c.want)
		}
	}
}

// What is known of an image as a vector comes with the batch, in the order of the images.
func TestBatchesOfDescribedImages(t *testing.T) {
	set, err := NewFaces(3, 12, 16).Attributes("smile", "glasses")
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBatches(set, 4, 5)
	if err != nil {
		t.Fatal(err)
	}
	n := len(set.Columns()) // a smile is one number, and glasses are one for each kind
	if f, _ := media.Find(b.Fields(), "y"); n < 2 || f.Kind != media.Kind(media.Attributes{N: n}) {
		t.Errorf("the fields are %v", b.Fields())
	}
	batch, err := b.Batch(1)
	if err != nil {
		t.Fatal(err)
	}
	got, want := tensors.MustCopyFlatData[float32](batch["y"]), make([]float32, n)
	for i, image := range b.chosen(1) {
		set.Vector(int(image), want)
		if !slices.Equal(got[n*i:n*i+n], want) {
			t.Errorf("image %d of the batch comes with %v, want %v", i, got[n*i:n*i+n], want)
		}
	}
}

// A name with a colon is the set with the kinds of that attribute as its classes, and what it is
// called finds it again.
func TestOpenByAttribute(t *testing.T) {
	for _, name := range []string{"faces32:hat", "faces32:hat/test"} {
		set, err := Open(name, "")
		if err != nil {
			t.Fatal(err)
		}
		labelled, ok := AsLabelled(set)
		if !ok || set.Name() != name || labelled.ClassNames()[1] != "beanie" {
			t.Fatalf("%s opens %s with the classes %v", name, set.Name(), labelled)
		}
		plain, err := Open(strings.Replace(name, ":hat", "", 1), "")
		if err != nil {
			t.Fatal(err)
		}
		seen, hats := map[int]bool{}, plain.(*Faces)
		for i := range 100 {
			seen[labelled.Label(i)] = true
			if got, want := labelled.Label(i), int(hats.Face(i).Hat); got != want {
				t.Errorf("%s: face %d has the class %d and wears %d", name, i, got, want)
			}
		}
		if len(seen) < 4 {
			t.Errorf("%s: of six classes a hundred faces have %d", name, len(seen))
		}
	}
	dir := celebAOf(t)
	set, err := Open("celeba32:Smiling", dir)
	if err != nil || set.Classes() != 2 || set.Name() != "celeba32:Smiling" {
		t.Errorf("celeba32:Smiling opens %v, %v", set, err)
	}
	for name, want := range map[string]string{
		"faces32:nose":    "hair colour, hair form",
		"faces32:":        "hair colour, hair form",
		"digits:hat":      "only faces and celeba have attributes",
		"faces32:hat/dev": "there is no set called",
		"mnist:hat":       "only faces and celeba have attributes",
		"facess:hat":      "only faces and celeba have attributes",
	} {
		if _, err := Open(name, dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Open(%q): got the error %v, want %q", name, err, want)
		}
	}
}

// celebAOf is a folder with a small CelebA.
func celebAOf(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	put(t, dir, celebAFiles(t, "img_align_celeba"))
	put(t, dir, map[string][]byte{"list_attr_celeba.txt": []byte(celebAList)})
	return dir
}

// Whoever has a set labelled gets one whose name opens it again, and the set keeps its own.
func TestLabelledSetsNameThemselves(t *testing.T) {
	dir := celebAOf(t)
	for _, c := range []struct{ plain, first, then, want string }{
		{"faces", "hat", "", "faces:hat"},
		{"faces32/test", "hat", "hair colour", "faces32:hair colour/test"},
		{"celeba32", "Young", "", "celeba32:Young"},
		{"celeba", "Young", "Smiling", "celeba:Smiling"},
	} {
		set, err := Open(c.plain, dir)
		if err != nil {
			t.Fatal(err)
		}
		labelled, err := set.(Attributed).LabelledBy(c.first)
		if err == nil && c.then != "" {
			labelled, err = labelled.(Attributed).LabelledBy(c.then)
		}
		if err != nil || labelled.Name() != c.want || set.Name() != c.plain {
			t.Fatalf("%s by %s, then %q, is %v, %v; want %s", c.plain, c.first, c.then, labelled, err, c.want)
		}
		if again, err := Open(c.want, dir); err != nil || again.Name() != c.want || again.Classes() != labelled.Classes() {
			t.Errorf("%s opens %v, %v", c.want, again, err)
		}
	}
}

// A colon is taken by the sets with attributes and no others, which is known before anything is
// opened.
func TestAttributedSetsAreKnownByName(t *testing.T) {
	dir := celebAOf(t)
	for _, name := range []string{"digits", "faces", "celeba"} {
		set, err := Open(name, dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, is := set.(Attributed); is != slices.Contains(attributed, name) {
			t.Errorf("%s has attributes: %t, and the list is %v", name, is, attributed)
		}
	}
}
