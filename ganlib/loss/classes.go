package loss

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// CrossEntropy is how surprised a classifier is by the right classes:
//
//	−E[log P(C = c)]   with   P(C = k) = exp(x_k) / Σ_j exp(x_j)
//
// x are logits [B, K] and c the classes, integers [B] from 0 to K−1; a class outside of that range
// makes it NaN. It is log K where the classifier knows nothing.
//
// It takes logits. Probabilities in their place pass through a softmax twice: the loss of an answer
// that is certain and right is then log(1 + (K − 1)/e), 1.46 for ten classes, and hardly a gradient
// is left.
func CrossEntropy(x, c *Node) *Node {
	checkClasses("loss.CrossEntropy", x, c)
	right := op.OneHotRows(c, x.Shape().Dimensions[1], x.DType()) // [B, K]
	logP := op.Sum(Mul(right, LogSoftmax(x)), 1)                  // [B]
	return Neg(E(Div(logP, StopGradient(op.Sum(right, 1)))))      // 0/0 for a class that is none
}

// Judged is what ACGAN's discriminator, which has two heads, says of a batch of images, and the
// class that each of them should have.
type Judged struct {
	Source *Node // logits that the images are real, [B]
	Class  *Node // logits of the classes, [B, K]
	C      *Node // integers [B]: the label of a real image, the class that a generated one was asked for
}

// ACGAND is what D minimises in ACGAN, −(L_S + L_C) of Odena et al. 2017 (arXiv:1610.09585),
// section 3:
//
//	L_S = E[log P(S = real | X_real)] + E[log P(S = fake | X_fake)]
//	L_C = E[log P(C = c | X_real)] + E[log P(C = c | X_fake)]
//
// that is [MinimaxD] of the sources and [CrossEntropy] of the classes, of real and of generated
// images.
func ACGAND(real, fake Judged) *Node {
	const caller = "loss.ACGAND"
	real.check(caller)
	fake.check(caller)
	if k, l := real.Class.Shape().Dimensions[1], fake.Class.Shape().Dimensions[1]; k != l {
		panic(fmt.Errorf("%s: got logits of %d classes for real images and of %d for generated ones, want the same head of D for both",
			caller, k, l))
	}
	LS := Neg(MinimaxD(real.Source, fake.Source))
	LC := Neg(Add(CrossEntropy(real.Class, real.C), CrossEntropy(fake.Class, fake.C)))
	return Neg(Add(LS, LC))
}

// ACGANG is what G minimises in ACGAN as printed, −(L_C − L_S) of [ACGAND], without the terms of
// real images, which G cannot move:
//
//	−E[log P(C = c | X_fake)] + E[log P(S = fake | X_fake)]
//
// The sign of L_C is that of D's loss: both players want the class to be read right. So G is paid
// for images that are easy to read, and may drop the others of a class. Its second term saturates,
// as [MinimaxG] does; see [ACGANNonSaturatingG].
func ACGANG(fake Judged) *Node {
	fake.check("loss.ACGANG")
	return Add(CrossEntropy(fake.Class, fake.C), MinimaxG(fake.Source))
}

// ACGANNonSaturatingG is [ACGANG] as programs have it, with [NonSaturatingG] for its second term:
//
//	−E[log P(C = c | X_fake)] − E[log P(S = real | X_fake)]
func ACGANNonSaturatingG(fake Judged) *Node {
	fake.check("loss.ACGANNonSaturatingG")
	return Add(CrossEntropy(fake.Class, fake.C), NonSaturatingG(fake.Source))
}

// check wants a logit, logits of classes and a class for each image.
func (j Judged) check(caller string) {
	if j.Source == nil || j.Class == nil || j.C == nil {
		panic(fmt.Errorf("%s: got a Judged without Source, Class or C, want all three", caller))
	}
	checkScores(caller, j.Source)
	checkClasses(caller, j.Class, j.C)
	if n, m := j.Source.Shape().Dimensions[0], j.Class.Shape().Dimensions[0]; n != m {
		panic(fmt.Errorf("%s: got sources of %d images and classes of %d, want both heads of D for the same images", caller, n, m))
	}
}

// checkClasses wants logits of at least one class and a class for each image.
func checkClasses(caller string, x, c *Node) {
	if x.Rank() != 2 || !x.DType().IsFloat() || c.Rank() != 1 || !c.DType().IsInt() ||
		x.Shape().Dimensions[0] != c.Shape().Dimensions[0] {
		panic(fmt.Errorf("%s: got logits %s and classes %s, want floats [B, K] and integers [B], from 0 to K−1", caller, x.Shape(),
			c.Shape()))
	}
}
