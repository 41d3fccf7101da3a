package score

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/feature"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/pic"
)

// Metric is a score that can be asked for by name.
type Metric struct {
	Name    string
	Summary string // for -h
	Least   int    // how many images it needs, real and generated; of each class where each has a score of its own
	ByClass bool   // each class has a score of its own
	lacks   func(*Reference) lack
	measure func(r *Reference, fake images) ([]metric.Result, error)
}

// lack is why something cannot be measured; "" if it can.
type lack struct {
	why    string
	expect bool // who looks at a G of this kind would expect it to be measured
}

// images are generated ones, and what the nets say of them.
type images struct {
	Generated
	features *mat.Dense
	logits   *mat.Dense // nil where the net knows no classes
	read     []int      // the classes that are read in them; nil where no net reads them
}

// All lists the metrics in the order in which they are printed.
func All() []Metric {
	always := func(*Reference) lack { return lack{} }
	return []Metric{
		{"frechet", "Fréchet distance of the features: quality and variety in one number", 2, false, always, frechet},
		{"kid", "kernel distance: right in the mean for any number of images", 2, false, always, kid},
		{"precision", "precision and recall: how good, and how varied", precisionNeighbours + 1, false, always, precision},
		{"density", "density and coverage: the same, not misled by a lone image", densityNeighbours + 1, false, always, density},
		{"sliced", "sliced Wasserstein distance of the features", 2, false, always, sliced},
		{"variety", "how far apart two images of G are, as our net sight sees it", 2, false, always, variety},
		{"grid", "how far the grid stands out that layers leave which double an image, in dB; real images have about 0", 1, false, (*Reference).hasSpectrum, grid},
		{"inception", "inception score, where a classifier looks at the images", 2, false, (*Reference).classifies, inception},
		{"read", "how many images a classifier takes for one of its classes with a confidence over 0.9", 2, false,
			(*Reference).classifies, read},
		{"modes", "classes that G finds, and the divergence of their frequencies", 2, false, (*Reference).reads, modes},
		{"accuracy", "of a G that is told the class: how many images are read as asked, and of real ones as labelled", 1, true,
			both((*Reference).hasClasses, (*Reference).reads), accuracy},
		{"class-frechet", "of such a G: the Fréchet distance of each class; the mean is the intra-FID", 2, true,
			(*Reference).hasClasses, classFrechet},
		{"class-precision", "of such a G: precision and recall of each class, how good and how varied it is", precisionNeighbours + 1,
			true, (*Reference).hasClasses, classPrecision},
		{"purity", "of a G with a code that it found without labels: the class that each code stands for, and how surely", 2, true,
			both((*Reference).hasCodes, (*Reference).reads), purity},
	}
}

// The papers' numbers of neighbours.
const precisionNeighbours, densityNeighbours = 3, 5

// ChooseFor is [Reference.Choose] for so many images of each kind. Of all metrics those that need
// more are left out, and so are those for which there is no net; left says which and why. One that
// is named is missed.
func (r *Reference) ChooseFor(list string, images int) (chosen []Metric, left string, err error) {
	all, err := r.Choose(list)
	if err != nil {
		return nil, "", err
	}
	var tooFew []string
	for _, m := range all {
		if short := m.tooFew(r, images); short == "" {
			chosen = append(chosen, m)
		} else {
			tooFew = append(tooFew, short)
		}
	}
	names := strings.Join(tooFew, ", ")
	if names != "" && list != "" {
		return nil, "", fmt.Errorf("%d images are too few for %s; ask for as many as stand in the brackets, or more", images, names)
	}
	var notes []string
	if names != "" {
		notes = append(notes, fmt.Sprintf("%d images are too few for %s, which is left out", images, names))
	}
	if list == "" {
		notes = append(notes, r.missed()...)
	}
	return chosen, strings.Join(notes, "\n"), nil
}

// tooFew names the metric and what it needs, if so many images, or the real ones, are too few.
func (m Metric) tooFew(r *Reference, images int) string {
	switch {
	case !m.ByClass && images < m.Least:
		return fmt.Sprintf("%s (%d)", m.Name, m.Least)
	case m.ByClass && images/r.condition.N < m.Least:
		return fmt.Sprintf("%s (%d, %d of each of %d)", m.Name, m.Least*r.condition.N, m.Least, r.condition.N)
	case m.ByClass && m.Least > 1 && r.condition.classes() && least(r.labels, r.condition.N) < m.Least:
		return fmt.Sprintf("%s (%d real ones of each of %d classes)", m.Name, m.Least, r.condition.N)
	}
	return ""
}

