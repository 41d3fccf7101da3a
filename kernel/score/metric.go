package score

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/feature"
	"gophergan/ganlib/metric"
)

// Metric is a score that can be asked for by name.
type Metric struct {
	Name    string
	Summary string // for -h
	Least   int    // how many images it needs, real and generated
	allowed func(*Reference) bool
	measure func(r *Reference, fake images) ([]metric.Result, error)
}

// images are generated ones, and what the nets say of them.
type images struct {
	pix      []uint8 // [N, h, w, c]
	features *mat.Dense
	logits   *mat.Dense // nil where the net knows no classes
}

// All lists the metrics in the order in which they are printed.
func All() []Metric {
	always := func(*Reference) bool { return true }
	return []Metric{
		{"frechet", "Fréchet distance of the features: quality and variety in one number", 2, always, frechet},
		{"kid", "kernel distance: right in the mean for any number of images", 2, always, kid},
		{"precision", "precision and recall: how good, and how varied", precisionNeighbours + 1, always, precision},
		{"density", "density and coverage: the same, not misled by a lone image", densityNeighbours + 1, always, density},
		{"sliced", "sliced Wasserstein distance of the features", 2, always, sliced},
		{"variety", "how far apart two images of G are, as our net sight sees it", 2, always, variety},
		{"inception", "inception score, where a classifier looks at the images", 2, (*Reference).classifies, inception},
		{"modes", "classes that G finds, and the divergence of their frequencies", 2, (*Reference).reads, modes},
	}
}

// The papers' numbers of neighbours.
const precisionNeighbours, densityNeighbours = 3, 5

// ChooseFor is [Reference.Choose] for so many images of each kind. Of all metrics those that need
// more are left out, and left says which; one that is named is missed.
func (r *Reference) ChooseFor(list string, images int) (chosen []Metric, left string, err error) {
	all, err := r.Choose(list)
	if err != nil {
		return nil, "", err
	}
	var tooFew []string
	for _, m := range all {
		if images >= m.Least {
			chosen = append(chosen, m)
		} else {
			tooFew = append(tooFew, fmt.Sprintf("%s (%d)", m.Name, m.Least))
		}
	}
	switch names := strings.Join(tooFew, ", "); {
	case names == "":
		return chosen, "", nil
	case list != "":
		return nil, "", fmt.Errorf("%d images are too few for %s; ask for as many as stand in the brackets, or more", images, names)
	default:
		return chosen, fmt.Sprintf("%d images are too few for %s, which is left out", images, names), nil
	}
}

// reads says whether a net of ours knows the classes of the images.
func (r *Reference) reads() bool { return r.reader != nil }

// classifies says whether the net that gives the features has classes of its own.
func (r *Reference) classifies() bool { return r.net == r.reader || r.inception }

// Choose finds metrics by the names in a list with commas; an empty list means all that the images
// allow.
func (r *Reference) Choose(list string) (chosen []Metric, err error) {
	var names []string
	for _, m := range All() {
		if m.allowed(r) {
			chosen, names = append(chosen, m), append(names, m.Name)
		}
	}
	if list == "" {
		return chosen, nil
	}
	all := chosen
	chosen = nil
	for name := range strings.SplitSeq(list, ",") {
		i := slices.Index(names, strings.TrimSpace(name))
		if i < 0 {
			return nil, fmt.Errorf("there is no metric %q for images of %s; choose among %s", strings.TrimSpace(name), r.set, strings.Join(names, ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// Measure holds generated images, uint8 [N, h, w, c], against the real ones.
func (r *Reference) Measure(pix []uint8, chosen []Metric) (results []metric.Result, err error) {
	fake := images{pix: pix}
	if fake.features, fake.logits, err = r.net.Look(pix); err != nil {
		return nil, err
	}
	for _, m := range chosen {
		more, err := m.measure(r, fake)
		if err != nil {
			return results, err
		}
		results = append(results, more...)
	}
	return results, nil
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
	k.Size = min(k.Size, r.features.RawMatrix().Rows, fake.features.RawMatrix().Rows)
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
	splits := min(10, max(1, n/10))                                                                   // ten, as its paper; a split of one image would always have a score of 1
	return single(metric.InceptionScore(metric.Probabilities(fake.logits), splits, r.net.Source(""))) // no real image is looked at
}

func modes(r *Reference, fake images) ([]metric.Result, error) {
	of := r.reader.Source(r.source.Split)
	var labels []int
	var err error
	if r.stacked {
		_, side, _ := r.net.Shape()
		of.Resize = "one channel at a time"
		labels, err = r.reader.Stacked(fake.pix, side)
	} else {
		labels, err = r.reader.Labels(fake.pix)
	}
	if err != nil {
		return nil, err
	}
	covered, kl, err := metric.Modes{Real: r.classes, AtLeast: 1}.Measure(labels, of)
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
	return single(v.Measure(exec.Call, fake.pix, h, w, c))
}

// single makes a list of one result.
func single(result metric.Result, err error) ([]metric.Result, error) {
	return []metric.Result{result}, err
}

// Line is the results in one line, for whoever watches: names and values.
func Line(results []metric.Result) string {
	var parts []string
	for _, r := range results {
		parts = append(parts, fmt.Sprintf("%s %.4g", r.Card.Metric, r.Value))
	}
	return strings.Join(parts, ", ")
}
