package feature

import (
	"context"
	"fmt"
	"iter"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/data"
	"gophergan/ganlib/metric"
)

// Net is a network that looks at images of one size and says what it sees, in numbers. It compiles
// one graph, for batches of one size, when it is first asked; a last batch that is not full is
// filled up. One goroutine at a time may ask it.
type Net struct {
	identity
	h, w, c int // of the images
	batch   int // images in a call of the graph
	look    func(get weights, x *Node) (features, logits *Node)
	store   *model.Store
	exec    *model.Exec
}

// identity is what a card says of a network.
type identity struct{ name, hash, resize string }

// newNet is a network with the given weights. look takes bytes [B, h, w, c] to features [B, F] and
// logits [B, K]; these may be nil.
func newNet(b compute.Backend, n Net, tensors map[string]array) (*Net, error) {
	if n.h < 1 || n.w < 1 || n.c < 1 || n.batch < 1 {
		return nil, fmt.Errorf("feature: %s cannot look at images of %d×%d×%d, %d at a time; every number should be at least 1",
			n.name, n.h, n.w, n.c, n.batch)
	}
	n.store = model.NewStore()
	exec, err := model.NewExec(b, n.store, func(s *model.Scope, x *Node) []*Node {
		features, logits := n.look(stored(n.name, s, x.Graph(), tensors), x)
		if logits == nil {
			return []*Node{features}
		}
		return []*Node{features, logits}
	})
	n.exec = exec
	return &n, err
}

// Close frees the compiled graph and the weights.
func (n *Net) Close() {
	n.exec.Finalize()
	n.store.Finalize()
}

// Name and Hash tell networks apart. The hash is that of the file of weights, the first 12 hex
// digits of its sha256.
func (n *Net) Name() string { return n.name }

// Hash is the hash of [Net.Name].
func (n *Net) Hash() string { return n.hash }

// Shape is the size of the images that it looks at.
func (n *Net) Shape() (h, w, c int) { return n.h, n.w, n.c }

// Source is what the cards of metrics say of features from this net. split is that of the real
// images, "train" or "test".
func (n *Net) Source(split string) metric.Source {
	return metric.Source{Net: n.name, Hash: n.hash, Resize: n.resize, Split: split}
}

// Features looks at images, uint8 [N, h, w, c], and returns their features [N, F].
func (n *Net) Features(pix []uint8) (*mat.Dense, error) {
	features, _, err := n.Look(pix)
	return features, err
}

// Logits looks at images and returns a logit for each class, [N, K].
func (n *Net) Logits(pix []uint8) (*mat.Dense, error) {
	_, logits, err := n.Look(pix)
	if err == nil && logits == nil {
		return nil, fmt.Errorf("feature: %s knows no classes, so it has no logits; digits does, for one", n.name)
	}
	return logits, err
}

// Labels looks at images and returns for each the class with the largest logit.
func (n *Net) Labels(pix []uint8) ([]int, error) {
	logits, err := n.Logits(pix)
	if err != nil {
		return nil, err
	}
	return Largest(logits), nil
}

// Largest is the class with the largest logit in each row.
func Largest(logits *mat.Dense) []int {
	count, _ := logits.Dims()
	classes := make([]int, count)
	for i := range classes {
		classes[i] = floats.MaxIdx(logits.RawRowView(i))
	}
	return classes
}

// Look returns features [N, F] and logits [N, K] of images, uint8 [N, h, w, c]. logits is nil for a
// net without classes.
func (n *Net) Look(pix []uint8) (features, logits *mat.Dense, err error) {
	size := n.h * n.w * n.c
	if len(pix) == 0 || len(pix)%size != 0 {
		return nil, nil, fmt.Errorf("feature: %d bytes are no whole number of images of %d×%d×%d, which %s looks at here",
			len(pix), n.h, n.w, n.c, n.name)
	}
	var all [2][]float32
	count := len(pix) / size
	for from := 0; from < count; from += n.batch {
		here := min(n.batch, count-from)
		outs, err := n.call(pix[from*size : (from+here)*size])
		if err != nil {
			return nil, nil, err
		}
		for i, out := range outs {
			all[i] = append(all[i], out[:len(out)/n.batch*here]...)
		}
	}
	if features, err = metric.Features(all[0], len(all[0])/count); err != nil || all[1] == nil {
		return features, nil, err
	}
	logits, err = metric.Features(all[1], len(all[1])/count)
	return features, logits, err
}

// call looks at no more images than a batch has. Where there are fewer, the rest is black, and its
// rows mean nothing.
func (n *Net) call(pix []uint8) (rows [][]float32, err error) {
	full := make([]uint8, n.batch*n.h*n.w*n.c)
	copy(full, pix)
	outs, err := n.exec.Call(tensors.FromFlatDataAndDimensions(full, n.batch, n.h, n.w, n.c))
	if err != nil {
		return nil, err
	}
	for _, out := range outs {
		rows = append(rows, tensors.MustCopyFlatData[float32](out))
		out.MustFinalizeAll()
	}
	return rows, nil
}

// Seen is what a net says of some images of a set.
type Seen struct {
	Done, Of         int        // images looked at so far, and in all
	Pix              []uint8    // the new ones, [N, h, w, c]
	Features, Logits *mat.Dense // of these; Logits is nil for a net without classes
}

// Each looks at the first count images of a set, batch after batch, so that no more of them are in
// memory. It ends with an error if something goes wrong or ctx is done.
func (n *Net) Each(ctx context.Context, set data.Images, count int) iter.Seq2[Seen, error] {
	return func(yield func(Seen, error) bool) {
		seen := Seen{Of: count}
		if err := n.accepts(set, count); err != nil {
			yield(seen, err)
			return
		}
		size := n.h * n.w * n.c
		for seen.Done < count {
			if ctx.Err() != nil {
				yield(seen, fmt.Errorf("feature: stopped after %d of %d images: %w", seen.Done, count, ctx.Err()))
				return
			}
			seen.Pix = make([]uint8, min(n.batch, count-seen.Done)*size)
			for at := 0; at < len(seen.Pix); at += size {
				set.At(seen.Done+at/size, seen.Pix[at:at+size])
			}
			var err error
			seen.Features, seen.Logits, err = n.Look(seen.Pix)
			if err == nil {
				seen.Done += len(seen.Pix) / size
			}
			if !yield(seen, err) || err != nil {
				return
			}
		}
	}
}

func (n *Net) accepts(set data.Images, count int) error {
	if h, w, c := set.Shape(); h != n.h || w != n.w || c != n.c {
		return fmt.Errorf("feature: %s has images of %d×%d×%d, and this net was opened for %d×%d×%d; open it for that size, if "+
			"it takes it",
			set.Name(), h, w, c, n.h, n.w, n.c)
	}
	if count < 1 || count > set.Len() {
		return fmt.Errorf("feature: %d images of %s were asked for, which has %d; ask for 1 or more", count, set.Name(), set.Len())
	}
	return nil
}

// stored hands out the weights of a file as variables, so that they are copied to the device once.
func stored(net string, s *model.Scope, g *Graph, file map[string]array) weights {
	return func(name string, dims ...int) *Node {
		a := find(net, file, name, dims)
		value := tensors.FromFlatDataAndDimensions(a.values, a.dims...)
		return s.Store().VariableWithValue("/"+name, value).SetTrainable(false).NodeValue(g)
	}
}
