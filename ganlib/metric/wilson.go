package metric

import (
	"fmt"
	"math"
)

// Interval is where a share lies that was seen in a sample.
type Interval struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence"` // the share of such intervals that hold the true value, near enough
}

// Contains reports whether the share p lies within, ends included.
func (i Interval) Contains(p float64) bool { return i.Low <= p && p <= i.High }

// String is the interval in per cent.
func (i Interval) String() string {
	return fmt.Sprintf("%.1f to %.1f %% (%.4g %% confidence)", 100*i.Low, 100*i.High, 100*i.Confidence)
}

// Wilson is the score interval (Wilson 1927, J. Am. Stat. Assoc. 22, 209–212) for a share of which
// yes of n were seen: all p that the sample does not contradict,
//
//	|p̂ − p| ≤ z·√(p(1−p)/n)   with   p̂ = yes/n,   P(|N(0, 1)| ≤ z) = confidence
//
// which, solved for p, is
//
//	(p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n)
//
// It stays within 0 and 1 and means something for few answers and for none or all of them, where p̂
// ± z·√(p̂(1−p̂)/n) claims to know the share exactly. The n are taken as independent; 0 <
// confidence < 1.
func Wilson(yes, n int, confidence float64) (Interval, error) {
	if n < 1 || yes < 0 || yes > n {
		return Interval{},
			fmt.Errorf("metric.Wilson: got %d of %d, want at least one of which to take a share, and from 0 to all of them", yes, n)
	}
	if !(confidence > 0 && confidence < 1) {
		return Interval{}, fmt.Errorf("metric.Wilson: got a confidence of %g, want one between 0 and 1, such as 0.95", confidence)
	}
	z2 := 2 * math.Pow(math.Erfinv(confidence), 2)
	N := float64(n)
	p := float64(yes) / N
	centre, half := p+z2/(2*N), math.Sqrt(z2)*math.Sqrt(p*(1-p)/N+z2/(4*N*N))
	i := Interval{Low: (centre - half) / (1 + z2/N), High: (centre + half) / (1 + z2/N), Confidence: confidence}
	if yes == 0 {
		i.Low = 0 // centre and half are equal, and may differ by a rounding
	}
	if yes == n {
		i.High = 1
	}
	return i, nil
}

// FoolingRate is the share of answers in which people, shown a real and a generated picture and
// asked which is real, chose the generated one; and its 95 % interval by [Wilson]. Who sees no
// difference guesses, so 1/2 is perfect. Above 1/2 people do see a difference, and take it for a
// sign of the real thing. The deviation is √(p(1−p)/n). Answers are taken as independent: those of
// one person are not quite, so where few people give many the truth is less certain than the
// interval says.
func FoolingRate(fooled, answers int, of Source) (Result, Interval, error) {
	interval, err := Wilson(fooled, answers, 0.95)
	if err != nil {
		return Result{}, Interval{}, fmt.Errorf("the fooling rate: %w", err)
	}
	p := float64(fooled) / float64(answers)
	return Result{Value: p, Std: math.Sqrt(p * (1 - p) / float64(answers)), Card: Card{
		Metric: "fooling rate", Source: of, Real: answers, Fake: answers, Higher: true,
		Settings: map[string]string{"choices": "2"}, Over: "of the share, answers independent",
	}}, interval, nil
}
