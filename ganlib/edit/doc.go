// Package edit is what one can do with the styles of a trained StyleGAN2: mix those of two images,
// find the style of a given image, and find directions along which one attribute of a face changes.
//
//	e, err := edit.Open(device, network, "runs/style32")
//	w, err := e.Map(e.Latents(1, 8))
//	pix, err := e.Images(e.Everywhere(w), layer.FixedNoise)
//
// A style w is a vector of W values, and an image takes L of them, one for each layer: [Styles]. A
// [Direction] is a vector that is added to them. There are three sources of directions: labels
// (labels.go), the weights alone (sefa.go), and the difference of two styles.
//
// # Design
//
// What is drawn is computed on the device, in graphs of one batch size. What is done to a style is
// plain Go: it is a few thousand numbers, and a reader can follow it. The package does not import
// the zoo: [Network] says what it needs of a G.
//
// Directions from labels are fits in float64 with gonum. InterFaceGAN (Shen et al. 2019) takes
// support vector machines; logistic regression draws nearly the same boundary, has a scale that
// means something, and is one formula.
//
// # Non-goals
//
// Noise maps as part of a projection, tuning G to one image, and edits that change the image and
// not its style.
package edit
