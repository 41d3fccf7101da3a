package loss

import . "github.com/gomlx/gomlx/core/graph"

// LeastSquaresD is what D minimises in LSGAN, Eq. 2 of Mao et al. 2016 (arXiv:1611.04076), where a
// is the label of generated images and b that of real ones:
//
//	½·E[(D(x) − b)²] + ½·E[(D(G(z)) − a)²]  =  ½·E[(r − b)²] + ½·E[(f − a)²]
//
// Scores are used as they are: no σ. The paper tries (a, b, c) = (0, 1, 1) and (−1, 1, 0); c is
// G's, see [LeastSquaresG].
func LeastSquaresD(r, f *Node, a, b float64) *Node {
	checkScores("loss.LeastSquaresD", r, f)
	onReal, onFake := E(Square(AddScalar(r, -b))), E(Square(AddScalar(f, -a)))
	return MulScalar(Add(onReal, onFake), 0.5)
}

// LeastSquaresG is what G minimises in Eq. 2 of Mao et al. 2016, where c is the label G wants for
// its images:
//
//	½·E[(D(G(z)) − c)²]  =  ½·E[(f − c)²]
//
// Unlike the losses with a logarithm it also pulls back images whose score is above c.
func LeastSquaresG(f *Node, c float64) *Node {
	checkScores("loss.LeastSquaresG", f)
	return MulScalar(E(Square(AddScalar(f, -c))), 0.5)
}
