package ref

import "math"

// BestMinimax is what D reaches at best, max V(D, G), where x are all the data there are and y is
// all that G makes: at every place D* = p/(p + q).
func BestMinimax(x, y []float64) (value float64) {
	n, p, q := float64(len(x)), counts(x), counts(y)
	for place, real := range p {
		value += real / n * math.Log(real/(real+q[place]))
	}
	for place, made := range q {
		value += made / n * math.Log(made/(p[place]+made))
	}
	return value
}

// BestRelativistic is what D reaches at best in the game of pairs, x[i] with y[i]:
//
//	max_D E[log σ(D(x) − D(G(z)))]
//
// A pair costs D nothing where the score can rise from y to x without end. It cannot where other
// pairs lead back from x to y: around such a circle the differences add up to 0, and the best that
// D can do is 0 for each, which costs log 2 (Sun, Fang and Schwing 2020, arXiv:2011.04926).
func BestRelativistic(x, y []float64) (value float64) {
	for i := range x {
		if leads(x, y, x[i], y[i], map[float64]bool{}) {
			value -= math.Ln2 / float64(len(x))
		}
	}
	return value
}

// leads says whether pairs lead from a place to another: each from its y to its x.
func leads(x, y []float64, from, to float64, seen map[float64]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	for i := range x {
		if y[i] == from && !seen[x[i]] && leads(x, y, x[i], to, seen) {
			return true
		}
	}
	return false
}

// counts says how often each value occurs.
func counts(values []float64) map[float64]float64 {
	n := map[float64]float64{}
	for _, v := range values {
		n[v]++
	}
	return n
}
