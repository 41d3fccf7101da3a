// Package museum makes runs that are sick in a known way, to look at, to learn from, and to try the
// doctor on.
//
// An [Exhibit] is a recipe of the zoo with something done to it; with a seed it is a run of some
// seconds. [ByName] finds one, [Six] are those of lesson 04, [Corpus] lists all.
//
//	exhibit, err := museum.ByName("collapse-momentum")
//	loop, err := exhibit.New(device.Backend, 1, "")
//
// # How the runs were labelled
//
// From how they are made, and by eye, on the pictures of the fixed z and on the curves of each run,
// before the doctor was asked:
//
//	bad data range       the pictures are noise around pale or white shapes; the data was scaled on purpose
//	divergence           losses in the hundreds and beyond, or NaN
//	exploding gradients  a gradient norm that climbs through the whole run, to a hundred times its start; losses follow it
//	D overfits           the score of held-out images comes nearer to that of generated ones than to that of the others, or below it;
//	                     of few images G draws copies
//	G does not move      first and last picture are the same
//	vanishing gradients  noise to the end, and the curve of G's gradient falls to a hundredth and less
//	D too strong         noise to the end though G moves; D is always right
//	collapse             all pictures of a sheet are the same, but for a few pixels
//	oscillation          the mean of G's points goes to and fro by more than the ring is wide, without end
//	healthy              from sheet to sheet the pictures differ more from each other and look more like the data
//
// A run that did not look like its label was thrown out, and its recipe changed. What is left of
// each run is one file of ../testdata: its config.json and its history, with four digits of each
// number. All are made again by
//
//	go generate ./ganlib/doctor/museum
//
//go:generate go run ./make ../testdata
package museum
