package score

import (
	"context"

	"github.com/gomlx/compute"

	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
)

// Measure holds as many images of a G against as many real ones of a set as o says, for those who
// measure once. What the G is told is found out.
func Measure(ctx context.Context, b compute.Backend, gen *train.Generator, set data.Images, o Options) (Report, error) {
	o.Condition = ConditionOf(gen.From(), set)
	r, err := NewReference(ctx, b, set, o)
	if err != nil {
		return Report{}, err
	}
	defer r.Close()
	chosen, _, err := r.ChooseFor(o.Metrics, o.Images)
	if err != nil {
		return Report{}, err
	}
	in, err := gen.Draw(1, o.Images)
	if err != nil {
		return Report{}, err
	}
	pix, err := gen.Make(in)
	if err != nil {
		return Report{}, err
	}
	return r.Measure(o.Condition.Images(pix, in), chosen)
}
