package metric_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

var three = metric.Classes{"a", "b", "c"}

// stack puts the rows of matrices below one another, with the label of each row.
func stack(parts ...*mat.Dense) (x *mat.Dense, labels []int) {
	var flat []float64
	_, columns := parts[0].Dims()
	for k, part := range parts {
		n, _ := part.Dims()
		for i := range n {
			flat = append(flat, part.RawRowView(i)...)
			labels = append(labels, k)
		}
	}
	return mat.NewDense(len(labels), columns, flat), labels
}

func TestClassAccuracy(t *testing.T) {
	asked := []int{0, 0, 0, 0, 1, 1, 2, 2, 2, 2}
	read := []int{0, 0, 0, 1, 1, 1, 2, 0, 0, 1}
	got, err := three.Accuracy(asked, read, metric.Source{Net: "digits", Hash: "3f2a"})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{0.75, 1, 0.25} {
		gantest.Near(t, three[k], got.Each[k].Value, want, 0)
		gantest.Near(t, three[k]+", deviation", got.Each[k].Std, math.Sqrt(want*(1-want)/float64(got.Each[k].Card.Fake)), 1e-15)
	}
	gantest.Near(t, "mean over classes, not over images", got.Mean.Value, 2.0/3, 1e-15)
	gantest.Near(t, "its deviation", got.Mean.Std, math.Sqrt(2*0.25*0.75/4)/3, 1e-15)
	for text, r := range map[string]metric.Result{
		"class accuracy: 0.25 ± 0.2165\n  net digits · hash 3f2a · fake 4 · deviation of the share, images independent · " +
			"better higher · class c · classes 3": got.Each[2],
		"class accuracy, mean over classes: 0.666667 ± 0.1021\n  net digits · hash 3f2a · fake 10 · deviation of the share, " +
			"images independent · better higher · " +
			"classes 3 · fake of each 2 to 4": got.Mean,
	} {
		if r.String() != text {
			t.Errorf("got\n%s\nwant\n%s", r, text)
		}
	}
	real, err := three.RealAccuracy(asked, read, metric.Source{Net: "digits", Split: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for text, r := range map[string]metric.Result{
		"class accuracy of real images: 0.75 ± 0.2165\n  net digits · real 4 · split test · deviation of the share, images " +
			"independent · better higher · class a · classes 3": real.Each[0],
		"class accuracy of real images, mean over classes: 0.666667 ± 0.1021\n  net digits · real 10 · split test · deviation " +
			"of the share, images independent · better higher · " +
			"classes 3 · real of each 2 to 4": real.Mean,
	} {
		if r.String() != text {
			t.Errorf("got\n%s\nwant\n%s", r, text)
		}
	}
	if class, worst := got.Worst(); class != 2 || worst.Value != 0.25 {
		t.Errorf("the worst is class %d with %g, want 2 with 0.25", class, worst.Value)
	}
}

// A generator that exchanges two classes has the right images all together, and the wrong ones of
// each class.
func TestFrechetByClassSeesWhatAllTogetherHides(t *testing.T) {
	a, b, c := rows(1, 20, 3), moved(rows(2, 25, 3), 1, 4), moved(rows(3, 30, 3), 2, -5)
	real, labels := stack(a, b, c)
	of := metric.Source{Net: "none", Split: "test"}
	same, err := three.Frechet(real, real, labels, labels, metric.Population, of)
	if err != nil {
		t.Fatal(err)
	}
	exchanged := make([]int, len(labels))
	for i, k := range labels {
		exchanged[i] = []int{1, 0, 2}[k]
	}
	other, err := three.Frechet(real, real, labels, exchanged, metric.Population, of)
	if err != nil {
		t.Fatal(err)
	}
	between := frechet(t, a, b, metric.Population)
	for k, want := range []float64{between, between, 0} {
		gantest.Near(t, "class "+three[k]+" as it is", same.Each[k].Value, 0, 1e-9)
		gantest.Near(t, "class "+three[k]+", two exchanged", other.Each[k].Value, want, 1e-9)
	}
	gantest.Near(t, "the mean", other.Mean.Value, 2*between/3, 1e-9)
	gantest.Near(t, "all together", frechet(t, real, real, metric.Population), 0, 1e-9)
	if class, _ := other.Worst(); class > 1 {
		t.Errorf("the worst is class %d, want one of those exchanged", class)
	}
	card := other.Mean.Card
	if card.Metric != "Fréchet distance, mean over classes" || card.Real != 75 || card.Fake != 75 ||
		card.Settings["real of each"] != "20 to 30" ||
		card.Settings["fake of each"] != "20 to 30" || card.Settings["classes"] != "3" || card.Divisor != metric.Population {
		t.Errorf("the card of the mean is %v", card)
	}
	if card := other.Each[1].Card; card.Real != 25 || card.Fake != 20 || card.Settings["class"] != "b" {
		t.Errorf("the card of b is %v", card)
	}
}

// The order of images and the numbers of the classes mean nothing.
func TestByClassIsOfNamesAndSets(t *testing.T) {
	x, labels := stack(rows(1, 12, 2), moved(rows(2, 9, 2), 3, 1), rows(3, 15, 2))
	y, others := stack(rows(4, 8, 2), moved(rows(5, 9, 2), 3, 1), rows(6, 10, 2))
	frechet, err := three.Frechet(x, y, labels, others, metric.Sample, metric.Source{})
	if err != nil {
		t.Fatal(err)
	}
	precision, recall, err := three.PrecisionRecall(metric.Neighbours{K: 3}, x, y, labels, others, metric.Source{})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 1))
	order, rename := random.Perm(len(others)), []int{2, 0, 1} // class k gets the number rename[k]
	names := make(metric.Classes, 3)
	for k, to := range rename {
		names[to] = three[k]
	}
	shuffled, moved := mat.NewDense(len(others), 2, nil), make([]int, len(others))
	for i, from := range order {
		shuffled.SetRow(i, y.RawRowView(from))
		moved[i] = rename[others[from]]
	}
	renamed := make([]int, len(labels))
	for i, k := range labels {
		renamed[i] = rename[k]
	}
	again, err := names.Frechet(x, shuffled, renamed, moved, metric.Sample, metric.Source{})
	if err != nil {
		t.Fatal(err)
	}
	p, r, err := names.PrecisionRecall(metric.Neighbours{K: 3}, x, shuffled, renamed, moved, metric.Source{})
	if err != nil {
		t.Fatal(err)
	}
	for k, to := range rename {
		gantest.Near(t, "Fréchet distance of "+three[k], again.Each[to].Value, frechet.Each[k].Value, 1e-12)
		gantest.Near(t, "precision of "+three[k], p.Each[to].Value, precision.Each[k].Value, 0)
		gantest.Near(t, "recall of "+three[k], r.Each[to].Value, recall.Each[k].Value, 0)
		if _, err := metric.Compare(again.Each[to], frechet.Each[k]); err != nil {
			t.Errorf("the same class under another number has another card: %v", err)
		}
	}
}

