package score

import (
	"slices"

	"gophergan/ganlib/metric"
)

// accuracy is how often images are read as what was asked for, and beside it how often the same net
// reads real images as what they are: a perfect G would have as much.
func accuracy(r *Reference, fake images) ([]metric.Result, error) {
	asked, err := r.names.Accuracy(fake.Values, fake.read, r.readBy(""))
	if err != nil {
		return nil, err
	}
	if len(r.held.labels) == 0 || least(r.held.labels, len(r.names)) == 0 { // so few that a class is not among them
		return listed(asked), nil
	}
	real, err := r.names.RealAccuracy(r.held.labels, r.held.read, r.readBy(r.held.split))
	return listed(asked, real), err
}

func classFrechet(r *Reference, fake images) ([]metric.Result, error) {
	d, err := r.names.Frechet(r.features, fake.features, r.labels, fake.Values, metric.Sample, r.source)
	return listed(d), err
}

func classPrecision(r *Reference, fake images) ([]metric.Result, error) {
	p, q, err := r.names.PrecisionRecall(metric.Neighbours{K: precisionNeighbours}, r.features, fake.features, r.labels, fake.Values,
		r.source)
	return listed(p, q), err
}

func purity(r *Reference, fake images) ([]metric.Result, error) {
	codes, err := r.names.Purity(fake.Values, fake.read, r.readBy(""), r.condition.N)
	return append([]metric.Result{codes.Purity, codes.Found}, codes.Each...), err
}

// listed are all means, and after them the results of the classes.
func listed(scores ...metric.ByClass) (all []metric.Result) {
	for _, b := range scores {
		all = append(all, b.Mean)
	}
	for _, b := range scores {
		all = append(all, b.Each...)
	}
	return all
}

// OfOne says that a result is that of a single class or code.
func OfOne(r metric.Result) bool { return r.Card.Settings["class"] != "" }

// Overall are the results of all images together: without those of single classes and codes.
func Overall(results []metric.Result) []metric.Result {
	return slices.DeleteFunc(slices.Clone(results), OfOne)
}
