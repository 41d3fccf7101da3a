package ref

import "math"

// Joint is a distribution of a number x and its class y, given by its density on a grid of x:
// q[y][i] is q(x_i, y), and the sum over both, times the grid's spacing, is 1.
type Joint [][]float64

// Bells are two classes, N(−μ, 1) and N(μ, 1), each half of the data, on the middles of n cells
// from −reach to reach.
func Bells(μ, reach float64, n int) (xs []float64, p Joint) {
	p = make(Joint, 2)
	for i := range n {
		x := reach * (2*(float64(i)+0.5)/float64(n) - 1)
		xs = append(xs, x)
		p[0], p[1] = append(p[0], Normal(x, -μ, 1)/2), append(p[1], Normal(x, μ, 1)/2)
	}
	return xs, p
}

// Spread is the mean of x within a class, and its deviation.
func (q Joint) Spread(y int, xs []float64) (mean, deviation float64) {
	mass, square := 0.0, 0.0
	for i, x := range xs {
		mass, mean, square = mass+q[y][i], mean+q[y][i]*x, square+q[y][i]*x*x
	}
	mean /= mass
	return mean, math.Sqrt(square/mass - mean*mean)
}

// X is the density of x alone, whatever the class.
func (q Joint) X() []float64 {
	x := make([]float64, len(q[0]))
	for _, class := range q {
		for i, v := range class {
			x[i] += v
		}
	}
	return x
}

// UntoldValue is what a G that is told the class minimises when D is not, and answers as well as it
// can, D(x) = p(x)/(p(x) + q(x)): whatever G makes of the classes, only x counts.
//
//	E_p[log D(x)] + E_q[log(1 − D(x))]
func UntoldValue(p, q Joint, dx float64) float64 {
	return CGANValue(Joint{p.X()}, Joint{q.X()}, dx)
}

// UntoldSlope is the derivative of [UntoldValue] with respect to q(x, y), log(1 − D(x)).
func UntoldSlope(p, q Joint) Joint {
	of := CGANSlope(Joint{p.X()}, Joint{q.X()})[0]
	return slope(q, func(_, i int) float64 { return of[i] })
}

// CGANValue is what the G of a conditional GAN minimises when D, which is told the class, answers
// as well as it can, D(x, y) = p(x, y)/(p(x, y) + q(x, y)):
//
//	E_p[log D(x, y)] + E_q[log(1 − D(x, y))] = 2·JS(p, q) − 2·log 2
func CGANValue(p, q Joint, dx float64) float64 {
	sum := 0.0
	for y := range p {
		for i := range p[y] {
			both := p[y][i] + q[y][i]
			sum += klTerm(p[y][i], both) + klTerm(q[y][i], both)
		}
	}
	return sum * dx
}

// CGANSlope is the derivative of [CGANValue] with respect to q(x, y), log(1 − D(x, y)).
func CGANSlope(p, q Joint) Joint {
	return slope(q, func(y, i int) float64 { return math.Log(q[y][i] / (p[y][i] + q[y][i])) })
}

// ACGANValue is what the G of ACGAN minimises, L_S − L_C of Odena et al. 2017 (arXiv:1610.09585),
// section 3, when D, which is not told the class, and its classifier answer as well as they can,
// D(x) = p(x)/(p(x) + q(x)) and C(y|x) = (p(x, y) + q(x, y))/(p(x) + q(x)):
//
//	E_p[log D(x)] + E_q[log(1 − D(x))] − E_p[log C(y|x)] − E_q[log C(y|x)]
func ACGANValue(p, q Joint, dx float64) float64 {
	px, qx := p.X(), q.X()
	sum := 0.0
	for i := range px {
		both := px[i] + qx[i]
		sum += klTerm(px[i], both) + klTerm(qx[i], both)
		for y := range p {
			sum -= klTerm(p[y][i]+q[y][i], both)
		}
	}
	return sum * dx
}

// ACGANSlope is the derivative of [ACGANValue] with respect to q(x, y), log(1 − D(x)) − log C(y|x).
func ACGANSlope(p, q Joint) Joint {
	px, qx := p.X(), q.X()
	return slope(q, func(y, i int) float64 {
		both := px[i] + qx[i]
		return math.Log(qx[i]/both) - math.Log((p[y][i]+q[y][i])/both)
	})
}

func slope(q Joint, of func(y, i int) float64) Joint {
	s := make(Joint, len(q))
	for y := range q {
		s[y] = make([]float64, len(q[y]))
		for i := range s[y] {
			s[y][i] = of(y, i)
		}
	}
	return s
}

// Descend is one step of a G that could make any density: q(x, y)·exp(−rate·slope), scaled so that
// every class stays as frequent as it is. What has died out keeps a trace, from which it could come
// back.
func (q Joint) Descend(slope Joint, rate float64) Joint {
	const trace = 1e-300
	next := make(Joint, len(q))
	for y := range q {
		before, after := 0.0, 0.0
		for i, v := range q[y] {
			next[y] = append(next[y], v*math.Exp(-rate*slope[y][i]))
			before, after = before+v, after+next[y][i]
		}
		for i := range next[y] {
			next[y][i] = max(next[y][i]*before/after, trace)
		}
	}
	return next
}
