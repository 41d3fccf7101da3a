package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/spf13/cobra"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/stylegan2"
)

func evaluateCommand() *cobra.Command {
	var o evaluateOptions
	cmd := &cobra.Command{
		Use:   "evaluate <run>",
		Short: "Measure the G of a run",
		Long: `Measure the G of a run, from its newest checkpoint.

What is measured is the perceptual path length: how much the image changes where z, or the style w of a StyleGAN2, moves
steadily. Every number comes with the card that says how it was measured; compare only what has the same card.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), args[0], cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.paths, "paths", 10_000, "how many paths to walk")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the paths")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	f.BoolVar(&o.json, "json", false, "print one JSON line for each result")
	return cmd
}

type evaluateOptions struct {
	paths   int
	seed    uint64
	backend string
	json    bool
}

func (o evaluateOptions) run(ctx context.Context, dir string, out, progress io.Writer) error {
	recipe, device, err := openRun(dir, o.backend)
	if err != nil {
		return err
	}
	weights, err := train.OpenWeights(dir)
	if err != nil {
		return err
	}
	for _, ppl := range o.pathLengths(recipe) {
		exec, err := model.NewExec(device.Backend, weights.Store, func(s *model.Scope, in []*Node) *Node {
			return ppl.Graph(generatorOf(recipe, weights.Root(s)), in)
		})
		if err != nil {
			return err
		}
		batches := (ppl.Paths+ppl.Batch-1)/ppl.Batch + 2 // two more to see whether the image stands still
		result, err := ppl.Measure(o.told(ctx, exec.Call, string(ppl.Path), batches, progress))
		exec.Finalize()
		if err != nil {
			return err
		}
		if err := o.print(out, result); err != nil {
			return err
		}
	}
	return nil
}

// pathLengths are those that the recipe has: through z, and where there is a mapping network through w.
func (o evaluateOptions) pathLengths(r train.Recipe) []metric.PPL {
	z := metric.PaperPPL(r.Latent())
	z.Paths, z.Seed, z.Path = o.paths, o.seed, metric.GreatCircle
	style, ok := r.(stylegan2.StyleGAN2)
	if !ok || style.Mapping == 0 {
		return []metric.PPL{z}
	}
	w := z
	w.Path = metric.StraightLine
	return []metric.PPL{z, w}
}

// generatorOf is G of the recipe in the two parts that a path length asks for; s is the scope above G.
func generatorOf(r train.Recipe, s *model.Scope) metric.Generator {
	style, ok := r.(stylegan2.StyleGAN2)
	if !ok {
		return metric.Generator{Draw: func(z *Node) *Node { return r.Sample(s, z) }}
	}
	return metric.Generator{
		Map:  func(z *Node) *Node { return style.Map(s.At("G"), z) },
		Draw: func(w *Node) *Node { return style.Synthesis(s.At("G"), style.Broadcast(w), layer.FixedNoise) },
	}
}

// told is call, and says after every tenth of the calls how long the rest will take. A done ctx ends it.
func (o evaluateOptions) told(ctx context.Context, call metric.Call, what string, calls int, w io.Writer) metric.Call {
	done, start := 0, time.Now()
	return func(args ...any) ([]*tensors.Tensor, error) {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("stopped after %d of %d batches, nothing was measured: %w", done, calls, err)
		}
		outs, err := call(args...)
		done++
		if done == 1 {
			start = time.Now() // the first call compiled
		} else if done%max(1, calls/10) == 0 && done < calls {
			left := time.Since(start) / time.Duration(done-1) * time.Duration(calls-done)
			fmt.Fprintf(w, "path length, %s: %d %%, %v left\n", what, 100*done/calls, left.Round(time.Second))
		}
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