// missed are sentences on what would be expected of such a G and cannot be measured.
func (r *Reference) missed() (notes []string) {
	for _, m := range All() {
		if l := m.lacks(r); l.expect {
			notes = append(notes, fmt.Sprintf("%s is not measured: %s", m.Name, l.why))
		}
	}
	return notes
}

// both is what either lacks. Where the first is there, the second is expected.
func both(first, second func(*Reference) lack) func(*Reference) lack {
	return func(r *Reference) lack {
		if l := first(r); l.why != "" {
			return l
		}
		l := second(r)
		l.expect = l.why != ""
		return l
	}
}

func (r *Reference) reads() lack {
	switch {
	case r.reader != nil:
		return lack{}
	case len(r.names) == 0:
		return lack{why: fmt.Sprintf("the images of %s have no classes that could be read", r.set)}
	}
	return lack{why: fmt.Sprintf("no net here reads the classes of %s (%s)", r.set, firstOf(r.names))}
}

// firstOf are some names out of many.
func firstOf(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + " …"
}

func (r *Reference) classifies() lack {
	if r.net == r.reader || r.inception {
		return lack{}
	}
	return lack{why: fmt.Sprintf("the net that looks, %s, knows no classes", r.net.Name())}
}

func (r *Reference) hasClasses() lack {
	if r.condition.classes() && len(r.names) == r.condition.N {
		return lack{}
	}
	return lack{why: "this G is not told a class of its data"}
}

func (r *Reference) hasCodes() lack {
	if r.condition.Code {
		return lack{}
	}
	return lack{why: "this G is not told a code"}
}

