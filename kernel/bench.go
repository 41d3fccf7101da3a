package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/dcgan"
	"gophergan/ganlib/zoo/gan"
	"gophergan/ganlib/zoo/wgangp"
)

// A bench times one training step of a model on random images.
type bench struct {
	name, summary string
	batch         int
	recipe        train.Recipe
	h, w, c       int
}

var benches = []bench{
	{"mlp", "the MNIST GAN of lesson 03", 128, gan.Paper(), 28, 28, 1},
	{"dcgan", "DCGAN on 64×64 images", 64, dcgan.Paper(), 64, 64, 3},
	{"wgangp", "WGAN-GP on 64×64 images, one step of the critic for one of G", 64, oneCritic(), 64, 64, 3},
}

// oneCritic is the paper's WGAN-GP with as many steps of the critic as of G, and the noise that DCGAN gets.
func oneCritic() wgangp.WGANGP {
	r := wgangp.Paper()
	r.NCritic, r.Z = 1, 100
	return r
}

func benchCommand() *cobra.Command {
	var o benchOptions
	var list strings.Builder
	for _, b := range benches {
		fmt.Fprintf(&list, "  %-8s %s, batch %d\n", b.name, b.summary, b.batch)
	}
	cmd := &cobra.Command{
		Use:   "bench <name>",
		Short: "Time one training step",
		Long:  "Time one training step, D and G updated once, of:\n\n" + list.String(),
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			i := slices.IndexFunc(benches, func(b bench) bool { return b.name == args[0] })
			if i < 0 {
				return fmt.Errorf("there is no benchmark %q; choose one of:\n%s", args[0], list.String())
			}
			return o.run(benches[i], cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.batch, "batch", 0, "images in a batch (default: the benchmark's)")
	f.IntVar(&o.steps, "steps", 100, "steps that are timed, after five that are not")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	f.BoolVar(&o.json, "json", false, "print one JSON line")
	return cmd
}

type benchOptions struct {
	batch, steps int
	backend      string
	json         bool
}

// benchResult is what a benchmark found; its JSON is read by scripts.
type benchResult struct {
	Model     string  `json:"model"`
	Backend   string  `json:"backend"`
	Batch     int     `json:"batch"`
	MsPerStep float64 `json:"ms_per_step"` // the median
	MsMin     float64 `json:"ms_min"`
	MsMax     float64 `json:"ms_max"`
	CompileS  float64 `json:"compile_s"` // the first step
}

func (o benchOptions) run(b bench, w io.Writer) error {
	if o.batch > 0 {
		b.batch = o.batch
	}
	if o.steps < 1 {
		return fmt.Errorf("--steps is %d; time at least one", o.steps)
	}
	device, err := backend.New(o.backend)
	if err != nil {
		return err
	}
	r, err := b.time(device, o.steps)
	if err != nil {
		return err
	}
	if o.json {
		return json.NewEncoder(w).Encode(r)
	}
	_, err = fmt.Fprintf(w, "%s on %s, batch %d: %.1f ms a step (median of %d; %.1f to %.1f), first step %.1f s\n",
		r.Model, device, r.Batch, r.MsPerStep, o.steps, r.MsMin, r.MsMax, r.CompileS)
	return err
}

// time runs the step as the loop does: a batch of bytes goes in, what the step measures comes out.
func (b bench) time(d *backend.Device, steps int) (benchResult, error) {
	const warmUp = 5
	step, err := train.NewStepper(d.Backend, b.recipe, model.NewStore(), 0)
	if err != nil {
		return benchResult{}, err
	}
	defer step.Close()
	pix := make([]uint8, b.batch*b.h*b.w*b.c)
	for i := range pix {
		pix[i] = uint8(i * 2654435761 >> 13)
	}
	x := tensors.FromFlatDataAndDimensions(pix, b.batch, b.h, b.w, b.c)
	var ms []float64
	var first time.Duration
	for i := range 1 + warmUp + steps {
		start := time.Now()
		if _, err := step.Next(x); err != nil {
			return benchResult{}, err
		}
		switch took := time.Since(start); {
		case i == 0:
			first = took
		case i > warmUp:
			ms = append(ms, took.Seconds()*1e3)
		}
	}
	slices.Sort(ms)
	return benchResult{
		Model: b.name, Backend: d.Choice, Batch: b.batch,
		MsPerStep: ms[len(ms)/2], MsMin: ms[0], MsMax: ms[len(ms)-1], CompileS: first.Seconds(),
	}, nil
}
