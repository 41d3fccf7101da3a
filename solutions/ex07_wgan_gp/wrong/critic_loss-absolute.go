//go:build ignore

// The absolute value of the difference. Then a critic that has real and generated images the wrong way round is
// as good as one that is right.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func CriticLoss(r, f *Node) *Node { return Neg(Abs(Sub(ReduceMean(r, 0), ReduceMean(f, 0)))) }
