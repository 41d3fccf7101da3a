package score

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/data"
	"gophergan/ganlib/feature"
	"gophergan/ganlib/metric"
)

// Reference is what real images look like, ready to hold generated ones against.
type Reference struct {
	set       string
	backend   compute.Backend
	net       *feature.Net // gives the features
	inception bool         // it is Inception-v3
	reader    *feature.Net // tells the classes; nil where no net of ours knows them
	stacked   bool         // they are triples of digits
	source    metric.Source
	features  *mat.Dense // of the real images, [N, F]
	labels    []int      // their classes; nil for a set without
	names     metric.Classes
	classes   []float64 // how often each occurs in the set; nil without reader
	condition Condition // what the G that is measured is told
	held      reading   // of real images that show what the reader can do
}

// reading is what the labels of real images say and what the reader reads.
type reading struct {
	labels, read []int
	split        string
}

// Options are what a caller has a say in.
type Options struct {
	Images    int       // real ones to look at, evenly spread over the set
	Condition Condition // what the G that is measured is told of each image
	Metrics   string    // what will be measured, as Choose takes it: what there is not is an error before an image is looked at
	Inception string    // a file with the weights of Inception-v3, to be used in place of our own nets; "": none
	Progress  func(done, of int)

	// Real are the real images themselves, uint8 [Images, h, w, c], in place of those that are spread
	// over the set; the set then says only what they show. Their classes are not known, so it goes
	// with no Condition. Nil: those of the set.
	Real []uint8

	// Test is the part of the set that is kept for testing: what a reader makes of it stands beside
	// what it makes of generated images. Nil: of the real images that are looked at.
	Test data.Images
}

