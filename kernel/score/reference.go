package score

import (
	"context"
	"fmt"
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
	classes   []float64  // how often each occurs in the set; nil without reader
}

// Options are what a caller has a say in.
type Options struct {
	Images    int    // real ones to look at, evenly spread over the set
	Metrics   string // what will be measured, as Choose takes it: what there is not is an error before an image is looked at
	Inception string // a file with the weights of Inception-v3, to be used in place of our own nets; "": none
	Progress  func(done, of int)
}

// NewReference looks at real images of a set.
func NewReference(ctx context.Context, b compute.Backend, set data.Images, o Options) (*Reference, error) {
	if o.Images < 2 || o.Images > set.Len() {
		return nil, fmt.Errorf("%d real images of %s were asked for, which has %d; ask for 2 or more", o.Images, set.Name(), set.Len())
	}
	_, part, _ := strings.Cut(set.Name(), "/")
	r := &Reference{set: set.Name(), backend: b, stacked: data.DigitsPerImage(set) == 3}
	if err := r.open(set, o.Inception); err != nil {
		r.Close()
		return nil, err
	}
	if part == "" {
		part = "train"
	}
	r.source = r.net.Source(part)
	_, _, err := r.ChooseFor(o.Metrics, o.Images)
	if err == nil {
		err = r.look(ctx, set, o)
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
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
		err = fmt.Errorf("the images of %s are grey, and Inception-v3 looks at colours; leave its weights away, and a net of ours looks at them", set.Name())
	case r.reader != nil && !r.stacked:
		r.net = r.reader
	default:
		r.net, err = feature.Sight(r.backend, h, w, c)
	}
	return err
}

// look takes the features of the real images.
func (r *Reference) look(ctx context.Context, set data.Images, o Options) error {
	rows := 0
	for seen, err := range r.net.Each(ctx, spread{set, o.Images}, o.Images) {
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

// spread is n images of a set, at even distances.
type spread struct {
	data.Images
	n int
}

func (s spread) Len() int { return s.n }

func (s spread) At(i int, pix []uint8) (label int) {
	return s.Images.At(int(int64(i)*int64(s.Images.Len())/int64(s.n)), pix)
}

// Close frees the nets.
func (r *Reference) Close() {
	if r.reader != nil && r.reader != r.net {
		r.reader.Close()
	}
	if r.net != nil {
		r.net.Close()
	}
}
