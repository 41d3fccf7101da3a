package media_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
)

// kinds is one of each.
var kinds = []media.Kind{
	media.Images{Height: 2, Width: 3, Channels: 1}, media.Clips{Frames: 2, Height: 1, Width: 2, Channels: 3},
	media.Volumes{Depth: 2, Height: 2, Width: 1, Channels: 1}, media.Points{Dim: 2}, media.Class{N: 4}, media.Attributes{N: 3},
	media.Tokens{Len: 3, Vocab: 5}, media.Noise{Dim: 3}, media.Uniform{Dim: 2},
}

func call(t *testing.T, f func(*Node) *Node, x *tensors.Tensor) *tensors.Tensor {
	t.Helper()
	exec, err := NewExec1(gantest.PlainGo(t), f)
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	out, err := exec.Call(x)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// flat are the values of a tensor of any type.
func flat(t *testing.T, x *tensors.Tensor) []float64 {
	t.Helper()
	return gantest.Flat(t, call(t, func(x *Node) *Node { return ConvertDType(x, dtypes.Float64) }, x))
}

// stored are two data of a kind, of numbers that every kind can store.
func stored(t *testing.T, k media.Kind) *tensors.Tensor {
	t.Helper()
	_, shape := k.Stored()
	size := 1
	for _, n := range shape {
		size *= n
	}
	rows := make(media.Rows, 2)
	for i := range rows {
		for j := range size {
			rows[i] = append(rows[i], float32((3*i+2*j)%4))
		}
	}
	x, err := rows.Tensor(k)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// What is decoded has the shape that the kind says, and encoded again it is what was stored.
func TestThereAndBack(t *testing.T) {
	for _, k := range kinds {
		x := stored(t, k)
		dtype, shape := k.Stored()
		if x.DType() != dtype || !slices.Equal(x.Shape().Dimensions, append([]int{2}, shape...)) {
			t.Errorf("%s are stored as %s, want %s and %v", k, x.Shape(), dtype, shape)
		}
		seen := call(t, k.Decode, x)
		if err := seen.Shape().Check(dtypes.Float32, append([]int{2}, k.Shape()...)...); err != nil {
			t.Errorf("%s: %v", k, err)
		}
		back := call(t, func(x *Node) *Node { return k.Encode(k.Decode(x)) }, x)
		if !back.Shape().Equal(x.Shape()) || !slices.Equal(flat(t, back), flat(t, x)) {
			t.Errorf("%s: %v came back as %v", k, x, back)
		}
	}
}

// Bytes become [−1, 1], or [0, 1] for volumes; and what a network makes beyond that is cut off, not
// wrapped round.
func TestBytes(t *testing.T) {
	image, volume := media.Images{Height: 1, Width: 1, Channels: 1}, media.Volumes{Depth: 1, Height: 1, Width: 1, Channels: 1}
	for _, test := range []struct {
		kind  media.Kind
		value float32
		want  uint8
	}{
		{image, -1, 0}, {image, 1, 255}, {image, 0, 128}, {image, -7, 0}, {image, 7, 255}, {image, -0.6, 51}, {image, -0.6 + 0.45/127.5,
			51}, {image, -0.6 + 0.55/127.5, 52},
		{volume, 0, 0}, {volume, 1, 255}, {volume, 0.2, 51}, {volume, -1, 0}, {volume, 3, 255},
	} {
		dims := append([]int{1}, test.kind.Shape()...)
		out := call(t, test.kind.Encode, tensors.FromFlatDataAndDimensions([]float32{test.value}, dims...))
		if got := tensors.MustCopyFlatData[uint8](out)[0]; got != test.want {
			t.Errorf("%s: %g is stored as %d, want %d", test.kind, test.value, got, test.want)
		}
		back := flat(t, call(t, test.kind.Decode, out))[0]
		inside := math.Max(-1, math.Min(1, float64(test.value)))
		if test.kind == media.Kind(volume) {
			inside = math.Max(0, inside)
		}
		// half a level of 2/255, and rounding
		gantest.Near(t, fmt.Sprintf("%s: %g, stored and read again", test.kind, test.value), back, inside, 1.001/255)
	}
	floats := tensors.FromFlatDataAndDimensions([]float32{0.3}, 1, 1, 1, 1)
	gantest.Near(t, "an image that is stored in the range of the networks", flat(t, call(t, image.Decode, floats))[0], 0.3, 1e-7)
}

// A class is a 1 at its place, and of scores the largest is the class.
func TestClass(t *testing.T) {
	x, err := media.Classes(2, 0).Tensor(media.Class{N: 3})
	if err != nil {
		t.Fatal(err)
	}
	if got := flat(t, call(t, media.Class{N: 3}.Decode, x)); !slices.Equal(got, []float64{0, 0, 1, 1, 0, 0}) {
		t.Errorf("classes 2 and 0 of 3 are seen as %v", got)
	}
	scores := tensors.FromFlatDataAndDimensions([]float32{-3, -1, -2, 5, 0, 4}, 2, 3)
	if got := flat(t, call(t, media.Class{N: 3}.Encode, scores)); !slices.Equal(got, []float64{1, 0}) {
		t.Errorf("the largest scores are those of %v, want 1 and 0", got)
	}
}

// Draws depend on the seed alone, have the moments of their distribution, and the first n of more
// are the same.
func TestDraw(t *testing.T) {
	const n = 20000
	for k, want := range map[media.Kind]struct{ variance, bound float64 }{
		media.Noise{Dim: 2}: {1, math.Inf(1)}, media.Uniform{Dim: 2}: {1.0 / 3, 1},
	} {
		rows, err := media.Draw(k, 5, n)
		if err != nil || len(rows) != n {
			t.Fatal(len(rows), err)
		}
		var mean, square float64
		for _, row := range rows {
			for _, v := range row {
				mean, square = mean+float64(v)/(2*n), square+float64(v)*float64(v)/(2*n)
				if math.Abs(float64(v)) > want.bound {
					t.Fatalf("%s: %g", k, v)
				}
			}
		}
		gantest.Near(t, fmt.Sprintf("%s: mean", k), mean, 0, 5*math.Sqrt(want.variance/(2*n)))
		gantest.Near(t, fmt.Sprintf("%s: variance", k), square, want.variance, 5*math.Sqrt(2.0/(2*n)))
		few, _ := media.Draw(k, 5, 3)
		other, _ := media.Draw(k, 6, 3)
		if !reflect.DeepEqual(few, rows[:3]) || reflect.DeepEqual(few, other) {
			t.Errorf("%s: three rows of seed 5 are %v, of 20000 %v, of seed 6 %v", k, few, rows[:3], other)
		}
	}
	classes, err := media.Draw(media.Class{N: 3}, 9, 7)
	if want := media.Classes(0, 1, 2, 0, 1, 2, 0); err != nil || !reflect.DeepEqual(classes, want) {
		t.Errorf("classes are drawn as %v, %v; want each in turn", classes, err)
	}
	for _, k := range []media.Kind{media.Images{Height: 1, Width: 1, Channels: 1}, media.Tokens{Len: 1, Vocab: 2}} {
		if _, err := media.Draw(k, 1, 1); err == nil || !strings.Contains(err.Error(), "give them") {
			t.Errorf("%s were drawn: %v", k, err)
		}
	}
}

func TestRowsThatDoNotFit(t *testing.T) {
	for want, test := range map[string]struct {
		rows media.Rows
		kind media.Kind
	}{
		"number 1 has 3 values, want 2: noise of 2 values": {media.Rows{{1, 2}, {1, 2, 3}}, media.Noise{Dim: 2}},
		"number 0 is class 3; there are 3, 0 to 2":         {media.Classes(3), media.Class{N: 3}},
		"number 2 is class -1":                             {media.Classes(0, 1, -1), media.Class{N: 3}},
		"number 0 is class 0.5":                            {media.Rows{{0.5}}, media.Class{N: 3}},
	} {
		if _, err := test.rows.Tensor(test.kind); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got the error %v, want %q", err, want)
		}
	}
}

// What is missing, or of another kind, is said with both sides.
func TestCheck(t *testing.T) {
	x, y := media.Field{Name: "x", Kind: media.Points{Dim: 2}}, media.Field{Name: "y", Kind: media.Class{N: 10}}
	if err := media.Check([]media.Field{x}, []media.Field{y, x}); err != nil {
		t.Errorf("more than is needed: %v", err)
	}
	for want, have := range map[string][]media.Field{
		`classes, one of 10 are needed as "y", and there is only "x" (points of 2 dimensions)`: {x},
		`and there is nothing`:            nil,
		`and these are classes, one of 9`: {x, {Name: "y", Kind: media.Class{N: 9}}},
	} {
		if err := media.Check([]media.Field{y}, have); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got the error %v, want %q", err, want)
		}
	}
}

// Kinds are told apart by their sizes and by what they are.
func TestKindsAreComparable(t *testing.T) {
	seen := map[media.Kind]bool{media.Noise{Dim: 2}: true, media.Points{Dim: 3}: true}
	for _, k := range kinds {
		if seen[k] {
			t.Errorf("%s is another kind too", k)
		}
		seen[k] = true
	}
}
