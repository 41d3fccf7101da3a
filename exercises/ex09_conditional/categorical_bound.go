package conditional

import . "github.com/gomlx/gomlx/core/graph"

// CategoricalBound is InfoGAN's lower bound of what the image x = G(z, c) tells about a code c that takes each
// of K values equally often (Chen et al. 2016, arXiv:1606.03657, Eq. 5):
//
//	L_I = E[log Q(c|x)] + H(c)   with   H(c) = log K
//
// logits are what the network Q says of the codes, [B, K], of which a softmax makes Q(·|x). c are the codes that
// made the images, integers [B] from 0 to K − 1. The result is a scalar. It is no loss: G and Q want it large.
func CategoricalBound(logits, c *Node) *Node {
	panic(notWritten)
}
