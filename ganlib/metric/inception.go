package metric

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// InceptionScore is that of Salimans et al. 2016 (arXiv:1606.03498), section 4: high where a
// classifier is sure of each image and finds all classes in all of them together.
//
//	exp E_x KL(p(y|x) ‖ p(y))   with   p(y) = E_x p(y|x)
//
// p [N, K] has the probabilities of the K classes for each image; [Probabilities] makes them of
// logits. The images are split in their order, and the result is mean and deviation over the
// splits; it lies between 1 and K. It never looks at real images: one perfect picture of each class
// is enough for K. For images of one kind, such as faces, it says nothing.
func InceptionScore(p *mat.Dense, splits int, of Source) (Result, error) {
	n, _ := p.Dims()
	if splits < 1 || splits > n {
		return Result{}, fmt.Errorf("metric.InceptionScore: got %d splits of %d images, want from 1 to as many as images", splits, n)
	}
	if err := checkProbabilities(p); err != nil {
		return Result{}, err
	}
	scores := make([]float64, splits)
	for i := range scores {
		scores[i] = inceptionScore(p, i*n/splits, (i+1)*n/splits)
	}
	μ, σ := meanAndDeviation(scores, Population)
	return Result{Value: μ, Std: σ, Card: Card{
		Metric: "inception score", Source: of, Fake: n, Divisor: Population, Higher: true,
		Settings: map[string]string{"splits": strconv.Itoa(splits)}, Over: fmt.Sprintf("over %d splits", splits),
	}}, nil
}

// inceptionScore is that of rows from to to.
func inceptionScore(p *mat.Dense, from, to int) float64 {
	_, classes := p.Dims()
	n := float64(to - from)
	marginal := make([]float64, classes)
	for i := from; i < to; i++ {
		for k, v := range p.RawRowView(i) {
			marginal[k] += v / n
		}
	}
	kl := 0.0
	for i := from; i < to; i++ {
		kl += divergence(p.RawRowView(i), marginal) / n
	}
	return math.Exp(kl)
}

// divergence is KL(p ‖ q) in nats, with 0·log 0 = 0.
func divergence(p, q []float64) float64 {
	sum := 0.0
	for k := range p {
		if p[k] > 0 {
			sum += p[k] * math.Log(p[k]/q[k])
		}
	}
	return sum
}

func checkProbabilities(p *mat.Dense) error {
	n, _ := p.Dims()
	for i := range n {
		sum, least := 0.0, 0.0
		for _, v := range p.RawRowView(i) {
			sum, least = sum+v, min(least, v)
		}
		if !(least >= 0 && math.Abs(sum-1) < 1e-3) {
			return fmt.Errorf("metric.InceptionScore: row %d has sum %g and smallest value %g, so these are no probabilities; "+
				"metric.Probabilities makes "+
				"them of logits", i, sum, least)
		}
	}
	return nil
}

// Probabilities is the softmax of each row of logits, e^l/Σe^l.
func Probabilities(logits *mat.Dense) *mat.Dense {
	p := mat.DenseCopyOf(logits)
	n, _ := p.Dims()
	for i := range n {
		row := p.RawRowView(i)
		most, sum := math.Inf(-1), 0.0
		for _, l := range row {
			most = max(most, l)
		}
		for k, l := range row {
			row[k] = math.Exp(l - most) // at most 1, so nothing runs over
			sum += row[k]
		}
		for k := range row {
			row[k] /= sum
		}
	}
	return p
}

// Confident is the share of images whose likeliest class has a probability above the given one: how
// many a classifier takes for something that it knows. p is that of [InceptionScore]. A G that
// draws one good image again and again has a share of 1.
func Confident(p *mat.Dense, above float64, of Source) (Result, error) {
	if err := checkProbabilities(p); err != nil {
		return Result{}, err
	}
	n, _ := p.Dims()
	sure := 0
	for i := range n {
		if slices.Max(p.RawRowView(i)) > above {
			sure++
		}
	}
	return Result{Value: float64(sure) / float64(n), Card: Card{
		Metric: "read with confidence", Source: of, Fake: n, Higher: true,
		Settings: map[string]string{"above": strconv.FormatFloat(above, 'g', -1, 64)},
	}}, nil
}
