package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
	"gophergan/kernel/wholefile"
)

func sampleCommand() *cobra.Command {
	var o sampleOptions
	cmd := &cobra.Command{
		Use:   "sample <run>",
		Short: "Make images with the G of a run",
		Long: `Make images with the G of a run, from its newest checkpoint.

--out writes them as a NumPy array, uint8 [N, H, W, C]; --grid as one picture.`,
		Args: oneRun("make images with"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0], cmd.OutOrStdout()) },
	}
	f := cmd.Flags()
	f.IntVarP(&o.n, "number", "n", 64, "how many images")
	f.StringVar(&o.out, "out", "", "a file x.npy to write the images to")
	f.StringVar(&o.grid, "grid", "", "a file x.png or x.jpg to write a sheet of the images to")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the noise: the same seed gives the same images")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}

type sampleOptions struct {
	n                  int
	out, grid, backend string
	seed               uint64
}

func (o sampleOptions) run(ctx context.Context, dir string, w io.Writer) error {
	if err := o.check(); err != nil {
		return err
	}
	s, err := promptly(ctx, "stopped before the images were made; nothing was written", func() (sampled, error) { return o.images(dir, quietAfter(ctx, w)) })
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := wholefile.Write(o.out, numpyArray(s.pix, o.n, s.height, s.width, s.channels)); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %d images, uint8 [%d, %d, %d, %d]\n", o.out, o.n, o.n, s.height, s.width, s.channels)
	}
	if o.grid != "" {
		if err := s.writeGrid(o.grid, o.n); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: a sheet of %d images\n", o.grid, o.n)
	}
	return nil
}

// check says what is wrong with the options before anything is computed.
func (o sampleOptions) check() error {
	switch {
	case o.out == "" && o.grid == "":
		return errors.New("say where the images shall go: --out x.npy, --grid x.png or both")
	case o.n < 1:
		return fmt.Errorf("-n is %d; ask for at least one image", o.n)
	}
	for _, err := range []error{
		endsIn("out", o.out, ".npy"), endsIn("grid", o.grid, ".png", ".jpg", ".jpeg"), hasPlace("out", o.out), hasPlace("grid", o.grid),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// sampled is images of G, one after the other.
type sampled struct {
	pix                     []uint8
	height, width, channels int
}

// images makes them.
func (o sampleOptions) images(dir string, w io.Writer) (s sampled, err error) {
	_, recipe, device, err := openRun(dir, o.backend)
	if err != nil {
		return s, err
	}
	gen, err := openGenerator(device, recipe, dir, w)
	if err != nil {
		return s, err
	}
	defer gen.Close()
	s.pix, err = gen.Images(gen.Latents(o.seed, o.n))
	s.height, s.width, s.channels = gen.Shape() // known now
	return s, err
}

// writeGrid writes one picture of all, in the format that the file's name asks for.
func (s sampled) writeGrid(file string, n int) error {
	sheet, err := pic.Grid(s.pix, s.height, s.width, s.channels, int(math.Ceil(math.Sqrt(float64(n)))))
	if err != nil {
		return err
	}
	var content bytes.Buffer
	if strings.ToLower(filepath.Ext(file)) == ".png" {
		err = png.Encode(&content, sheet)
	} else {
		err = jpeg.Encode(&content, sheet, &jpeg.Options{Quality: 95})
	}
	if err != nil {
		return err
	}
	return wholefile.Write(file, content.Bytes())
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
