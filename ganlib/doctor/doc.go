// Package doctor reads what a run has measured and says what it suffers from, how that is seen, and
// what to change.
//
//	report, err := doctor.Read("runs/mnist")
//	report.Print(os.Stdout)
//
// It knows nine ills (see [Ills]) and names them in the order in which they are mended: values
// outside [−1, 1] can be the cause of everything below them. Each rule is a few lines in rules.go
// on series of the history and of its probes, each limit a field of [Limits] with its reason. A
// limit holds for a share of the run, not for a moment: its last third.
//
// # What a rule may look at
//
// Losses mean different things. Where D is a classifier, its loss has a level at which it is as
// good as guessing, and its accuracy says who wins. A critic's loss has neither
// zero nor scale: of it only growth without end is a sign, and a strong critic is none. Gradient
// norms are compared with the run's own beginning, distances with those between real images, and
// scores with the distance of D's scores of real and generated images; so none of them has a unit.
//
// # How good it is
//
// The museum below this package makes runs that are sick in a known way. They lie in testdata; the
// test of the corpus prints how many the doctor names rightly, by the seeds on which the limits
// were chosen and by others. The runs on 300 to 2,000 faces, with ADA and without, came later, and no
// limit was changed for them.
//
// # Non-goals
//
// A judgement of the images: package metric scores them. A cure by itself: a run is never changed.
package doctor
