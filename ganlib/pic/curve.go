package pic

import "math"

type point struct{ x, y float64 }

// pieces splits a curve at its gaps.
func pieces(x, y []float64) [][]point {
	var all [][]point
	var piece []point
	for i := range x {
		if finite(x[i]) && finite(y[i]) {
			piece = append(piece, point{x[i], y[i]})
			continue
		}
		if len(piece) > 0 {
			all = append(all, piece)
		}
		piece = nil
	}
	if len(piece) > 0 {
		all = append(all, piece)
	}
	return all
}

// smooth is, at every i, the mean of the finite values of y[i−k … i+k], where a value beyond shown
// counts as the end of shown: one peak that the axis cuts off does not lift the whole window. The
// window is centred, so that a smoothed curve does not lag behind the values; gaps stay gaps.
func smooth(y []float64, k int, shown Range) []float64 {
	sum := make([]float64, len(y)+1) // of the values before i
	count := make([]int, len(y)+1)
	for i, v := range y {
		sum[i+1], count[i+1] = sum[i], count[i]
		if finite(v) {
			sum[i+1] += min(max(v, shown.Min), shown.Max)
			count[i+1]++
		}
	}
	out := make([]float64, len(y))
	for i, v := range y {
		out[i] = math.NaN()
		if finite(v) {
			lo, hi := max(i-k, 0), min(i+k+1, len(y))
			out[i] = (sum[hi] - sum[lo]) / float64(count[hi]-count[lo])
		}
	}
	return out
}

// thin drops the points of a piece that cannot be seen: of neighbours that fall into one of the
// given number of columns between lo and hi only the lowest and the highest stay, in their order,
// and the piece's ends.
func thin(piece []point, lo, hi float64, columns int) []point {
	if len(piece) <= 2*columns || !(lo < hi) {
		return piece
	}
	column := func(p point) int { return int(math.Floor((p.x - lo) / (hi - lo) * float64(columns))) }
	out := []point{piece[0]}
	for start := 1; start < len(piece)-1; {
		low, high, end := start, start, start
		for ; end < len(piece)-1 && column(piece[end]) == column(piece[start]); end++ {
			if piece[end].y < piece[low].y {
				low = end
			}
			if piece[end].y > piece[high].y {
				high = end
			}
		}
		out = append(out, piece[min(low, high)])
		if low != high {
			out = append(out, piece[max(low, high)])
		}
		start = end
	}
	return append(out, piece[len(piece)-1])
}
