// Package train is the loop: compiled steps in, events out. It knows nothing of a particular paper
// or data set; a [Recipe] says what one step does and a [Source] hands out the real batches.
//
//	loop, err := train.New(device, recipe, source, config, "runs/mnist")
//	for event, err := range loop.Run(ctx) {
//		…
//	}
//
// # A run is a directory
//
//	config.json           [RunInfo]: all that decides what the run computes, its number of steps, and where its data lie
//	history.jsonl         one [Record] a line
//	samples/NNNNNNN.png   what the fixed z became
//	checkpoints/NNNNNNN/  the newest checkpoints, each complete in itself
//
// A checkpoint holds all that the next step depends on: weights, the optimisers' moments, the state
// of the random generator, the averaged G, and the step, which is the position in the data too. So
// N steps, a kill, a resume and M steps end in the same weights, bit for bit, as N+M steps on the
// same backend. A checkpoint appears under its name complete or not at all, and carries a checksum
// and a sum of what decides the run; a damaged one, or one of another run, is reported and the one
// before it is used.
//
// A directory is made once everything has been compiled, so that a start that fails leaves none;
// while a loop runs it is locked, and another loop is refused there. Config.json, Steps apart, does
// not change. Of runs begun with an older version it lacks fields, and their checkpoints the sum:
// they go on, and get the fields then.
//
// # Data
//
// A batch has named fields, and each field a [media.Kind]: "x" are the real data, "y" their
// classes. A recipe says which it needs and how it makes data: its [Sampler] values name what they
// take, such as noise and a class, and what they make. What does not fit is one sentence in [New].
// A [Source] has no position: batch k is a function of k, so that looking at a batch moves nothing.
//
// # Who a run is judged by
//
// Others ask for the [Role] of a measure and not for its name, and for the [Traits] of a recipe and
// not for its fields: the doctor, the charts and the scores know no paper.
//
// # Design
//
// The step is one compiled graph, and what it measures comes back as a single vector, so nothing
// waits for the host inside a step. GoMLX's own train.Loop holds one loss and one optimiser; a GAN
// has two players, so it was not used. Its optimisers and its checkpoint format are.
//
// # Non-goals
//
// Several devices, mixed precision, early stopping.
package train
