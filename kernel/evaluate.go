package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/spf13/cobra"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/feature"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/media"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/runs"
	"gophergan/kernel/score"
)

func evaluateCommand() *cobra.Command {
	var o evaluateOptions
	cmd := &cobra.Command{
		Use:   "evaluate <run>",
		Short: "Measure the G of a run",
		Long: `Measure the G of a run, from its newest checkpoint; <run>/best is the one that "train --watch" has kept.

Images of G are held against real ones of the set that the run was trained on. Every number comes with the card that says how
it was measured; compare only what has the same card. What can be measured:

` + metricList() + `  ppl        perceptual path length: how much the image changes where z, or the style w of a StyleGAN2, moves steadily`,
		Args: oneRun("measure"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), args[0], cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.metrics, "metrics", "", "which, with commas: frechet,kid (default all that the images allow)")
	f.IntVarP(&o.images, "number", "n", 10_000, "how many images of G, and how many real ones, if there are as many")
	f.IntVar(&o.paths, "paths", 10_000, "how many paths to walk")
	f.StringVar(&o.distance, "distance", "sight", "what sees how far apart two images of a path are: sight, our net, or filters, which needs none")
	f.StringVar(&o.inception, "inception", "", "a file with the weights of Inception-v3, pt_inception-2015-12-05-6726825d.pth: measures the FID of the literature")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the noise and of the paths")
	f.StringVar(&o.data, "data", "", "where the data lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	f.BoolVar(&o.json, "json", false, "print one JSON line for each result")
	return cmd
}

// metricList describes the metrics of images, for -h.
func metricList() string {
	var b strings.Builder
	for _, m := range score.All() {
		fmt.Fprintf(&b, "  %-10s %s\n", m.Name, m.Summary)
	}
	return b.String()
}

type evaluateOptions struct {
	metrics, distance, inception string
	images, paths                int
	seed                         uint64
	data, backend                string
	json                         bool
}

// pathLength is what --metrics calls the one that looks at G, and not at its images.
const pathLength = "ppl"

func (o evaluateOptions) run(ctx context.Context, dir string, out, progress io.Writer) error {
	run, err := runs.Open(dir, o.backend)
	if err != nil {
		return err
	}
	distance, err := o.chosenDistance()
	if err != nil {
		return err
	}
	if note := runs.NoEffect(o.data, run.Info.Data); note != "" {
		fmt.Fprintln(progress, note)
	}
	ofImages, ofPaths := o.split()
	words := "stopped; nothing was measured"
	if ofImages != nil {
		results, err := interrupt.Promptly(ctx, words, func() ([]metric.Result, error) {
			return o.ofImages(ctx, run, strings.Join(ofImages, ","), interrupt.QuietAfter(ctx, progress))
		})
		if err != nil {
			return err
		}
		for _, r := range results {
			if err := o.print(out, r); err != nil {
				return err
			}
		}
		words = "stopped; what stands above was measured, the path length was not"
	}
	if ofPaths {
		results, err := interrupt.Promptly(ctx, words, func() ([]metric.Result, error) {
			return o.ofPaths(ctx, run, distance, interrupt.QuietAfter(ctx, progress))
		})
		if err != nil {
			return err
		}
		for _, r := range results {
			if err := o.print(out, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// split takes the path length out of the list of metrics. No names are all of them.
func (o evaluateOptions) split() (ofImages []string, ofPaths bool) {
	if o.metrics == "" {
		return []string{""}, true
	}
	for name := range strings.SplitSeq(o.metrics, ",") {
		if strings.TrimSpace(name) == pathLength {
			ofPaths = true
		} else {
			ofImages = append(ofImages, name)
		}
	}
	return ofImages, ofPaths
}

func (o evaluateOptions) chosenDistance() (metric.Distance, error) {
	switch o.distance {
	case "sight":
		return feature.SightDistance(), nil
	case "filters":
		return metric.FilterBank(), nil
	}
	return metric.Distance{}, fmt.Errorf("--distance is %q; choose sight or filters", o.distance)
}

// ofImages measures by the images that G makes.
func (o evaluateOptions) ofImages(ctx context.Context, run runs.Run, metrics string, progress io.Writer) ([]metric.Result, error) {
	if o.images < 2 {
		return nil, fmt.Errorf("-n is %d; ask for at least 2 images", o.images)
	}
	set, err := runs.Data(ctx, run.Info, o.data, progress)
	if err != nil {
		return nil, err
	}
	gen, err := run.Generator(progress) // what is wrong with the run is said before the real images are looked at
	if err != nil {
		return nil, err
	}
	defer gen.Close()
	real := runs.NewProgress(progress, "real images")
	reference, err := score.NewReference(ctx, run.Device.Backend, set, score.Options{
		Images: min(o.images, set.Len()), Metrics: metrics, Inception: o.inception, Progress: real.Tick,
	})
	if err != nil {
		return nil, err
	}
	defer reference.Close()
	chosen, left, err := reference.ChooseFor(metrics, min(o.images, set.Len()))
	if err != nil {
		return nil, err
	}
	if left != "" {
		fmt.Fprintln(progress, left)
	}
	pix, err := runs.Images(ctx, gen, o.seed, o.images, runs.NewProgress(progress, "images of G"))
	if err != nil {
		return nil, err
	}
	return reference.Measure(pix, chosen)
}

// ofPaths measures how smoothly images follow the input of G.
func (o evaluateOptions) ofPaths(ctx context.Context, run runs.Run, distance metric.Distance, progress io.Writer) (results []metric.Result, err error) {
	weights, err := train.OpenWeights(run.Dir)
	if err != nil {
		return nil, err
	}
	runs.PrintNotes(progress, weights.Notes)
	lengths, err := o.pathLengths(run.Recipe)
	if err != nil {
		return nil, err
	}
	for _, ppl := range lengths {
		ppl.Distance = distance
		exec, err := model.NewExec(run.Device.Backend, weights.Store, func(s *model.Scope, in []*Node) *Node {
			return ppl.Graph(generatorOf(run.Recipe, weights.Root(s)), in)
		})
		if err != nil {
			return nil, err
		}
		batches := (ppl.Paths+ppl.Batch-1)/ppl.Batch + 2 // two more to see whether the image stands still
		result, err := ppl.Measure(ticking(ctx, exec.Call, batches, runs.NewProgress(progress, "path length, "+string(ppl.Path))))
		exec.Finalize()
		if err != nil {
			return nil, err
		}
		results = append(results, result)
	}
	return results, nil
}

// pathLengths are those that the recipe has: through z, and where there is a mapping network
// through w.
func (o evaluateOptions) pathLengths(r train.Recipe) ([]metric.PPL, error) {
	from := r.Samplers()[0].From
	if _, isNoise := from[0].Kind.(media.Noise); !isNoise || len(from) > 1 {
		return nil, fmt.Errorf("%s makes images of %v, and a path length is for a G that takes noise alone; leave %s out of --metrics", r.Name(), from, pathLength)
	}
	z := metric.PaperPPL(r.Samplers()[0].Z())
	z.Paths, z.Seed, z.Path = o.paths, o.seed, metric.GreatCircle
	if n, ok := r.(edit.Network); !ok || !n.Mapped() {
		return []metric.PPL{z}, nil
	}
	w := z
	w.Path = metric.StraightLine
	return []metric.PPL{z, w}, nil
}

// generatorOf is G of the recipe in the two parts that a path length asks for; s is the scope above
// G.
func generatorOf(r train.Recipe, s *model.Scope) metric.Generator {
	n, ok := r.(edit.Network)
	if !ok {
		return metric.Generator{Draw: func(z *Node) *Node { return r.Samplers()[0].FromZ(s, z) }}
	}
	return metric.Generator{
		Map:  func(z *Node) *Node { return n.Map(s.At("G"), z) },
		Draw: func(w *Node) *Node { return n.Synthesis(s.At("G"), n.Broadcast(w), layer.FixedNoise) },
	}
}

// ticking is call, and says how far it is. A done ctx ends it.
func ticking(ctx context.Context, call metric.Call, calls int, t *runs.Progress) metric.Call {
	done := 0
	return func(args ...any) ([]*tensors.Tensor, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		outs, err := call(args...)
		done++
		t.Tick(done, calls)
		return outs, err
	}
}

func (o evaluateOptions) print(w io.Writer, r metric.Result) error {
	if o.json {
		return json.NewEncoder(w).Encode(r)
	}
	_, err := fmt.Fprintln(w, r)
	return err
}
