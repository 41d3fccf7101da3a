package feature

import "gophergan/ganlib/op"

// A block of Inception-v3 (Szegedy et al. 2015, arXiv:1512.00567, section 6) gives its input to
// several branches and joins what they make of it.
type block struct {
	name     string // what the names of its weights begin with
	branches []branch
}

// branch is a row of layers; what comes out goes through each of split, if there is any, and all of
// that is joined.
type branch struct{ steps, split []step }

// step is a convolution with a kernel of h×w, or a pool of 3×3 pixels.
type step struct {
	name      string // of its weights; or meanPool or maxPool
	out, h, w int
	stride    int // with 2 nothing is added around the image, so it becomes a little smaller than half
	valid     bool
}

const (
	meanPool = "mean of 3×3"
	maxPool  = "largest of 3×3"
)

// same is a convolution that keeps the size of the image.
func same(name string, out, h, w int) step { return step{name, out, h, w, 1, false} }

// half is one of 3×3 that halves it.
func half(name string, out int) step { return step{name, out, 3, 3, 2, true} }

func (s step) windows() []op.Window {
	if s.valid {
		return []op.Window{{Stride: s.stride}}
	}
	return []op.Window{op.Same(s.h), op.Same(s.w)}
}

func row(steps ...step) branch { return branch{steps: steps} }

var (
	averaged = step{name: meanPool, stride: 1}
	largest  = step{name: maxPool, stride: 1}
	halved   = step{name: maxPool, stride: 2}
)

// inceptionBlocks is the network up to its last mean. Names are those of PyTorch's file. In the
// last block the pool takes the largest, where the paper and every other Inception-v3 take the
// mean: so it is in the graph of 2015-12-05.
func inceptionBlocks() []block {
	return []block{
		{"", []branch{row(
			half("Conv2d_1a_3x3", 32), step{"Conv2d_2a_3x3", 32, 3, 3, 1, true}, same("Conv2d_2b_3x3", 64, 3, 3), halved,
			same("Conv2d_3b_1x1", 80, 1, 1), step{"Conv2d_4a_3x3", 192, 3, 3, 1, true}, halved,
		)}},
		blockA("Mixed_5b", 32), blockA("Mixed_5c", 64), blockA("Mixed_5d", 64),
		{"Mixed_6a.", []branch{
			row(half("branch3x3", 384)),
			row(same("branch3x3dbl_1", 64, 1, 1), same("branch3x3dbl_2", 96, 3, 3), half("branch3x3dbl_3", 96)),
			row(halved),
		}},
		blockC("Mixed_6b", 128), blockC("Mixed_6c", 160), blockC("Mixed_6d", 160), blockC("Mixed_6e", 192),
		{"Mixed_7a.", []branch{
			row(same("branch3x3_1", 192, 1, 1), half("branch3x3_2", 320)),
			row(same("branch7x7x3_1", 192, 1, 1), same("branch7x7x3_2", 192, 1, 7), same("branch7x7x3_3", 192, 7, 1),
				half("branch7x7x3_4", 192)),
			row(halved),
		}},
		blockE("Mixed_7b", averaged), blockE("Mixed_7c", largest),
	}
}

func blockA(name string, pooled int) block {
	return block{name + ".", []branch{
		row(same("branch1x1", 64, 1, 1)),
		row(same("branch5x5_1", 48, 1, 1), same("branch5x5_2", 64, 5, 5)),
		row(same("branch3x3dbl_1", 64, 1, 1), same("branch3x3dbl_2", 96, 3, 3), same("branch3x3dbl_3", 96, 3, 3)),
		row(averaged, same("branch_pool", pooled, 1, 1)),
	}}
}

func blockC(name string, n int) block {
	return block{name + ".", []branch{
		row(same("branch1x1", 192, 1, 1)),
		row(same("branch7x7_1", n, 1, 1), same("branch7x7_2", n, 1, 7), same("branch7x7_3", 192, 7, 1)),
		row(same("branch7x7dbl_1", n, 1, 1), same("branch7x7dbl_2", n, 7, 1), same("branch7x7dbl_3", n, 1, 7),
			same("branch7x7dbl_4", n, 7, 1), same("branch7x7dbl_5", 192, 1, 7)),
		row(averaged, same("branch_pool", 192, 1, 1)),
	}}
}

func blockE(name string, pool step) block {
	return block{name + ".", []branch{
		row(same("branch1x1", 320, 1, 1)),
		{row(same("branch3x3_1", 384, 1, 1)).steps, []step{same("branch3x3_2a", 384, 1, 3), same("branch3x3_2b", 384, 3, 1)}},
		{row(same("branch3x3dbl_1", 448, 1, 1), same("branch3x3dbl_2", 384, 3, 3)).steps,
			[]step{same("branch3x3dbl_3a", 384, 1, 3), same("branch3x3dbl_3b", 384, 3, 1)}},
		row(pool, same("branch_pool", 192, 1, 1)),
	}}
}
