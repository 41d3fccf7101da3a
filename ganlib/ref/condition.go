package ref

import "math"

// Embedding has, for each of the labels, its row of the table W [classes][dim].
func Embedding(W [][]float64, labels []int) [][]float64 {
	rows := make([][]float64, len(labels))
	for i, y := range labels {
		rows[i] = append([]float64{}, W[y]...)
	}
	return rows
}

// ConditionalBatchNorm is (1 + γ_y)·(x − μ)/√(σ² + ε) + β_y for the channels of x [N, …, C], with
// the mean and the variance of each channel and the rows of γ and β [classes][C] that belong to the
// class of each image.
func ConditionalBatchNorm(x Array, y []int, mean, variance []float64, gamma, beta [][]float64, epsilon float64) Array {
	out := Zeros(x.Dims...)
	each := len(x.Values) / x.Dims[0]
	for i, v := range x.Values {
		c, class := i%len(mean), y[i/each]
		normalised := (v - mean[c]) / math.Sqrt(variance[c]+epsilon)
		out.Values[i] = (1+gamma[class][c])*normalised + beta[class][c]
	}
	return out
}

// Projection is the score yᵀVφ + ψ(φ) of the features φ of one image as one of class y, Miyato and
// Koyama 2018 (arXiv:1802.05637), Eq. 3, with ψ(φ) = w·φ + b and V [classes][dim].
func Projection(φ []float64, y int, V [][]float64, w []float64, b float64) float64 {
	score := b
	for i, v := range φ {
		score += (V[y][i] + w[i]) * v
	}
	return score
}

// ConcatLabels is x [N, …, C] with one channel more for each class: 1 at all positions of an image
// in the channel of its class and 0 in the others.
func ConcatLabels(x Array, y []int, classes int) Array {
	last := len(x.Dims) - 1
	channels := x.Dims[last]
	out := Zeros(append(append([]int{}, x.Dims[:last]...), channels+classes)...)
	positions := len(x.Values) / channels / x.Dims[0]
	for p := range len(x.Values) / channels {
		row := out.Values[p*(channels+classes):]
		copy(row[:channels], x.Values[p*channels:(p+1)*channels])
		row[channels+y[p/positions]] = 1
	}
	return out
}
