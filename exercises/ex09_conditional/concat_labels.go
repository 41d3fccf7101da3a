package conditional

import . "github.com/gomlx/gomlx/core/graph"

// ConcatLabels tells a network the class of what it looks at: beside the values of x stand K more, 1 for its
// class and 0 for the others (Mirza and Osindero 2014, arXiv:1411.1784, section 3.2).
//
// x is noise [B, Z], which becomes [B, Z + K], or images [B, H, W, C], which become [B, H, W, C + K]: each
// class has a map there, which is the same at all pixels. y are the classes, integers [B] from 0 to K − 1. What
// x has itself comes first.
func ConcatLabels(x, y *Node, K int) *Node {
	panic(notWritten)
}
