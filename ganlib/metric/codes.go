package metric

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

// Codes are values that a generator is told and nobody has named: what a reader makes of them.
type Codes struct {
	Purity Result
	Found  Result   // classes that some code stands for: where all images look alike the purity is 1, and this too
	Each   []Result // by the number of the code; the card names the class that it stands for
	Stands []int    // that class; −1 for a code that made no image
}

// Purity is for codes that were learned without labels: each code stands for the class that a
// reader, which of names, reads most often in its images, and the purity is the share of images
// that are read as what their code stands for. It is 1 where every code shows one class. A code for
// each image would have 1 too, so the card has the number of codes.
//
// Which class a code stands for is taken from every other of its images, and the purity from the
// rest: codes that know nothing have 1/K then. Where a code has made a single image both are taken
// from the same images, and the card says so; that flatters, with ten images of each code to 0.3 in
// place of 0.1. Several codes may stand for the same class: purity does not ask that each class has
// a code.
func (c Classes) Purity(codes, read []int, of Source, n int) (Codes, error) {
	const caller = "metric.Classes.Purity"
	if err := c.check(caller, "read", len(codes), read); err != nil {
		return Codes{}, err
	}
	if n < 1 || slices.Min(codes) < 0 || slices.Max(codes) >= n {
		return Codes{}, fmt.Errorf("%s: got codes from %d to %d, want numbers from 0 to %d", caller, slices.Min(codes),
			slices.Max(codes), n-1)
	}
	choose, measure := halves(codes, read, n)
	settings := map[string]string{
		"classes": strconv.Itoa(len(c)), "codes": strconv.Itoa(n),
		"a code stands for": fmt.Sprintf("the class read most often in %d other images", len(choose.asked)),
	}
	if len(measure.asked) == 0 {
		measure = choose
		settings["a code stands for"] = "the class read most often in its images here"
	}
	p := Codes{Stands: choose.most(n, len(c))}
	hits := 0
	for k, counts := range measure.rows(n, len(c)) {
		right, its := 0, maps.Clone(settings)
		its["code"], its["class"] = strconv.Itoa(k), "none"
		if class := p.Stands[k]; class >= 0 {
			right, its["class"] = counts[class], c[class]
		}
		hits += right
		p.Each = append(p.Each, shareOf("purity of a code", right, sum(counts), of, its))
	}
	p.Purity = shareOf("purity of codes", hits, len(measure.asked), of, settings)
	p.Found = p.Purity
	p.Found.Card.Metric, p.Found.Card.Fake, p.Found.Card.Over = "classes that codes stand for", len(choose.asked), ""
	p.Found.Value, p.Found.Std = float64(distinct(p.Stands)), 0
	p.Found.Card.Settings = maps.Clone(settings)
	p.Found.Card.Settings["a code stands for"] = "the class read most often in its images"
	return p, nil
}

// shareOf is a share of generated images and its deviation, √(p(1−p)/n); 0 of none.
func shareOf(metric string, right, images int, of Source, settings map[string]string) Result {
	r := Result{Card: Card{Metric: metric, Source: of, Fake: images, Higher: true, Over: "of the share, images independent",
		Settings: settings}}
	if images > 0 {
		r.Value = float64(right) / float64(images)
		r.Std = math.Sqrt(r.Value * (1 - r.Value) / float64(images))
	}
	return r
}

// readings are what was asked of images and what was read in them.
type readings struct{ asked, read []int }

// halves deals out the images of each of n values in turn. The second half is empty if a value
// has one image only.
func halves(asked, read []int, n int) (first, second readings) {
	seen := make([]int, n)
	for i, k := range asked {
		half := &first
		if seen[k]++; seen[k]%2 == 0 {
			half = &second
		}
		half.asked, half.read = append(half.asked, k), append(half.read, read[i])
	}
	if slices.Contains(seen, 1) {
		return readings{asked, read}, readings{}
	}
	return first, second
}

// rows counts what was read, a row for each of n values that were asked for.
func (r readings) rows(n, classes int) [][]int {
	rows := make([][]int, n)
	for k := range rows {
		rows[k] = make([]int, classes)
	}
	for i, k := range r.asked {
		rows[k][r.read[i]]++
	}
	return rows
}

// most is what was read most often of each of n values, of several the first; −1 of no images.
func (r readings) most(n, classes int) []int {
	most := make([]int, n)
	for k, counts := range r.rows(n, classes) {
		largest := slices.Max(counts)
		most[k] = slices.Index(counts, largest)
		if largest == 0 {
			most[k] = -1
		}
	}
	return most
}

func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// distinct counts the classes that occur, −1 aside.
func distinct(classes []int) int {
	all := slices.Clone(classes)
	slices.Sort(all)
	n := len(slices.Compact(all))
	if slices.Contains(classes, -1) {
		n--
	}
	return n
}