// Choose finds metrics by the names in a list with commas; an empty list means all that the images
// allow.
func (r *Reference) Choose(list string) (chosen []Metric, err error) {
	var names []string
	all := All()
	for _, m := range all {
		if m.lacks(r).why == "" {
			chosen, names = append(chosen, m), append(names, m.Name)
		}
	}
	if list == "" {
		return chosen, nil
	}
	chosen = nil
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		i := slices.IndexFunc(all, func(m Metric) bool { return m.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no metric %q for images of %s; choose among %s", name, r.set, strings.Join(names, ", "))
		}
		if why := all[i].lacks(r).why; why != "" {
			return nil, fmt.Errorf("%s cannot be measured: %s; choose among %s", name, why, strings.Join(names, ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// ForTable are those of the named metrics that the images allow: what a table can have of a set
// about which nothing else is known. Modes are counted where there are so many that they say
// something, of triples of digits.
func (r *Reference) ForTable(names ...string) (chosen []Metric) {
	for _, m := range All() {
		if slices.Contains(names, m.Name) && m.lacks(r).why == "" && (m.Name != "modes" || r.stacked) {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// Report is what was measured of a G.
type Report struct {
	Results []metric.Result

	// Condition is what G was told, Asked what its values are called, and Read the classes that a net
	// reads; Confusion has a row for each value and a column for each class, and counts images. It
	// is nil where G is told nothing or nothing is read.
	Condition   Condition
	Asked, Read []string
	Confusion   [][]int
}

// Measure holds generated images against the real ones.
func (r *Reference) Measure(fake Generated, chosen []Metric) (Report, error) {
	report := Report{Condition: r.condition, Asked: r.asked(), Read: r.names}
	seen, err := r.lookAt(fake)
	if err != nil {
		return report, err
	}
	if r.condition.N > 0 && seen.read != nil {
		if report.Confusion, err = r.names.Confusion(fake.Values, seen.read, r.condition.N); err != nil {
			return report, err
		}
	}
	for _, m := range chosen {
		more, err := m.measure(r, seen)
		if err != nil {
			return report, err
		}
		report.Results = append(report.Results, more...)
	}
	return report, nil
}

// asked are the names of the values that G is told: those of classes, the numbers of codes.
func (r *Reference) asked() []string {
	if r.condition.classes() {
		return r.names
	}
	return pic.Numbers(r.condition.N)
}

// lookAt asks the nets about generated images.
func (r *Reference) lookAt(fake Generated) (seen images, err error) {
	seen.Generated = fake
	if seen.features, seen.logits, err = r.net.Look(fake.Pix); err != nil {
		return seen, err
	}
	seen.read, err = r.read(fake.Pix, seen.logits)
	return seen, err
}

// read are the classes that the reader reads in images, nil without one. logits are those of
// [Reference.net].
func (r *Reference) read(pix []uint8, logits *mat.Dense) ([]int, error) {
	switch {
	case r.reader == nil:
		return nil, nil
	case r.stacked:
		_, side, _ := r.net.Shape()
		return r.reader.Stacked(pix, side)
	case r.net == r.reader:
		return feature.Largest(logits), nil
	}
	return r.reader.Labels(pix)
}

// readBy is what a card says of the reader. split is that of the real images.
func (r *Reference) readBy(split string) metric.Source {
	of := r.reader.Source(split)
	if r.stacked {
		of.Resize = "one channel at a time"
	}
	return of
}

func frechet(r *Reference, fake images) ([]metric.Result, error) {
	real, generated := metric.NewMoments(r.features.RawMatrix().Cols), metric.NewMoments(fake.features.RawMatrix().Cols)
	if err := real.Add(r.features); err != nil {
		return nil, err
	}
	if err := generated.Add(fake.features); err != nil {
		return nil, err
	}
	return single(metric.Frechet(real, generated, metric.Sample, r.source))
}

func kid(r *Reference, fake images) ([]metric.Result, error) {
	k := metric.PaperKID()
	real, generated := r.features.RawMatrix().Rows, fake.features.RawMatrix().Rows
	if most := max(real, generated); most <= k.Size {
		k.Subsets = 1 // all of them are the same images, in another order
	}
	k.Size = min(k.Size, real, generated)
	return single(k.Measure(r.features, fake.features, r.source))
}

func precision(r *Reference, fake images) ([]metric.Result, error) {
	p, q, err := metric.Neighbours{K: precisionNeighbours}.PrecisionRecall(r.features, fake.features, r.source)
	return []metric.Result{p, q}, err
}

func density(r *Reference, fake images) ([]metric.Result, error) {
	d, c, err := metric.Neighbours{K: densityNeighbours}.DensityCoverage(r.features, fake.features, r.source)
	return []metric.Result{d, c}, err
}

func sliced(r *Reference, fake images) ([]metric.Result, error) {
	return single(metric.Sliced{Directions: 256, Power: 2}.Measure(r.features, fake.features, r.source))
}

func inception(r *Reference, fake images) ([]metric.Result, error) {
	n, _ := fake.logits.Dims()
	// ten, as its paper; a split of one image would always have a score of 1
	splits := min(10, max(1, n/10))
	return single(metric.InceptionScore(metric.Probabilities(fake.logits), splits, r.net.Source(""))) // no real image is looked at
}

func read(r *Reference, fake images) ([]metric.Result, error) {
	return single(metric.Confident(metric.Probabilities(fake.logits), 0.9, r.net.Source("")))
}

func modes(r *Reference, fake images) ([]metric.Result, error) {
	covered, kl, err := metric.Modes{Real: r.classes, AtLeast: 1}.Measure(fake.read, r.readBy(r.source.Split))
	return []metric.Result{covered, kl}, err
}

func variety(r *Reference, fake images) ([]metric.Result, error) {
	v := metric.Variety{Distance: feature.SightDistance(), Pairs: 2000}
	exec, err := graph.NewExec(r.backend, v.Graph)
	if err != nil {
		return nil, err
	}
	defer exec.Finalize()
	h, w, c := r.net.Shape()
	return single(v.Measure(exec.Call, fake.Pix, h, w, c))
}

func grid(r *Reference, fake images) ([]metric.Result, error) {
	h, w, c := r.net.Shape()
	spectrum, err := metric.NewSpectrum(fake.Pix, h, w, c)
	if err != nil {
		return nil, err
	}
	return []metric.Result{spectrum.Grid()}, nil
}

// hasSpectrum asks for images that [metric.NewSpectrum] takes.
func (r *Reference) hasSpectrum() lack {
	h, w, c := r.net.Shape()
	if _, err := metric.NewSpectrum(make([]uint8, h*w*c), h, w, c); err != nil {
		return lack{why: err.Error()}
	}
	return lack{}
}

// single makes a list of one result.
func single(result metric.Result, err error) ([]metric.Result, error) {
	return []metric.Result{result}, err
}

// Line is the results in one line, for whoever watches: names and values, without those of single
// classes and codes.
func Line(results []metric.Result) string {
	var parts []string
	for _, r := range Overall(results) {
		parts = append(parts, fmt.Sprintf("%s %.4g", r.Card.Metric, r.Value))
	}
	return strings.Join(parts, ", ")
}
