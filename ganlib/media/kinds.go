package media

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// Images are stored as bytes, 0…255, and computed with in [−1, 1]; both are [B, Height, Width,
// Channels]. A source may store them as float32 instead, in the range of the networks: such values
// are taken as they are.
type Images struct{ Height, Width, Channels int }

func (k Images) Shape() []int { return []int{k.Height, k.Width, k.Channels} }

func (k Images) Stored() (dtypes.DType, []int) { return dtypes.Uint8, k.Shape() }

func (k Images) Decode(stored *Node) *Node { return fromBytes(stored) }

func (k Images) Encode(x *Node) *Node { return toBytes(x) }

func (k Images) String() string {
	return fmt.Sprintf("images of %d×%d×%d", k.Height, k.Width, k.Channels)
}

// Clips are films of Frames images each, [B, Frames, Height, Width, Channels], stored and computed
// with as Images are.
type Clips struct{ Frames, Height, Width, Channels int }

func (k Clips) Shape() []int { return []int{k.Frames, k.Height, k.Width, k.Channels} }

func (k Clips) Stored() (dtypes.DType, []int) { return dtypes.Uint8, k.Shape() }

func (k Clips) Decode(stored *Node) *Node { return fromBytes(stored) }

func (k Clips) Encode(x *Node) *Node { return toBytes(x) }

func (k Clips) String() string {
	return fmt.Sprintf("clips of %d frames of %d×%d×%d", k.Frames, k.Height, k.Width, k.Channels)
}

// Volumes say of each cell of a box how much of it is filled, [B, Depth, Height, Width, Channels]:
// stored as bytes, 255 for all of it, and computed with in [0, 1], the probability that the cell is
// filled.
type Volumes struct{ Depth, Height, Width, Channels int }

func (k Volumes) Shape() []int { return []int{k.Depth, k.Height, k.Width, k.Channels} }

func (k Volumes) Stored() (dtypes.DType, []int) { return dtypes.Uint8, k.Shape() }

func (k Volumes) Decode(stored *Node) *Node {
	return DivScalar(ConvertDType(stored, dtypes.Float32), 255)
}

func (k Volumes) Encode(x *Node) *Node { return roundToBytes(MulScalar(x, 255)) }

func (k Volumes) String() string {
	return fmt.Sprintf("volumes of %d×%d×%d×%d", k.Depth, k.Height, k.Width, k.Channels)
}

// Points are places of a space of Dim dimensions, float32 [B, Dim], without bounds.
type Points struct{ Dim int }

func (k Points) Shape() []int { return []int{k.Dim} }

func (k Points) Stored() (dtypes.DType, []int) { return dtypes.Float32, k.Shape() }

func (k Points) Decode(stored *Node) *Node { return stored }

func (k Points) Encode(x *Node) *Node { return ConvertDType(x, dtypes.Float32) }

func (k Points) String() string { return fmt.Sprintf("points of %d dimensions", k.Dim) }

// Class is one of N, stored as its number, int32 [B], and computed with as a vector that has a 1 at
// that place and 0 elsewhere, [B, N]. So an embedding is a product, which has a gradient on every
// device.
type Class struct{ N int }

func (k Class) Shape() []int { return []int{k.N} }

func (k Class) Stored() (dtypes.DType, []int) { return dtypes.Int32, nil }

func (k Class) Decode(stored *Node) *Node { return OneHot(stored, k.N, dtypes.Float32) }

func (k Class) Encode(x *Node) *Node { return ArgMax(x, -1, dtypes.Int32) }

func (k Class) String() string { return fmt.Sprintf("classes, one of %d", k.N) }

// Attributes are N numbers that describe a datum, float32 [B, N]; each lies in [0, 1] and is 0 or 1
// where it says whether something is there.
type Attributes struct{ N int }

func (k Attributes) Shape() []int { return []int{k.N} }

func (k Attributes) Stored() (dtypes.DType, []int) { return dtypes.Float32, k.Shape() }

func (k Attributes) Decode(stored *Node) *Node { return stored }

func (k Attributes) Encode(x *Node) *Node { return ConvertDType(x, dtypes.Float32) }

func (k Attributes) String() string { return fmt.Sprintf("%d attributes", k.N) }

// Tokens are words of a vocabulary of Vocab words, Len in a row: stored as their numbers, int32 [B,
// Len], and computed with as rows that have a 1 at the word and 0 elsewhere, [B, Len, Vocab].
type Tokens struct{ Len, Vocab int }

func (k Tokens) Shape() []int { return []int{k.Len, k.Vocab} }

func (k Tokens) Stored() (dtypes.DType, []int) { return dtypes.Int32, []int{k.Len} }

func (k Tokens) Decode(stored *Node) *Node { return OneHot(stored, k.Vocab, dtypes.Float32) }

func (k Tokens) Encode(x *Node) *Node { return ArgMax(x, -1, dtypes.Int32) }

func (k Tokens) String() string {
	return fmt.Sprintf("%d tokens of a vocabulary of %d", k.Len, k.Vocab)
}

// Noise is Dim values from N(0, 1), float32 [B, Dim]: what G starts from.
type Noise struct{ Dim int }

func (k Noise) Shape() []int { return []int{k.Dim} }

func (k Noise) Stored() (dtypes.DType, []int) { return dtypes.Float32, k.Shape() }

func (k Noise) Decode(stored *Node) *Node { return stored }

func (k Noise) Encode(x *Node) *Node { return ConvertDType(x, dtypes.Float32) }

func (k Noise) String() string { return fmt.Sprintf("noise of %d values", k.Dim) }

// Uniform is Dim values from U[−1, 1], float32 [B, Dim]: continuous codes, or the noise of a G that
// is fed so.
type Uniform struct{ Dim int }

func (k Uniform) Shape() []int { return []int{k.Dim} }

func (k Uniform) Stored() (dtypes.DType, []int) { return dtypes.Float32, k.Shape() }

func (k Uniform) Decode(stored *Node) *Node { return stored }

func (k Uniform) Encode(x *Node) *Node { return ConvertDType(x, dtypes.Float32) }

func (k Uniform) String() string { return fmt.Sprintf("%d uniform values", k.Dim) }

// fromBytes maps bytes to [−1, 1], and leaves other values alone.
func fromBytes(stored *Node) *Node {
	if stored.DType().IsFloat() {
		return stored
	}
	return op.FromBytes(stored)
}

// toBytes maps values in [−1, 1] to 0…255, rounded; values outside are cut off.
func toBytes(x *Node) *Node { return roundToBytes(MulScalar(AddScalar(x, 1), 127.5)) }

// roundToBytes clips first: what a device makes of a value that a byte cannot hold depends on the
// device.
func roundToBytes(x *Node) *Node { return ConvertDType(Round(ClipScalar(x, 0, 255)), dtypes.Uint8) }