// NewReference looks at real images of a set.
func NewReference(ctx context.Context, b compute.Backend, set data.Images, o Options) (*Reference, error) {
	if o.Images < 2 || o.Images > set.Len() {
		return nil, fmt.Errorf("%d real images of %s were asked for, which has %d; ask for 2 or more", o.Images, set.Name(), set.Len())
	}
	if err := o.checkReal(set); err != nil {
		return nil, err
	}
	shown := set
	if o.Real != nil {
		shown = given{set, o.Images, o.Real}
	}
	seen := spreadOver(shown, o.Images)
	r := &Reference{set: set.Name(), backend: b, stacked: data.DigitsPerImage(set) == 3, condition: o.Condition}
	if labelled, ok := data.AsLabelled(set); ok {
		r.names = labelled.ClassNames()
		if o.Real == nil {
			r.labels = seen.labels(labelled)
		}
	}
	if err := r.open(set, o.Inception); err != nil {
		r.Close()
		return nil, err
	}
	r.source = r.net.Source(part(set))
	chosen, _, err := r.ChooseFor(o.Metrics, o.Images)
	held := slices.ContainsFunc(chosen, func(m Metric) bool { return m.Name == "accuracy" }) // what real images are read as
	if err == nil {
		err = r.look(ctx, seen, o, held && o.Test == nil)
	}
	if err == nil && held && o.Test != nil {
		err = r.readTest(ctx, o)
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// checkReal wants real images that are given to be as many as are looked at, and nothing that asks
// for their classes.
func (o Options) checkReal(set data.Images) error {
	if o.Real == nil {
		return nil
	}
	h, w, c := set.Shape()
	if len(o.Real) != o.Images*h*w*c {
		return fmt.Errorf("%d bytes of real images were given, but %d images of %s are %d bytes of %d×%d×%d; give all of them, or none",
			len(o.Real), o.Images, set.Name(), o.Images*h*w*c, h, w, c)
	}
	if o.Condition.N > 0 {
		return fmt.Errorf("real images were given without their classes, so a G that is told its %s cannot be held to it; leave them "+
			"away, and those of %s are taken", o.Condition.Field, set.Name())
	}
	return nil
}

// given are n images in place of those of a set.
type given struct {
	data.Images
	n   int
	pix []uint8
}

func (g given) Len() int { return g.n }

func (g given) At(i int, pix []uint8) (label int) {
	copy(pix, g.pix[i*len(pix):(i+1)*len(pix)])
	return 0
}

// open chooses the nets.
func (r *Reference) open(set data.Images, inception string) (err error) {
	h, w, c := set.Shape()
	if digits, ok := data.AsLabelled(set); ok && data.DigitsPerImage(set) > 0 {
		if r.reader, err = feature.Digits(r.backend); err != nil {
			return err
		}
		r.classes = frequencies(digits)
	}
	switch {
	case inception != "" && c == 3:
		r.inception = true
		r.net, err = feature.Inception(r.backend, inception, h, w)
	case inception != "":
		err = fmt.Errorf("the images of %s are grey, and Inception-v3 looks at colours; leave its weights away, and a net of ours "+
			"looks at them", set.Name())
	case r.reader != nil && !r.stacked:
		r.net = r.reader
	default:
		r.net, err = feature.Sight(r.backend, h, w, c)
	}
	return err
}

// part is the part of a set that its name says: "train" or "test".
func part(set data.Images) string {
	if _, part, ok := strings.Cut(set.Name(), "/"); ok {
		return part
	}
	return "train"
}

// Of is the same reference for a G that is told something else.
func (r *Reference) Of(condition Condition) *Reference {
	other := *r
	other.condition = condition
	return &other
}

// readTest has the reader read the part that is kept for testing.
func (r *Reference) readTest(ctx context.Context, o Options) error {
	labelled, ok := data.AsLabelled(o.Test)
	if !ok || !slices.Equal(labelled.ClassNames(), r.names) {
		return fmt.Errorf("the classes of %s are not those of %s, so it does not show how well these are read", o.Test.Name(), r.set)
	}
	seen := spreadOver(o.Test, min(o.Images, o.Test.Len()))
	r.held = reading{labels: seen.labels(labelled), split: part(o.Test)}
	h, w, c := seen.Shape()
	const batch = 500
	pix := make([]uint8, batch*h*w*c)
	for from := 0; from < seen.Len(); from += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(batch, seen.Len()-from)
		for i := range n {
			seen.At(from+i, pix[i*h*w*c:(i+1)*h*w*c])
		}
		read, err := r.readPixels(pix[:n*h*w*c])
		if err != nil {
			return err
		}
		r.held.read = append(r.held.read, read...)
	}
	return nil
}

// readPixels is [Reference.read] of images that no net has looked at.
func (r *Reference) readPixels(pix []uint8) ([]int, error) {
	if r.stacked {
		return r.read(pix, nil)
	}
	return r.reader.Labels(pix)
}

// look takes the features of the real images, and has the reader read them on the way if it is
// asked to.
func (r *Reference) look(ctx context.Context, set spread, o Options, read bool) error {
	rows := 0
	if read {
		r.held = reading{labels: r.labels, split: r.source.Split}
	}
	for seen, err := range r.net.Each(ctx, set, o.Images) {
		if err != nil {
			return err
		}
		if r.features == nil {
			_, columns := seen.Features.Dims()
			r.features = mat.NewDense(o.Images, columns, nil)
		}
		n, columns := seen.Features.Dims()
		r.features.Slice(rows, rows+n, 0, columns).(*mat.Dense).Copy(seen.Features)
		rows += n
		if read {
			classes, err := r.read(seen.Pix, seen.Logits)
			if err != nil {
				return err
			}
			r.held.read = append(r.held.read, classes...)
		}
		if o.Progress != nil {
			o.Progress(seen.Done, seen.Of)
		}
	}
	return nil
}

// frequencies counts the classes of all images of the set, also those that are not looked at.
func frequencies(set data.Labelled) []float64 {
	classes := make([]float64, set.Classes())
	for i := range set.Len() {
		classes[set.Label(i)]++
	}
	return classes
}

// spread is some images of a set.
type spread struct {
	data.Images
	places []int
}

// spreadOver is n images of a set, at even distances. Where the classes come in turn, as those of
// drawn digits do, even distances would meet the same few of them again and again; each image is
// then one place further on in its distance than the one before.
func spreadOver(set data.Images, n int) spread {
	s := spread{set, make([]int, n)}
	place := func(i int) int { return int(int64(i) * int64(set.Len()) / int64(n)) }
	for i := range n {
		s.places[i] = place(i)
	}
	if labelled, ok := data.AsLabelled(set); ok && s.misses(labelled) {
		for i := range n {
			s.places[i] += i % (place(i+1) - place(i))
		}
	}
	return s
}

// misses says that some class is rare here and is not in the set.
func (s spread) misses(set data.Labelled) bool {
	here := make([]float64, set.Classes())
	for _, k := range s.labels(set) {
		here[k]++
	}
	for k, there := range frequencies(set) {
		expected := there * float64(s.Len()) / float64(set.Len())
		if expected >= 1 && here[k] < expected/2 {
			return true
		}
	}
	return false
}

// labels are the classes of the images; set is all of it.
func (s spread) labels(set data.Labelled) []int {
	labels := make([]int, s.Len())
	for i, place := range s.places {
		labels[i] = set.Label(place)
	}
	return labels
}

func (s spread) Len() int { return len(s.places) }

func (s spread) At(i int, pix []uint8) (label int) { return s.Images.At(s.places[i], pix) }

// Close frees the nets.
func (r *Reference) Close() {
	if r.reader != nil && r.reader != r.net {
		r.reader.Close()
	}
	if r.net != nil {
		r.net.Close()
	}
}

// Real are n images of a set, spread over it, as if a G had made them: what a perfect one would
// score.
func Real(ctx context.Context, set data.Images, n int) (Generated, error) {
	seen := spreadOver(set, n)
	h, w, c := seen.Shape()
	size := h * w * c
	pix := make([]uint8, n*size)
	for i := range n {
		if err := ctx.Err(); err != nil {
			return Generated{}, err
		}
		seen.At(i, pix[i*size:(i+1)*size])
	}
	return Generated{Pix: pix}, nil
}
