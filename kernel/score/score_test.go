package score

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

const few = 40

func pixels(set data.Images, n int) (pix []uint8) {
	h, w, c := set.Shape()
	for i := range n {
		image := make([]uint8, h*w*c)
		spreadOver(set, n).At(i, image)
		pix = append(pix, image...)
	}
	return pix
}

func reference(t *testing.T, set data.Images) *Reference {
	t.Helper()
	last := 0
	r, err := NewReference(context.Background(), gantest.PlainGo(t), set, Options{Images: few, Progress: func(done, of int) {
		if of != few || done <= last {
			t.Errorf("progress: %d of %d after %d", done, of, last)
		}
		last = done
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	if last != few {
		t.Errorf("progress ended with %d of %d", last, few)
	}
	return r
}

func measured(t *testing.T, r *Reference, list string, pix []uint8) map[string]metric.Result {
	t.Helper()
	chosen, err := r.Choose(list)
	if err != nil {
		t.Fatal(err)
	}
	report, err := r.Measure(Generated{Pix: pix}, chosen)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]metric.Result{}
	for _, m := range report.Results {
		byName[m.Card.Metric] = m
	}
	return byName
}

// Real images measured as if G had made them have the scores of perfection, and half of the classes
// those of half.
func TestRealAgainstReal(t *testing.T) {
	set := data.NewDigits(5, 2000)
	r := reference(t, set)
	got := measured(t, r, "", pixels(set, few))
	for name, want := range map[string]float64{"Fréchet distance": 0, "precision": 1, "recall": 1, "coverage": 1,
		"sliced Wasserstein distance": 0} {
		gantest.Near(t, name, got[name].Value, want, 1e-6)
	}
	if v := got["kernel distance"].Value; v > 0.02 {
		t.Errorf("the kernel distance of a set from itself is %g", v)
	}
	if c := got["Fréchet distance"].Card; c.Real != few || c.Fake != few || c.Net != "digits" || c.Split != "train" {
		t.Errorf("the card is %v", c)
	}
	for name, k := range map[string]string{"precision": "3", "recall": "3", "density": "5", "coverage": "5"} {
		if got := got[name].Card.Settings["neighbours"]; got != k {
			t.Errorf("%s looks at %s neighbours, want the papers' %s", name, got, k)
		}
	}
	var zeros []uint8 // digit 0, ten times
	h, w, c := set.Shape()
	for i := range 10 {
		image := make([]uint8, h*w*c)
		if set.At(10*i, image) != 0 {
			t.Fatal("every tenth digit was a 0")
		}
		zeros = append(zeros, image...)
	}
	got = measured(t, r, "inception,modes", zeros)
	if covered := got["modes covered"].Value; covered > 2 { // one of ten may be read as another
		t.Errorf("ten zeros cover %g classes", covered)
	}
	if is := got["inception score"].Value; is > 1.7 {
		t.Errorf("ten zeros have the inception score %g", is)
	}
}

// The classes of stacked digits are triples, read one channel at a time, and an inception score has
// no sense there.
func TestStackedAndOthers(t *testing.T) {
	set, err := data.NewStacked(data.NewDigits(5, 500), 1, 20_000, 2)
	if err != nil {
		t.Fatal(err)
	}
	r := reference(t, set)
	pix := make([]uint8, 32*32*3)
	seen := map[int]bool{}
	for i := range few {
		seen[spreadOver(set, few).At(i, pix)] = true
	}
	got := measured(t, r, "modes,frechet", pixels(set, few))
	if covered := int(got["modes covered"].Value); covered < len(seen)*3/4 || covered > few {
		t.Errorf("%d classes were found of the %d that are there", covered, len(seen))
	}
	if net := got["Fréchet distance"].Card.Net; net != "sight" {
		t.Errorf("the features are from %s", net)
	}
	if _, err := r.Choose("inception"); err == nil {
		t.Error("stacked digits have an inception score")
	}
	faces := reference(t, data.NewFaces(1, 100, 16))
	if _, err := faces.Choose("modes"); err == nil || !strings.Contains(err.Error(), "choose among frechet, kid") {
		t.Errorf("modes of faces: %v", err)
	}
}

// So many images are measured by all that they allow, without a NaN, and it is said what is left
// out.
func TestFewImages(t *testing.T) {
	set := data.NewDigits(5, 100)
	for n, want := range map[int]string{2: "precision (4), density (6)", 4: "density (6)", 5: "density (6)", 6: ""} {
		r, err := NewReference(context.Background(), gantest.PlainGo(t), set, Options{Images: n})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		chosen, left, err := r.ChooseFor("", n)
		if err != nil || (want == "") != (left == "") || !strings.Contains(left, want) {
			t.Errorf("%d images: left out is %q, %v, want %q", n, left, err, want)
		}
		chosen = slices.DeleteFunc(chosen, func(m Metric) bool { return m.Name == "variety" }) // two thousand pairs take their time
		report, err := r.Measure(Generated{Pix: pixels(set, n)}, chosen)
		if err != nil {
			t.Errorf("%d images: %v", n, err)
		}
		for _, m := range report.Results {
			if math.IsNaN(m.Value) || m.Card.Metric == "inception score" && n == 6 && m.Value < 1.5 {
				t.Errorf("%d images: %v", n, m)
			}
		}
		if _, _, err := r.ChooseFor("kid,density", n); (err == nil) != (n >= 6) {
			t.Errorf("%d images, and density by name: %v", n, err)
		}
	}
}

func TestSpread(t *testing.T) {
	set := data.NewDigits(1, 10)
	if got := spreadOver(set, 10).Len(); got != 10 {
		t.Errorf("all of ten are %d", got)
	}
	pix := make([]uint8, 28*28)
	var labels []int
	for i := range 4 {
		labels = append(labels, spreadOver(set, 4).At(i, pix))
	}
	if !slices.Equal(labels, []int{0, 2, 5, 7}) {
		t.Errorf("four of ten are %v", labels)
	}
	for _, n := range []int{1, 11} {
		if _, err := NewReference(context.Background(), gantest.PlainGo(t), set, Options{Images: n}); err == nil ||
			!strings.Contains(err.Error(), "which has 10; ask for 2 or more") {
			t.Errorf("%d of ten images: %v", n, err)
		}
	}
}

// What cannot be measured is said before thousands of images are looked at for it.
func TestNamesAreCheckedFirst(t *testing.T) {
	set := data.NewDigits(5, 100)
	for metrics, want := range map[string]string{
		"nosuch": `there is no metric "nosuch"`, "frechet,nosuch": `there is no metric "nosuch"`,
		"density": "3 images are too few for density (6)",
	} {
		looked := func(done, of int) { t.Errorf("%s: %d of %d images were looked at", metrics, done, of) }
		_, err := NewReference(context.Background(), gantest.PlainGo(t), set, Options{Images: 3, Metrics: metrics, Progress: looked})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %q", metrics, err, want)
		}
	}
}

// Real images can be given: their scores are those of a set that holds the same, and the whole of
// them against themselves is perfect.
func TestGivenRealImages(t *testing.T) {
	set, other := data.NewDigits(5, 2000), data.NewDigits(6, 2000)
	pix := pixels(other, few)
	r, err := NewReference(context.Background(), gantest.PlainGo(t), set, Options{Images: few, Real: pix})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	want := measured(t, reference(t, other), "frechet,kid,precision", pixels(set, few))
	for name, got := range measured(t, r, "frechet,kid,precision", pixels(set, few)) {
		if math.Abs(got.Value-want[name].Value) > 1e-9*math.Abs(want[name].Value)+1e-12 || got.Card.Real != few {
			t.Errorf("%s is %v, want %v", name, got, want[name])
		}
	}
	if got := measured(t, r, "frechet", pix)["Fréchet distance"]; math.Abs(got.Value) > 1e-6 {
		t.Errorf("against themselves: %v", got)
	}
	for want, o := range map[string]Options{
		"784 bytes of real images were given": {Images: few, Real: pix[:784]},
		"without their classes":               {Images: few, Real: pix, Condition: digit},
	} {
		if _, err := NewReference(context.Background(), gantest.PlainGo(t), set, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

// Where a subset would be all images there are, one of them says it all.
func TestKIDOfFewImagesTakesThemOnce(t *testing.T) {
	set := data.NewDigits(5, 2000)
	got := measured(t, reference(t, set), "kid", pixels(data.NewDigits(6, 2000), few))["kernel distance"]
	if got.Card.Over != "over 1 subset" || got.Card.Settings["subset"] != "40" || got.Std != 0 {
		t.Errorf("of %d images: %v", few, got)
	}
}
