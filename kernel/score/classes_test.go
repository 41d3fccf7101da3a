package score

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
)

var (
	digit = Condition{Field: "y", N: 10}
	code  = Condition{Field: "c", N: 10, Code: true}
)

const each = 10 // images of each class in these tests

// drawn are each images of every digit, in turn from 9 to 0, as a perfect G would make them.
func drawn(seed uint64) Generated {
	set, size := data.NewDigits(seed, 10*each), 28*28
	g := Generated{Pix: make([]uint8, 10*each*size), Values: make([]int, 10*each)}
	for i := range g.Values {
		g.Values[i] = set.At(10*each-1-i, g.Pix[i*size:(i+1)*size])
	}
	return g
}

// image is image i of some.
func (g Generated) image(i int) []uint8 { return g.Pix[i*28*28 : (i+1)*28*28] }

func opened(t *testing.T, condition Condition, set, test data.Images) *Reference {
	t.Helper()
	r, err := NewReference(context.Background(), gantest.PlainGo(t), set, Options{
		Images: 10 * each, Condition: condition, Test: test, Metrics: "accuracy,class-frechet,class-precision",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func report(t *testing.T, r *Reference, list string, fake Generated) Report {
	t.Helper()
	chosen, _, err := r.ChooseFor(list, 10*each)
	if err != nil {
		t.Fatal(err)
	}
	report, err := r.Measure(fake, chosen)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// of is the result of a class or, for "", of all.
func (r Report) of(t *testing.T, name, class string) metric.Result {
	t.Helper()
	for _, result := range r.Results {
		if result.Card.Metric == name && result.Card.Settings["class"] == class {
			return result
		}
	}
	t.Fatalf("nothing is called %q of class %q in %v", name, class, r.Results)
	return metric.Result{}
}

// A G that draws an 8 when it is asked for a 3, and always the same 5: the first shows in accuracy
// and confusion, the second in the recall of that class, and neither in the other classes.
func TestAClassThatIsWrongAndOneThatCollapsed(t *testing.T) {
	test, err := data.Open("digits/test", "")
	if err != nil {
		t.Fatal(err)
	}
	r := opened(t, digit, data.NewDigits(5, 2000), test)
	fake := drawn(6)
	for i, k := range fake.Values {
		switch k {
		case 3:
			copy(fake.image(i), fake.image(i-5)) // the 8 of its turn
		case 5:
			copy(fake.image(i), fake.image(4))
		}
	}
	got := report(t, r, "accuracy,class-frechet,class-precision", fake)
	for k, name := range r.names {
		a := got.of(t, "class accuracy", name)
		if a.Card.Fake != each || (k == 3) != (a.Value == 0) || k != 3 && a.Value < 0.7 {
			t.Errorf("of %s: %v", name, a)
		}
		if real := got.of(t, "class accuracy of real images", name); real.Value < 0.7 || real.Card.Real != each ||
			real.Card.Split != "test" {
			t.Errorf("real %s: %v", name, real)
		}
		if row := got.Confusion[k]; sumOf(row) != each || (k == 3) != (row[k] == 0) {
			t.Errorf("asked for %s, read %v", name, row)
		}
		recall := got.of(t, "recall", name)
		if (k == 5) != (recall.Value < 0.35) && k != 3 {
			t.Errorf("recall of %s: %v", name, recall)
		}
	}
	if got.Confusion[3][8] < 0.7*each {
		t.Errorf("the 8s drawn for 3s are read as %v", got.Confusion[3])
	}
	near, far := got.of(t, "Fréchet distance", "0").Value, got.of(t, "Fréchet distance", "3").Value
	if far < 2*near {
		t.Errorf("the Fréchet distance of the class that is wrong is %g, that of a right one %g", far, near)
	}
	means := Overall(got.Results)
	for i, want := range []string{"class accuracy, mean over classes", "class accuracy of real images, mean over classes",
		"Fréchet distance, mean over classes",
		"precision, mean over classes", "recall, mean over classes"} {
		if len(means) != 5 || means[i].Card.Metric != want || want[:5] == "class" &&
			got.Results[0].Card.Metric != means[0].Card.Metric {
			t.Errorf("all together are %v", means)
		}
	}
	table := got.Table()
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	want := []string{"read as asked", "or mostly", "real ones read right", "Fréchet", "precision", "recall"}
	if table.Of != "class" || !slices.Equal(names, want) || table.Columns[0].Cells[3] != "0.0 %" ||
		!strings.HasPrefix(table.Columns[1].Cells[3], "8 (") {
		t.Errorf("the table is %+v", table)
	}
}

func sumOf(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// A code may have any number for a class; two for one class leave a class without.
func TestCodesStandForClasses(t *testing.T) {
	r := opened(t, digit, data.NewDigits(5, 2000), nil).Of(code)
	renumber := []int{3, 1, 4, 9, 5, 2, 6, 0, 8, 7}
	fake := drawn(6)
	plain := report(t, r, "purity", fake)
	for i, k := range fake.Values {
		fake.Values[i] = renumber[k]
	}
	got := report(t, r, "purity", fake)
	purity := got.Results[0]
	gantest.Near(t, "the purity under other numbers", purity.Value, plain.Results[0].Value, 0)
	if purity.Value < 0.8 || purity.Card.Fake != 10*each/2 || purity.Card.Settings["codes"] != "10" ||
		purity.Card.Settings["a code stands for"] != "the class read most often in 50 other images" || got.Missing() != nil {
		t.Errorf("%v, missing %v", purity, got.Missing())
	}
	table := got.Table()
	for k, to := range renumber {
		if table.Of != "code" || table.Columns[0].Cells[to] != r.names[k] || sumOf(got.Confusion[to]) != each ||
			got.Confusion[to][k] < each/2 {
			t.Errorf("code %d stands for %v in %+v, want %s", to, table.Columns[0].Cells, table, r.names[k])
		}
	}
	for i, k := range fake.Values {
		if k == renumber[4] { // this code draws sevens too
			copy(fake.image(i), fake.image(i-3))
		}
	}
	if got := report(t, r, "purity", fake); !slices.Equal(got.Missing(), []string{"4"}) || got.Results[0].Value < 0.8 {
		t.Errorf("no code stands for %v, purity %v; want 4", got.Missing(), got.Results[0])
	}
}

// What is expected and cannot be measured is said, once and with the reason; what nobody expects is
// not.
func TestWhatIsNotMeasured(t *testing.T) {
	hats, err := data.NewFaces(1, 100, 16).LabelledBy("hat")
	if err != nil {
		t.Fatal(err)
	}
	n := len(hats.ClassNames())
	open := func(set data.Images, condition Condition) *Reference {
		r, err := NewReference(context.Background(), gantest.PlainGo(t), set, Options{Images: 100, Condition: condition})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(r.Close)
		return r
	}
	hatted, plain := open(hats, Condition{Field: "y", N: n}), open(data.NewFaces(1, 100, 16), Condition{})
	unread := "no net here reads the classes of faces"
	for _, c := range []struct {
		r          *Reference
		left, must string // what is left of all, and is not
	}{
		{hatted, "accuracy is not measured: " + unread, "purity"},
		{hatted.Of(Condition{Field: "c", N: 4, Code: true}), "purity is not measured: " + unread, "accuracy"},
		{plain.Of(Condition{Field: "c", N: 4, Code: true}), "purity is not measured: the images of faces have no classes that could " +
			"be read", "accuracy"},
		{plain, "", "not measured"},
	} {
		_, left, err := c.r.ChooseFor("", 100)
		if err != nil || (c.left == "") != (left == "") || !strings.Contains(left, c.left) || strings.Contains(left, c.must) {
			t.Errorf("left is %q, %v, want %q and not %q", left, err, c.left, c.must)
		}
	}
	for list, want := range map[string]string{
		"accuracy":             "accuracy cannot be measured: " + unread,
		"frechet,purity":       "purity cannot be measured: this G is not told a code",
		"inception":            "inception cannot be measured: the net that looks, sight, knows no classes",
		"class-frechet,nosuch": `there is no metric "nosuch"`,
	} {
		if _, _, err := hatted.ChooseFor(list, 100); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", list, err, want)
		}
	}
	if _, _, err := plain.ChooseFor("class-precision", 100); err == nil ||
		!strings.Contains(err.Error(), "this G is not told a class of its data; choose among frechet") {
		t.Errorf("classes of a G that is told none: %v", err)
	}
	_, left, err := hatted.ChooseFor("", 4*n-1)
	if err != nil || !strings.Contains(left, fmt.Sprintf("class-precision (%d, 4 of each of %d)", 4*n, n)) ||
		strings.Contains(left, "class-frechet (") {
		t.Errorf("one image too few for the recall of classes: left is %q, %v", left, err)
	}
}

// What G is told is what its inputs and its data have in common, by name and by number.
func TestConditionOf(t *testing.T) {
	z, class := media.Field{Name: "z", Kind: media.Noise{Dim: 3}}, func(name string, n int) media.Field {
		return media.Field{Name: name, Kind: media.Class{N: n}}
	}
	digits := data.NewDigits(1, 20)
	for _, c := range []struct {
		from []media.Field
		set  data.Images
		want Condition
	}{
		{[]media.Field{z}, digits, Condition{}},
		{[]media.Field{z, class("y", 10)}, digits, Condition{"y", 10, false}},
		{[]media.Field{z, class("y", 7)}, digits, Condition{"y", 7, true}},
		{[]media.Field{class("c", 10), z}, digits, Condition{"c", 10, true}},
		{[]media.Field{z, class("y", 10)}, data.NewFaces(1, 20, 16), Condition{"y", 10, true}},
	} {
		if got := ConditionOf(c.from, c.set); got != c.want {
			t.Errorf("%v on %s: %+v, want %+v", c.from, c.set.Name(), got, c.want)
		}
	}
	in := train.Inputs{"z": {{1}, {2}}, "y": {{7}, {0}}}
	if got := digit.Images([]uint8{1}, in); !slices.Equal(got.Values, []int{7, 0}) || len(got.Pix) != 1 {
		t.Errorf("the images are %v", got)
	}
	if got := (Condition{}).Of(in); got != nil {
		t.Errorf("a G that is told nothing is told %v", got)
	}
}

// Drawn digits come in turn, a 0 at every tenth place: the real images must be of all classes.
func TestSpreadMeetsAllClasses(t *testing.T) {
	for _, n := range []int{20, 40, 100, 200, 333, 1000, 2000} {
		set := data.NewDigits(5, 2000)
		s := spreadOver(set, n)
		if few := least(s.labels(set), 10); few < n/20 {
			t.Errorf("of %d images %d are of the rarest class", n, few)
		}
		if !slices.IsSorted(s.places) || s.places[n-1] >= 2000 || len(slices.Compact(slices.Clone(s.places))) != n {
			t.Errorf("the places are %v", s.places)
		}
		one, two := make([]uint8, 28*28), make([]uint8, 28*28)
		if label := s.At(n/2, one); label != s.labels(set)[n/2] || set.At(s.places[n/2], two) != label || !slices.Equal(one, two) {
			t.Error("an image is not that of its place")
		}
	}
}

// How well real images are read is seen in those of the part for testing, however many there are.
// One that has other classes cannot show it.
func TestTheTestPartHasTheSameClasses(t *testing.T) {
	_, err := NewReference(context.Background(), gantest.PlainGo(t), data.NewDigits(5, 100), Options{
		Images: 100, Condition: digit, Metrics: "accuracy", Test: data.NewFaces(1, 50, 16),
	})
	if err == nil || !strings.Contains(err.Error(), "the classes of faces are not those of digits") {
		t.Errorf("faces to read digits by: %v", err)
	}
	got := report(t, opened(t, digit, data.NewDigits(5, 200), data.NewDigits(7, 50)), "accuracy", drawn(6))
	if real := got.of(t, "class accuracy of real images, mean over classes", ""); real.Card.Real != 50 || real.Value < 0.8 {
		t.Errorf("of 50 real images: %v", real)
	}
}

// counted is a set that counts how often its images are drawn.
type counted struct {
	*data.Digits
	times map[int]int
}

func (c counted) At(i int, pix []uint8) int {
	c.times[i]++
	return c.Digits.At(i, pix)
}

// Images that are looked at are read on the way: drawing or decoding them again takes as long as
// the nets do.
func TestRealImagesAreDrawnOnce(t *testing.T) {
	set := counted{data.NewDigits(5, 2000), map[int]int{}}
	r := opened(t, digit, set, nil)
	if len(set.times) != 10*each || slices.Max(slices.Collect(maps.Values(set.times))) != 1 {
		t.Errorf("%d images were drawn, as often as %v", len(set.times), set.times)
	}
	if !slices.Equal(r.held.labels, r.labels) || r.held.split != "train" {
		t.Errorf("those that are read are %v of %s", r.held.labels, r.held.split)
	}
	got := report(t, r, "accuracy", drawn(6)).of(t, "class accuracy of real images, mean over classes", "")
	if got.Value < 0.8 || got.Card.Real != 10*each {
		t.Errorf("real images: %v", got)
	}
}
