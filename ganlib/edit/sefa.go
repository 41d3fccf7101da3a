package edit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
)

// Factorize finds n directions that change an image most, without looking at one: SeFa (Shen and
// Zhou 2020, arXiv:2007.06600, section 3.2). A step d in w changes the styles A_i·w + b_i of the
// layers by A_i·d, and
//
//	Σ_i ‖A_i·d‖² = dᵀ(Σ_i A_iᵀA_i)d
//
// is largest, among all d of length 1, for the eigenvectors with the largest eigenvalues. The sum
// goes over the affine maps that read the styles of the given layers. The directions have no names:
// draw a strip of each and see. d and −d are the same to it.
func (e *Editor) Factorize(n int, in Layers) ([]Direction, []float64, error) {
	affine, err := e.affine(in)
	if err != nil {
		return nil, nil, err
	}
	w := e.network.Style()
	if n < 1 || n > w || len(affine) == 0 {
		return nil, nil, fmt.Errorf("edit: got n %d and layers %d to %d; want 1 to %d directions, and layers between 0 and %d", n,
			in.From, in.To, w, e.network.Layers())
	}
	sum := mat.NewSymDense(w, nil)
	for _, A := range affine { // kept as Aᵀ, [W, channels]
		var AA mat.SymDense
		AA.SymOuterK(1, A)
		sum.AddSym(sum, &AA)
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(sum, true) {
		return nil, nil, fmt.Errorf("edit: the weights have no eigenvectors; are there values that are not finite?")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil) // in rising order
	var directions []Direction
	var strengths []float64
	for i := w - 1; i >= w-n; i-- {
		directions = append(directions, mat.Col(nil, i, &vectors))
		strengths = append(strengths, values[i])
	}
	return directions, strengths, nil
}

// styleWeights is how the path of the weights of an affine map ends; see layer.Modulated.
const styleWeights = "/style/W"

// affine are the weights, [W, channels], of all affine maps that read the style of one of the
// layers.
func (e *Editor) affine(in Layers) ([]*mat.Dense, error) {
	readers, err := e.readers()
	if err != nil {
		return nil, err
	}
	var all []*mat.Dense
	for _, path := range slices.Sorted(maps.Keys(readers)) {
		for _, l := range readers[path] {
			if l >= in.From && l < in.To {
				A, err := e.matrix(path)
				if err != nil {
					return nil, err
				}
				all = append(all, A)
			}
		}
	}
	return all, nil
}

func (e *Editor) matrix(path string) (*mat.Dense, error) {
	value, err := e.weights.Store.GetVariable(path).Value()
	if err != nil {
		return nil, err
	}
	var flat []float64
	for _, v := range tensors.MustCopyFlatData[float32](value) {
		flat = append(flat, float64(v))
	}
	d := value.Shape().Dimensions
	return mat.NewDense(d[0], d[1], flat), nil
}

// readers says for each affine map which layer's style it reads. That is asked of the network: the
// gradient of an image by the weights of a map Aw + b is an outer product with w, and so it is 0
// if, and only if, the w that the map reads is 0.
func (e *Editor) readers() (map[string][]int, error) {
	if e.styleReaders != nil {
		return e.styleReaders, nil
	}
	var paths []string
	exec, err := model.NewExec1(e.backend, e.weights.Store, func(s *model.Scope, w *Node) *Node {
		g := e.scope(s)
		x := e.network.Synthesis(g, w, layer.NoNoise)
		paths = paths[:0]
		var weights, sizes []*Node
		for v := range g.IterVariables() {
			if strings.HasSuffix(v.Path(), styleWeights) && v.InUseByGraph(w.Graph()) {
				paths, weights = append(paths, v.Path()), append(weights, v.NodeValue(w.Graph()))
			}
		}
		if len(weights) == 0 {
			panic(fmt.Errorf("edit: no weights below %q end in %s; a network whose styles go through layer.Modulated has them", g.Scope(),
				styleWeights))
		}
		for _, grad := range Gradient(ReduceAllSum(Square(x)), weights...) {
			sizes = append(sizes, op.Largest(Abs(grad)))
		}
		return Stack(sizes, 0)
	})
	if err != nil {
		return nil, err
	}
	defer exec.Finalize()
	layers, width := e.network.Layers(), e.network.Style()
	readers := map[string][]int{}
	for l := range layers {
		w := make([]float32, layers*width)
		copy(w[l*width:], e.average)
		out, err := exec.Call(tensors.FromFlatDataAndDimensions(w, 1, layers, width))
		if err != nil {
			return nil, err
		}
		for i, size := range tensors.MustCopyFlatData[float32](out) {
			if size != 0 {
				readers[paths[i]] = append(readers[paths[i]], l)
			}
		}
	}
	e.styleReaders = readers
	return readers, nil
}
