package lab

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
)

// probed is how fast this machine trains.
type probed struct {
	device string
	choice string        // "xla:cpu", "go" …
	step   time.Duration // the median training step of lesson 03's GAN
}

// How long the probe may time steps, and how many are enough. The first step, which compiles, comes
// on top.
const (
	probeTime  = 3 * time.Second
	probeSteps = 20
)

// probe opens the device that lessons compute on and times training steps there.
func probe(ctx context.Context) (probed, error) {
	device, err := backend.Open(ctx, "", os.Stderr)
	if err != nil {
		return probed{}, err
	}
	defer device.Backend.Finalize()
	step, err := timeSteps(ctx, device.Backend)
	return probed{device.String(), device.Choice, step}, err
}

// timeSteps trains lesson 03's GAN on arbitrary pixels and returns the median of the steps after
// the first.
func timeSteps(ctx context.Context, b compute.Backend) (time.Duration, error) {
	bench, err := experiment.BenchByName("mlp")
	if err != nil {
		return 0, err
	}
	stepper, err := train.NewStepper(b, bench.Recipe, model.NewStore(), 0)
	if err != nil {
		return 0, err
	}
	defer stepper.Close()
	x, err := bench.Data(bench.Batch)
	if err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, context.Cause(ctx)
	}
	if _, err := stepper.Next(x); err != nil {
		return 0, fmt.Errorf("the first training step fails: %w", err)
	}
	var took []time.Duration
	for begin := time.Now(); len(took) < 3 || len(took) < probeSteps && time.Since(begin) < probeTime; {
		if err := ctx.Err(); err != nil {
			return 0, context.Cause(ctx)
		}
		start := time.Now()
		if _, err := stepper.Next(x); err != nil {
			return 0, err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

func (p probed) check() Check {
	if p.choice == "go" && os.Getenv(compute.ConfigEnvVar) == "" {
		return Check{"computing", Weak, p.device, setUpCommand}
	}
	return Check{Name: "computing", Health: Good, Found: p.device}
}
