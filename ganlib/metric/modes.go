package metric

import (
	"fmt"
	"strconv"
)

// Modes is for sets whose modes have names, such as the digits of MNIST or the 1,000 triples of
// stacked MNIST (Metz et al. 2017, arXiv:1611.02163, section 3.3.2): a classifier labels each
// generated image, and what is missing shows.
type Modes struct {
	Real    []float64 // how often each class occurs in the data, as counts or shares
	AtLeast int       // images that a class needs to count as covered: 1 in the paper
}

// Uniform is as many of each class.
func Uniform(classes int) []float64 {
	real := make([]float64, classes)
	for k := range real {
		real[k] = 1
	}
	return real
}

// Measure counts the classes that the labels cover, and gives the divergence of their distribution
// q from that of the data p, in nats, with 0·log 0 = 0; it grows without bound for few labels:
// 26,000 are usual for 1,000 classes.
//
//	KL(q ‖ p) = Σ_k q_k·log(q_k/p_k)
func (m Modes) Measure(labels []int, of Source) (covered, kl Result, err error) {
	p, q, err := m.shares(labels)
	if err != nil {
		return Result{}, Result{}, err
	}
	count := 0
	for _, share := range q {
		if share*float64(len(labels)) > float64(m.AtLeast)-0.5 { // both are whole numbers
			count++
		}
	}
	card := func(metric string, higher bool) Card {
		return Card{Metric: metric, Source: of, Fake: len(labels), Higher: higher,
			Settings: map[string]string{"classes": strconv.Itoa(len(p))}}
	}
	covered = Result{Value: float64(count), Card: card("modes covered", true)}
	covered.Card.Settings["at least"] = strconv.Itoa(m.AtLeast)
	return covered, Result{Value: divergence(q, p), Card: card("KL divergence of labels", false)}, nil
}

// shares are p, of the data, and q, of the labels.
func (m Modes) shares(labels []int) (p, q []float64, err error) {
	total := 0.0
	for k, share := range m.Real {
		if !(share >= 0) {
			return nil, nil, fmt.Errorf("metric.Modes: class %d occurs %g times in the data, want 0 or more", k, share)
		}
		total += share
	}
	if total == 0 || len(labels) == 0 || m.AtLeast < 1 {
		return nil, nil, fmt.Errorf("metric.Modes: got %d labels, a sum of %g over the classes of the data and AtLeast = %d; want 1 "+
			"or more, above 0, and 1 or more",
			len(labels), total, m.AtLeast)
	}
	p, q = make([]float64, len(m.Real)), make([]float64, len(m.Real))
	for k, share := range m.Real {
		p[k] = share / total
	}
	for i, k := range labels {
		if k < 0 || k >= len(p) || p[k] == 0 {
			return nil, nil, fmt.Errorf("metric.Modes: label %d is class %d, which the data does not have, so the divergence would be "+
				"infinite; Real names "+
				"%d classes", i, k, len(p))
		}
		q[k] += 1 / float64(len(labels))
	}
	return p, q, nil
}
