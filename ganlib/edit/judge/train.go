package judge

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"gophergan/ganlib/op"
)

// Training is how a judge learns. [Standard] has good values.
type Training struct {
	Steps        int
	Batch        int
	LearningRate float64 // of Adam at the start; it falls to 0 along a straight line
	Seed         uint64  // of the order of the images
}

// Standard is enough for a dozen attributes of faces of 32×32 pixels, with 40,000 of them to learn
// from. Glasses, hats, beards and poses are then judged well; how much a mouth smiles, which is a
// matter of two pixels, is not.
func Standard() Training { return Training{Steps: 2500, Batch: 64, LearningRate: 2e-3, Seed: 1} }

// Progress is what training tells after each step.
type Progress struct {
	Step, Steps   int           // steps done, steps in all
	Elapsed, Left time.Duration // time spent, estimate of the time still needed
	Loss          float64
}

// Train shows the judge images, uint8 [N, H, W, C], and the true values of their attributes, a row
// for each. It yields after each step, and last of all an error if there was one.
//
// A step is one graph: the mean over the batch and the attributes of the cross-entropy, for a kind,
// and of the squared error in standard deviations, for an amount.
func (j *Judge) Train(ctx context.Context, c Training, pix []uint8, truth [][]float64) iter.Seq2[Progress, error] {
	return func(yield func(Progress, error) bool) {
		p := Progress{Steps: c.Steps}
		if err := j.train(ctx, c, pix, truth, &p, func() bool { return yield(p, nil) }); err != nil {
			yield(p, err)
		}
	}
}

func (j *Judge) train(ctx context.Context, c Training, pix []uint8, truth [][]float64, p *Progress, tell func() bool) error {
	if err := j.checkTruth(pix, truth); err != nil {
		return err
	}
	for k, a := range j.config.Attributes {
		if !a.Kind {
			j.scale[k] = scaleOf(truth, k)
		}
	}
	exec, err := model.NewExec1(j.backend, j.store, j.step)
	if err != nil {
		return err
	}
	defer exec.Finalize()
	next := shuffled(len(truth), c.Seed)
	start := time.Now()
	first := start
	for p.Step < c.Steps {
		if ctx.Err() != nil {
			return fmt.Errorf("judge: stopped after step %d of %d: %w", p.Step, c.Steps, ctx.Err())
		}
		x, y := j.lesson(pix, truth, next, c.Batch)
		out, err := exec.Call(x, y, float32(c.LearningRate*(1-float64(p.Step)/float64(c.Steps))))
		if err != nil {
			return err
		}
		p.Loss = float64(tensors.ToScalar[float32](out))
		if p.Step++; p.Step == 1 {
			first = time.Now() // the step before compiled
		} else {
			p.Left = time.Since(first) / time.Duration(p.Step-1) * time.Duration(c.Steps-p.Step)
		}
		if p.Elapsed = time.Since(start); !tell() {
			return nil
		}
	}
	return nil
}

// checkTruth wants a row of values for each image.
func (j *Judge) checkTruth(pix []uint8, truth [][]float64) error {
	n, err := j.count(pix)
	if err != nil {
		return err
	}
	if n != len(truth) {
		return fmt.Errorf("judge: got %d images and %d rows of true values; every image needs one", n, len(truth))
	}
	for i, row := range truth {
		if len(row) != len(j.config.Attributes) {
			return fmt.Errorf("judge: row %d has %d true values for %d attributes", i, len(row), len(j.config.Attributes))
		}
	}
	return nil
}

// shuffled hands out the numbers from 0 to n−1 in a random order, then again in another one.
func shuffled(n int, seed uint64) func() int {
	rng := rand.New(rand.NewPCG(seed, 0))
	var order []int
	return func() int {
		if len(order) == 0 {
			order = rng.Perm(n)
		}
		i := order[0]
		order = order[1:]
		return i
	}
}

// lesson is the next batch: images, and what is true of them as the network is to say it.
func (j *Judge) lesson(pix []uint8, truth [][]float64, next func() int, n int) (x, y *tensors.Tensor) {
	var flat []float32
	x = j.batch(pix, func(int) int {
		i := next()
		for k, s := range j.scale {
			flat = append(flat, float32((truth[i][k]-s.Mean)/s.Std))
		}
		return i
	}, n)
	return x, tensors.FromFlatDataAndDimensions(flat, n, len(j.scale))
}

// step is the graph of one step: it returns the loss of images x, given what is true y [B,
// attributes].
func (j *Judge) step(s *model.Scope, x, y, rate *Node) *Node {
	s = s.At(scope)
	out := j.config.outputs(s, x)
	// −log σ(out) for y = 1 and −log(1 − σ(out)) for y = 0, in a form that does not overflow
	entropy := Add(Log1P(Exp(Neg(Abs(out)))), Sub(Max(out, ZerosLike(out)), Mul(out, y)))
	L := op.Mean(Where(j.config.kinds(out), entropy, Square(Sub(out, y))))
	optimizer.LearningRateVar(s, float, 0).SetNodeValue(rate)
	optimizer.Adam().Scope("adam").LearningRate(0).Betas(0.9, 0.999).Epsilon(1e-8).WeightDecay(0).Done().UpdateGraph(s, x.Graph(), L)
	return L
}
