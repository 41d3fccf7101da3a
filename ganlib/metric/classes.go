package metric

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// ByClass is a score of a conditional generator: of each class for itself, and their mean, in which
// each class counts the same. A class that collapsed is hidden in a score of all images together,
// and so is one that was drawn for another.
type ByClass struct {
	Mean Result
	Each []Result // by the number of the class; the card names it
}

// Worst is the class with the worst score, and that.
func (b ByClass) Worst() (class int, worst Result) {
	worst = b.Each[0]
	for k, r := range b.Each {
		if lower := r.Value < worst.Value; lower == worst.Card.Higher && r.Value != worst.Value {
			class, worst = k, r
		}
	}
	return class, worst
}

// Classes are the names of the classes that a generator is asked for and a reader reads.
type Classes []string

// Accuracy is the share of generated images that a reader, which of names, reads as what was asked
// for. asked and read have a class for each image; the reader's own errors count as the
// generator's, which [Classes.RealAccuracy] tells apart. The deviation of a share is √(p(1−p)/n);
// the mean, over classes, has that of its parts.
func (c Classes) Accuracy(asked, read []int, of Source) (ByClass, error) {
	const caller = "metric.Classes.Accuracy"
	if err := c.check(caller, "read", len(asked), read); err != nil {
		return ByClass{}, err
	}
	counts, err := c.count(caller, "asked for", len(read), asked, 1)
	if err != nil {
		return ByClass{}, err
	}
	b, variance := ByClass{}, 0.0
	for k, right := range c.right(asked, read) {
		r := shareOf("class accuracy", right, counts[k], of, map[string]string{"classes": strconv.Itoa(len(c)), "class": c[k]})
		variance += r.Std * r.Std
		b.Each = append(b.Each, r)
	}
	b.Mean = c.mean(b.Each, counts, nil)
	b.Mean.Std = math.Sqrt(variance) / float64(len(c))
	return b, nil
}

// RealAccuracy is the share of real images that the reader reads as their labels say: what a
// perfect generator would have of [Classes.Accuracy].
func (c Classes) RealAccuracy(labels, read []int, of Source) (ByClass, error) {
	b, err := c.Accuracy(labels, read, of)
	if err != nil {
		return ByClass{}, err
	}
	ofReal := func(r *Result) {
		card := &r.Card
		card.Metric = strings.Replace(card.Metric, "class accuracy", "class accuracy of real images", 1)
		card.Real, card.Fake = card.Fake, 0
		if counts, ok := card.Settings["fake of each"]; ok {
			card.Settings["real of each"] = counts
			delete(card.Settings, "fake of each")
		}
	}
	for k := range b.Each {
		ofReal(&b.Each[k])
	}
	ofReal(&b.Mean)
	return b, nil
}

// right counts, of each class, the images that are read as what they should be.
func (c Classes) right(want, read []int) []int {
	right := make([]int, len(c))
	for i, k := range want {
		if read[i] == k {
			right[k]++
		}
	}
	return right
}

// Frechet is the [Frechet] distance of real and generated images of each class; the mean over
// classes is the intra-FID of Miyato and Koyama 2018 (arXiv:1802.05637), where the features are
// those of the literature's net. The label of a real image is its own, that of a generated one what
// was asked for.
func (c Classes) Frechet(real, fake *mat.Dense, realLabels, fakeLabels []int, by Divisor, of Source) (ByClass, error) {
	var b ByClass
	err := c.each("metric.Classes.Frechet", real, fake, realLabels, fakeLabels, 2, func(x, y *mat.Dense) error {
		p, q := NewMoments(x.RawMatrix().Cols), NewMoments(y.RawMatrix().Cols)
		if err := p.Add(x); err != nil {
			return err
		}
		if err := q.Add(y); err != nil {
			return err
		}
		r, err := Frechet(p, q, by, of)
		b.Each = append(b.Each, r)
		return err
	})
	if err != nil {
		return ByClass{}, err
	}
	c.finish(&b, realLabels, fakeLabels)
	return b, nil
}

// PrecisionRecall is [Neighbours.PrecisionRecall] of each class: whether what was asked for looks
// real, and whether all ways to look like it occur. So it sees a generator that draws every class
// in one way only.
func (c Classes) PrecisionRecall(balls Neighbours, real, fake *mat.Dense, realLabels, fakeLabels []int,
	of Source) (precision, recall ByClass, err error) {
	if balls.K < 1 {
		return ByClass{}, ByClass{}, balls.check("metric.Classes.PrecisionRecall", real, fake)
	}
	err = c.each("metric.Classes.PrecisionRecall", real, fake, realLabels, fakeLabels, balls.K+1, func(x, y *mat.Dense) error {
		p, r, err := balls.PrecisionRecall(x, y, of)
		precision.Each, recall.Each = append(precision.Each, p), append(recall.Each, r)
		return err
	})
	if err != nil {
		return ByClass{}, ByClass{}, err
	}
	c.finish(&precision, realLabels, fakeLabels)
	c.finish(&recall, realLabels, fakeLabels)
	return precision, recall, nil
}

