package main

import (
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
)

func sampleCommand() *cobra.Command {
	var o sampleOptions
	cmd := &cobra.Command{
		Use:   "sample <run>",
		Short: "Make images with the G of a run",
		Long: `Make images with the G of a run, from its newest checkpoint.

--out writes them as a NumPy array, uint8 [N, H, W, C]; --grid as one picture.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(args[0], cmd.OutOrStdout()) },
	}
	f := cmd.Flags()
	f.IntVarP(&o.n, "number", "n", 64, "how many images")
	f.StringVar(&o.out, "out", "", "a file x.npy to write the images to")
	f.StringVar(&o.grid, "grid", "", "a file x.png to write a sheet of the images to")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the noise: the same seed gives the same images")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}

type sampleOptions struct {
	n                  int
	out, grid, backend string
	seed               uint64
}

func (o sampleOptions) run(dir string, w io.Writer) error {
	if o.out == "" && o.grid == "" {
		return errors.New("say where the images shall go: --out x.npy, --grid x.png or both")
	}
	if o.n < 1 {
		return fmt.Errorf("-n is %d; ask for at least one image", o.n)
	}
	_, recipe, device, err := openRun(dir, o.backend)
	if err != nil {
		return err
	}
	gen, err := openGenerator(device, recipe, dir, w)
	if err != nil {
		return err
	}
	defer gen.Close()
	pix, err := gen.Images(gen.Latents(o.seed, o.n))
	if err != nil {
		return err
	}
	height, width, channels := gen.Shape()
	if o.out != "" {
		if err := writeFile(o.out, func(f io.Writer) error { return writeNPY(f, pix, o.n, height, width, channels) }); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %d images, uint8 [%d, %d, %d, %d]\n", o.out, o.n, o.n, height, width, channels)
	}
	if o.grid != "" {
		sheet, err := pic.Grid(pix, height, width, channels, int(math.Ceil(math.Sqrt(float64(o.n)))))
		if err != nil {
			return err
		}
		if err := writeFile(o.grid, func(f io.Writer) error { return png.Encode(f, sheet) }); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: a sheet of %d images\n", o.grid, o.n)
	}
	return nil
}

// openRun says what the run in dir was trained with, and opens the device that computes.
func openRun(dir, choice string) (run train.RunInfo, recipe train.Recipe, device *backend.Device, err error) {
	if run, err = train.ReadRun(dir); err != nil {
		return run, nil, nil, err
	}
	if recipe, err = experiment.Recipe(run); err != nil {
		return run, nil, nil, err
	}
	device, err = backend.New(choice)
	return run, recipe, device, err
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
