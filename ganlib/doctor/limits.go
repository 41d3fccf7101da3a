package doctor

// Limits are the thresholds of the rules. They were chosen on runs of the museum with the seeds 1
// to 3, and judged on those with seed 4.
type Limits struct {
	Records int     // fewer lines of history say nothing: the first steps of a healthy run look like many an ill
	Probes  int     // likewise of probes
	Window  float64 // the share of the steps, up to now, in which a sign must be seen: long enough for a swing to pass

	Outside float64 // data reaches beyond ±this: tanh ends at ±1, and some sets overshoot by rounding
	// data covers less of an axis: images in [0, 1] cover 1 of the 2 that G can draw, whole batches of
	// real ones all of it
	Narrow float64

	// loss D over that of a D who guesses (2·ln 2 for the classic one): so much worse than knowing
	// nothing; loss G may have ten times as much
	LossBlowUp float64
	// a critic's loss: one whose slope is at most 1 has no more than the distance of two images, 222
	// for 64×64 in RGB
	CriticBlowUp float64

	Gradient       float64 // a gradient norm above this: healthy ones go to 20 …
	GradientGrowth float64 // … and it is so many times that of the first third: it still climbs
	GradientLost   float64 // or above this, climbing or not
	GradientFade   float64 // G's gradient norm over that of the run's first tenth: Adam walks on, but what it follows is rounding
	// … and that norm itself is below this: weights that begin large have a large first gradient, and
	// a game at rest a small one
	GradientTrace float64

	ScoreGap float64 // D's score of an image it has learned over that of one it has not: in logits, odds of e^this
	// and in four of five probes as a share of its gap between real and generated ones, r_v of Karras
	// et al. 2020, Eq. 1
	Memory float64

	Still    float64 // movement of an image from one probe to the next: 20 times below the slowest healthy run
	Accuracy float64 // of D: one image in 30 taken for the wrong kind still is something for G to learn from
	Win      float64 // loss D over that of guessing: next to nothing is left to learn for D

	// probes before a collapse or a swing is one: G starts from noise, and all its images leave it
	// together for the mean of the data
	Patience int
	Spread   float64 // of G's images over that of real ones; young healthy ones dip to 0.43, but are pale then
	Fall     float64 // and over the largest that it was: a young G of convolutions starts from grey, where all images are alike …
	Contrast float64 // … unless they have the contrast of real ones, this share of their deviation
	// movement over spread: at 1 each image has changed into another one, beyond that all have moved
	// together; healthy ones reach 1.25
	Swing  float64
	Leap   float64 // and the movement itself, so that small shivers do not count
	Swings int     // or: times that loss G goes from one side of its mean to the other, in the last two thirds …
	Smooth float64 // … in waves: the correlation of each record with the next; noise has less
	Height float64 // … as high as this share of the mean: learning, too, makes losses drift
}

// Default returns the limits that the doctor uses.
func Default() Limits {
	return Limits{
		Records: 20, Probes: 6, Window: 1.0 / 3,
		Outside: 1.05, Narrow: 1.2,
		LossBlowUp: 15, CriticBlowUp: 1e4,
		Gradient: 100, GradientGrowth: 2, GradientLost: 1e4, GradientFade: 0.02, GradientTrace: 0.05,
		ScoreGap: 1, Memory: 0.4,
		Still: 1e-3, Accuracy: 0.97, Win: 0.1,
		Spread: 0.5, Fall: 0.45, Contrast: 0.9, Swing: 1.35, Patience: 12, Leap: 0.5,
		Swings: 4, Smooth: 0.85, Height: 0.3,
	}
}