// Confusion counts images by what was asked for, a row for each of n values, and what was read, a
// column for each class. What is asked for are the classes, or codes that stand for some.
func (c Classes) Confusion(asked, read []int, n int) (counts [][]int, err error) {
	const caller = "metric.Classes.Confusion"
	if err := c.check(caller, "read", len(asked), read); err != nil {
		return nil, err
	}
	if n < 1 || slices.Min(asked) < 0 || slices.Max(asked) >= n {
		return nil, fmt.Errorf("%s: got numbers from %d to %d for what was asked, want 0 to %d", caller, slices.Min(asked),
			slices.Max(asked), n-1)
	}
	return readings{asked, read}.rows(n, len(c)), nil
}

// each calls visit with the real and the generated images of every class.
func (c Classes) each(caller string, real, fake *mat.Dense, realLabels, fakeLabels []int, least int,
	visit func(x, y *mat.Dense) error) error {
	if _, err := c.count(caller, "real", real.RawMatrix().Rows, realLabels, least); err != nil {
		return err
	}
	if _, err := c.count(caller, "generated", fake.RawMatrix().Rows, fakeLabels, least); err != nil {
		return err
	}
	for k, name := range c {
		if err := visit(rowsOf(real, realLabels, k), rowsOf(fake, fakeLabels, k)); err != nil {
			return fmt.Errorf("class %s: %w", name, err)
		}
	}
	return nil
}

// finish names the classes on the cards and takes the mean.
func (c Classes) finish(b *ByClass, realLabels, fakeLabels []int) {
	for k := range b.Each {
		card := &b.Each[k].Card
		settings := map[string]string{"classes": strconv.Itoa(len(c)), "class": c[k]}
		for name, value := range card.Settings {
			settings[name] = value
		}
		card.Settings = settings
	}
	b.Mean = c.mean(b.Each, tally(fakeLabels, len(c)), tally(realLabels, len(c)))
}

// mean is the mean over classes, each counting the same. Its card says how many images there were
// of each.
func (c Classes) mean(each []Result, fake, real []int) Result {
	m := Result{Card: each[0].Card}
	m.Card.Metric, m.Card.Real, m.Card.Fake = m.Card.Metric+", mean over classes", 0, 0
	m.Card.Settings = map[string]string{"fake of each": spread(fake)}
	if real != nil {
		m.Card.Settings["real of each"] = spread(real)
	}
	for name, value := range each[0].Card.Settings {
		if name != "class" {
			m.Card.Settings[name] = value
		}
	}
	for _, r := range each {
		m.Value += r.Value / float64(len(each))
		m.Card.Real += r.Card.Real
		m.Card.Fake += r.Card.Fake
	}
	return m
}

// spread is how many there are of each, for a card.
func spread(counts []int) string {
	low, high := slices.Min(counts), slices.Max(counts)
	if low == high {
		return strconv.Itoa(low)
	}
	return fmt.Sprintf("%d to %d", low, high)
}

// check wants a class for each of n images.
func (c Classes) check(caller, what string, n int, labels []int) error {
	if len(c) == 0 || n == 0 || len(labels) != n {
		return fmt.Errorf("%s: got %d classes, %d images and %d labels of what was %s; want at least one class and one image, and a "+
			"label for each",
			caller, len(c), n, len(labels), what)
	}
	for i, k := range labels {
		if k < 0 || k >= len(c) {
			return fmt.Errorf("%s: image %d was %s as class %d, and there are %d classes, from 0", caller, i, what, k, len(c))
		}
	}
	return nil
}

// count is how many images there are of each class, at least as many as it takes.
func (c Classes) count(caller, what string, n int, labels []int, least int) ([]int, error) {
	if err := c.check(caller, what, n, labels); err != nil {
		return nil, err
	}
	counts := tally(labels, len(c))
	for k, count := range counts {
		if count < least {
			return nil, fmt.Errorf("%s: of class %s %d images are %s, want at least %d; ask for each class equally often, and for more "+
				"images",
				caller, c[k], count, what, least)
		}
	}
	return counts, nil
}

func tally(labels []int, classes int) []int {
	counts := make([]int, classes)
	for _, k := range labels {
		counts[k]++
	}
	return counts
}

// rowsOf are the rows of x whose label is k.
func rowsOf(x *mat.Dense, labels []int, k int) *mat.Dense {
	_, columns := x.Dims()
	var flat []float64
	for i, label := range labels {
		if label == k {
			flat = append(flat, x.RawRowView(i)...)
		}
	}
	return mat.NewDense(len(flat)/columns, columns, flat)
}
