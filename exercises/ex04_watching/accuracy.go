package watching

// Accuracy is how often D is right: the share of the real images whose score r is above 0, and the share of the
// generated ones whose score f is below 0, and of these two the mean. A score of exactly 0 counts as half.
// There may be more of one kind than of the other.
func Accuracy(r, f []float64) float64 {
	panic(notWritten)
}
