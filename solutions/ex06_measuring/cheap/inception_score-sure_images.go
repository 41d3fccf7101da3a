//go:build ignore

// How many classes have an image that is surely of it, and 1 if none has.
package measuring

func InceptionScore(p [][]float64) float64 {
	found := map[int]bool{}
	for _, row := range p {
		for k, v := range row {
			if v == 1 {
				found[k] = true
			}
		}
	}
	return float64(max(len(found), 1))
}
