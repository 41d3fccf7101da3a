package measuring

// InceptionScore is that of Salimans et al. 2016 (arXiv:1606.03498): high where a classifier is sure of each
// image and finds all classes in all of them together.
//
//	exp E_x KL(p(y|x) ‖ p(y))   with   p(y) = E_x p(y|x)   and   KL(a ‖ b) = Σ_k a_k·log(a_k/b_k)
//
// p has a row for each image, with the probability of each class. A probability of 0 adds nothing: 0·log 0 = 0.
func InceptionScore(p [][]float64) float64 {
	panic(notWritten)
}
