package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/ganlib/train"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/runs"
	"gophergan/kernel/wholefile"
)

func sampleCommand() *cobra.Command {
	var o sampleOptions
	cmd := &cobra.Command{
		Use:   "sample <run>",
		Short: "Make images with the G of a run",
		Long: `Make images with the G of a run, from its newest checkpoint.

--out writes them as a NumPy array, uint8 [N, H, W, C]; --grid as one picture.

A G that is told a class makes each of N in turn: image i is of class i mod N, and the picture is a table
with a row for each class and the same noise in a column. With --class 7 all images are of that class.`,
		Args: oneRun("make images with"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.ofClass = cmd.Flags().Changed("class")
			return o.run(cmd.Context(), args[0], cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntVarP(&o.n, "number", "n", 64, "how many images")
	f.IntVar(&o.class, "class", 0, "make images of this class alone, counted from 0 (default: each in turn)")
	f.StringVar(&o.out, "out", "", "a file x.npy to write the images to")
	f.StringVar(&o.grid, "grid", "", "a file x.png or x.jpg to write a sheet of the images to")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the noise: the same seed gives the same images")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}

type sampleOptions struct {
	n, class           int
	ofClass            bool // class counts
	out, grid, backend string
	seed               uint64
}

func (o sampleOptions) run(ctx context.Context, dir string, w io.Writer) error {
	if err := o.check(); err != nil {
		return err
	}
	s, err := interrupt.Promptly(ctx, "stopped before the images were made; nothing was written", func() (sampled, error) { return o.images(dir, interrupt.QuietAfter(ctx, w)) })
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
		if err := s.writeGrid(o.grid); err != nil {
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

// sampled is images of G, one after the other, and all in one picture.
type sampled struct {
	pix                     []uint8
	height, width, channels int
	sheet                   image.Image
}

// images makes them.
func (o sampleOptions) images(dir string, w io.Writer) (s sampled, err error) {
	run, err := runs.Open(dir, o.backend)
	if err != nil {
		return s, err
	}
	gen, err := run.Generator(w)
	if err != nil {
		return s, err
	}
	defer gen.Close()
	in, err := o.inputs(gen)
	if err != nil {
		return s, fmt.Errorf("%s: %w", dir, err)
	}
	if s.pix, err = gen.Make(in); err != nil {
		return s, err
	}
	s.height, s.width, s.channels = gen.Shape()
	if o.grid != "" {
		s.sheet, err = gen.Sheet(in, s.pix)
	}
	return s, err
}

// inputs are what G makes the images of.
func (o sampleOptions) inputs(gen *train.Generator) (train.Inputs, error) {
	if o.ofClass {
		return gen.OfClass(o.seed, o.n, o.class)
	}
	return gen.Table(o.seed, o.n)
}

// writeGrid writes one picture of all, in the format that the file's name asks for.
func (s sampled) writeGrid(file string) (err error) {
	var content bytes.Buffer
	if strings.ToLower(filepath.Ext(file)) == ".png" {
		err = png.Encode(&content, s.sheet)
	} else {
		err = jpeg.Encode(&content, s.sheet, &jpeg.Options{Quality: 95})
	}
	if err != nil {
		return err
	}
	return wholefile.Write(file, content.Bytes())
}