// A class that is always drawn alike is as precise as the others, and has no recall.
func TestRecallByClassSeesCollapse(t *testing.T) {
	a, b := rows(1, 40, 2), moved(rows(2, 40, 2), 1, 50)
	collapsed := mat.NewDense(40, 2, nil)
	for i := range 40 {
		collapsed.SetRow(i, b.RawRowView(7))
	}
	real, labels := stack(a, b)
	fake, asked := stack(a, collapsed)
	precision, recall, err := metric.Classes{"varied", "collapsed"}.PrecisionRecall(metric.Neighbours{K: 3}, real, fake, labels,
		asked, metric.Source{Net: "none"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][2]float64{
		"precision, varied": {precision.Each[0].Value, 1}, "precision, collapsed": {precision.Each[1].Value, 1},
		"recall, varied": {recall.Each[0].Value, 1}, "recall, collapsed": {recall.Each[1].Value, 1.0 / 40},
		"recall, mean": {recall.Mean.Value, (1 + 1.0/40) / 2},
	} {
		gantest.Near(t, name, c[0], c[1], 1e-15)
	}
	if class, worst := recall.Worst(); class != 1 || worst.Card.Settings["class"] != "collapsed" {
		t.Errorf("the worst recall is that of class %d", class)
	}
	if card := recall.Each[0].Card; card.Settings["neighbours"] != "3" || card.Settings["edge"] == "" {
		t.Errorf("the card of a class lost what moves the number: %v", card)
	}
}

// The first, third … image of a code says what it stands for, the others are measured.
func TestPurity(t *testing.T) {
	of := metric.Source{Net: "digits"}
	for what, c := range map[string]struct {
		codes, read []int
		n           int
		want        float64
		stands      string
		found       int
	}{
		"every code is a class, under other numbers": {[]int{0, 0, 1, 1, 2, 2}, []int{2, 2, 0, 0, 1, 1}, 3, 1, "[2 0 1]", 3},
		"others than what is stood for":              {[]int{0, 0, 0, 0, 0, 1, 1}, []int{1, 2, 1, 1, 0, 0, 0}, 2, 2.0 / 3, "[1 0]", 2},
		"what is measured does not choose":           {[]int{0, 0, 0, 0}, []int{1, 2, 1, 2}, 1, 0, "[1]", 1},
		"two codes for one class":                    {[]int{0, 1, 0, 1, 2, 2}, []int{0, 0, 0, 0, 1, 2}, 3, 0.8, "[0 0 1]", 2},
		"a code that made nothing":                   {[]int{2, 2}, []int{1, 1}, 4, 1, "[-1 -1 1 -1]", 1},
		"one image of a code: all choose":            {[]int{0, 0, 0, 1}, []int{0, 1, 1, 2}, 2, 0.75, "[1 2]", 2},
	} {
		got, err := three.Purity(c.codes, c.read, of, c.n)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if what == "two codes for one class" {
			c.want = 2.0 / 3 // three are measured, the last is read otherwise
		}
		gantest.Near(t, what, got.Purity.Value, c.want, 1e-15)
		if fmt.Sprint(got.Stands) != c.stands || got.Found.Value != float64(c.found) {
			t.Errorf("%s: the codes stand for %v, %g classes, want %s, %d", what, got.Stands, got.Found.Value, c.stands, c.found)
		}
	}
	got, err := three.Purity([]int{0, 0, 0, 0, 1, 1, 1, 1}, []int{2, 2, 2, 1, 0, 0, 0, 0}, of, 3)
	if err != nil {
		t.Fatal(err)
	}
	const card = "\n  net digits · fake %d · deviation of the share, images independent · better higher · a code stands for " +
		"the class read most often in 4 other images · "
	for text, r := range map[string]metric.Result{
		fmt.Sprintf("purity of codes: 0.75 ± 0.2165"+card, 4) +
			"classes 3 · codes 3": got.Purity,
		fmt.Sprintf("purity of a code: 0.5 ± 0.3536"+card, 2) +
			"class c · classes 3 · code 0 · codes 3": got.Each[0],
		"purity of a code: 0 ± 0" + strings.Replace(card, "fake %d · ", "", 1) +
			"class none · classes 3 · code 2 · codes 3": got.Each[2],
	} {
		if r.String() != text {
			t.Errorf("got\n%s\nwant\n%s", r, text)
		}
	}
	alone, err := three.Purity([]int{0, 1}, []int{0, 1}, of, 2)
	if want := "the class read most often in its images here"; err != nil ||
		alone.Purity.Card.Settings["a code stands for"] != want || alone.Purity.Card.Fake != 2 {
		t.Errorf("got %v, %v, want a card with %q", alone.Purity, err, want)
	}
}

// The numbers of the codes mean nothing: under others the purity is the same, and each code has
// taken what it stands for along.
func TestPurityOfRenumberedCodes(t *testing.T) {
	codes, read := chance(100)
	for i := range read {
		if i%3 > 0 {
			read[i] = (codes[i] + 4) % 10
		}
	}
	renumber := []int{3, 1, 4, 9, 5, 2, 6, 0, 8, 7}
	other := make([]int, len(codes))
	for i, k := range codes {
		other[i] = renumber[k]
	}
	ten := metric.Classes{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}
	was, err := ten.Purity(codes, read, metric.Source{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	is, err := ten.Purity(other, read, metric.Source{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "purity", is.Purity.Value, was.Purity.Value, 0)
	gantest.Near(t, "about two thirds, and a tenth of the rest", was.Purity.Value, 0.7, 0.05)
	for k, to := range renumber {
		if is.Stands[to] != (k+4)%10 || is.Each[to].Value != was.Each[k].Value {
			t.Errorf("code %d, once %d, stands for %d with %g, want %d with %g", to, k, is.Stands[to], is.Each[to].Value, (k+4)%10,
				was.Each[k].Value)
		}
	}
}

// chance is ten codes, each times of them, and what is read in images that have nothing to do with
// them.
func chance(each int) (codes, read []int) {
	random := rand.New(rand.NewPCG(2, 2))
	for code := range 10 {
		for range each {
			codes, read = append(codes, code), append(read, random.IntN(10))
		}
	}
	return codes, read
}

// Codes that know nothing have 1/K, however few their images are, since those that are measured do
// not choose.
func TestPurityOfChance(t *testing.T) {
	ten := make(metric.Classes, 10)
	for _, each := range []int{40, 10_000} {
		codes, read := chance(each)
		got, err := ten.Purity(codes, read, metric.Source{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		// four deviations
		gantest.Near(t, fmt.Sprintf("%d images of each code", each), got.Purity.Value, 0.1, 4*math.Sqrt(0.09/float64(5*each)))
	}
}

// A row for what was asked for, a column for what was read.
func TestConfusion(t *testing.T) {
	got, err := three.Confusion([]int{0, 3, 0, 3, 1}, []int{2, 0, 2, 1, 1}, 4)
	if want := "[[0 0 2] [0 1 0] [0 0 0] [1 1 0]]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("got %v, %v, want %s", got, err, want)
	}
	for want, in := range map[string][]int{
		"got numbers from 0 to 4 for what was asked, want 0 to 3": {0, 4}, "got numbers from -1 to 0": {-1,
			0}, "3 classes, 1 images and 2 labels": {0},
	} {
		if _, err := three.Confusion(in, []int{0, 1}, 4); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("asked %v: %v, want an error with %q", in, err, want)
		}
	}
}

// Numbers that were taken otherwise are refused, as those of every other metric.
func TestByClassCards(t *testing.T) {
	asked, read := []int{0, 0, 1, 1, 2, 2}, []int{0, 1, 1, 1, 2, 2}
	base, err := three.Accuracy(asked, read, metric.Source{Net: "digits"})
	if err != nil {
		t.Fatal(err)
	}
	unequal, err := three.Accuracy([]int{0, 0, 0, 1, 2, 2}, read, metric.Source{Net: "digits"})
	if err != nil {
		t.Fatal(err)
	}
	four, err := metric.Classes{"a", "b", "c", "d"}.Accuracy(append(asked, 3, 3), append(read, 3, 3), metric.Source{Net: "digits"})
	if err != nil {
		t.Fatal(err)
	}
	purity, err := three.Purity(asked, read, metric.Source{Net: "digits"}, 3)
	if err != nil {
		t.Fatal(err)
	}
	many, err := three.Purity(asked, read, metric.Source{Net: "digits"}, 6)
	if err != nil {
		t.Fatal(err)
	}
	for what, pair := range map[string][2]metric.Result{
		"fake of each is 2 and 1 to 3": {base.Mean, unequal.Mean},
		"classes is 3 and 4":           {base.Mean, four.Mean},
		"class is a and b":             {base.Each[0], base.Each[1]},
		"metric is":                    {base.Mean, base.Each[0]},
		"codes is 3 and 6":             {purity.Purity, many.Purity},
	} {
		var mismatch *metric.Mismatch
		if _, err := metric.Compare(pair[0], pair[1]); !errors.As(err, &mismatch) || !strings.Contains(err.Error(), what) {
			t.Errorf("got the error %v, want a Mismatch with %q", err, what)
		}
	}
	if order, err := metric.Compare(base.Each[1], base.Each[0], "class"); order != 1 || err != nil {
		t.Errorf("two classes, where that may differ: %d and %v, want 1", order, err)
	}
}

func TestClassesRefuse(t *testing.T) {
	x, labels := stack(rows(1, 6, 2), rows(2, 6, 2), rows(3, 6, 2))
	few := append([]int{}, labels...)
	for i, k := range few {
		if k == 1 && i != 6 {
			few[i] = 0
		}
	}
	of := metric.Source{}
	accuracy := func(asked, read []int) error { _, err := three.Accuracy(asked, read, of); return err }
	distance := func(a, b []int) error {
		_, err := three.Frechet(x, x, a, b, metric.Sample, of)
		return err
	}
	balls := func(k int, a, b []int) error {
		_, _, err := three.PrecisionRecall(metric.Neighbours{K: k}, x, x, a, b, of)
		return err
	}
	purity := func(codes, read []int, n int) error {
		_, err := three.Purity(codes, read, of, n)
		return err
	}
	_, divisor := three.Frechet(x, x, labels, labels, "M", of)
	_, unread := three.RealAccuracy([]int{0, 1}, []int{0}, of)
	_, none := metric.Classes{}.Accuracy([]int{0}, []int{0}, of)
	for want, err := range map[string]error{
		"metric.Classes.Accuracy: got 3 classes, 2 images and 1 labels of what was read": accuracy([]int{0, 1},
			[]int{0}),
		"got 3 classes, 2 images and 1 labels of": unread,
		"got 3 classes, 0 images and 0 labels":    accuracy(nil, nil),
		"got 0 classes":                           none,
		"metric.Classes.Accuracy: of class b 0 images are asked for, want at least 1": accuracy([]int{0, 2},
			[]int{0, 1}),
		"image 1 was read as class 3, and there are 3 classes": accuracy([]int{0, 1},
			[]int{0, 3}),
		"image 0 was asked for as class -1": accuracy([]int{-1, 1},
			[]int{0, 1}),
		"metric.Classes.Frechet: of class b 1 images are generated, want at least 2; ask for each class": distance(labels, few),
		"metric.Classes.Frechet: of class b 1 images are real":                                           distance(few, labels),
		"18 images and 17 labels of what was generated":                                                  distance(labels, labels[:17]),
		"metric.Classes.PrecisionRecall: of class a 6 images are real, want at least 7":                  balls(6, labels, labels),
		"metric.Classes.PrecisionRecall: got K = 0":                                                      balls(0, labels, labels),
		"metric.Classes.Purity: got codes from 0 to 2, want numbers from 0 to 1": purity([]int{0, 2},
			[]int{0, 1}, 2),
		"metric.Classes.Purity: got codes from -1 to 0": purity([]int{-1, 0},
			[]int{0, 1}, 2),
		"metric.Classes.Purity: image 1 was read as class 7": purity([]int{0, 1},
			[]int{0, 7}, 2),
		"class a: metric.Frechet: got divisor \"M\"": divisor,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got the error %v, want one with %q", err, want)
		}
	}
}
