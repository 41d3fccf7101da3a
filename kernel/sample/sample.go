// Package sample makes images with the G of a run, and writes them as files that other programs
// read: an array of NumPy, a picture of all of them.
//
// Non-goals: images that a program goes on with (ganlib/train, Generator).
package sample

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"strings"

	"gophergan/ganlib/train"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/runs"
	"gophergan/kernel/wholefile"
)

// Request says what images to make, and where they go.
type Request struct {
	Number int    // of images
	Seed   uint64 // of the noise
	Class  string // that all of them are of, by name or number; "": each in turn, where G is told one
	Array  string // a file x.npy; "": none
	Sheet  string // a file x.png or x.jpg with all of them in one picture; "": none
}

// Images are those of a G, one after the other, and all in one picture.
type Images struct {
	pix                             []uint8
	number, height, width, channels int
	sheet                           image.Image // nil: nobody asked for it
}

// Make makes the images and writes them, with a line to w for each file. A done ctx ends it before
// there is any.
func (q Request) Make(ctx context.Context, dir, backend string, w io.Writer) error {
	const words = "stopped before the images were made; nothing was written"
	images, err := interrupt.Promptly(ctx, words, func() (Images, error) {
		return q.images(dir, backend, interrupt.QuietAfter(ctx, w))
	})
	if err != nil {
		return err
	}
	if err := q.writeArray(images, w); err != nil {
		return err
	}
	return q.writeSheet(images, w)
}

// images makes them with the G of the run in dir.
func (q Request) images(dir, backend string, w io.Writer) (images Images, err error) {
	run, err := runs.Open(dir, backend)
	if err != nil {
		return images, err
	}
	gen, err := run.Generator(w)
	if err != nil {
		return images, err
	}
	defer gen.Close()
	in, err := q.inputs(gen)
	if err != nil {
		return images, fmt.Errorf("%s: %w", dir, err)
	}
	if images.pix, err = gen.Make(in); err != nil {
		return images, err
	}
	images.number = q.Number
	images.height, images.width, images.channels = gen.Shape()
	if q.Sheet != "" {
		images.sheet, err = gen.Sheet(in, images.pix)
	}
	return images, err
}

// inputs are what G makes the images of.
func (q Request) inputs(gen *train.Generator) (train.Inputs, error) {
	if q.Class == "" {
		return gen.Table(q.Seed, q.Number)
	}
	class, err := gen.ClassNumber(q.Class)
	if err != nil {
		return nil, err
	}
	return gen.OfClass(q.Seed, q.Number, class)
}

func (q Request) writeArray(x Images, w io.Writer) error {
	if q.Array == "" {
		return nil
	}
	if err := wholefile.Write(q.Array, numpyArray(x.pix, x.number, x.height, x.width, x.channels)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s: %d images, uint8 [%d, %d, %d, %d]\n", q.Array, x.number, x.number, x.height, x.width, x.channels)
	return err
}

func (q Request) writeSheet(x Images, w io.Writer) error {
	if q.Sheet == "" {
		return nil
	}
	content, err := encode(x.sheet, q.Sheet)
	if err != nil {
		return err
	}
	if err := wholefile.Write(q.Sheet, content); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s: a sheet of %d images\n", q.Sheet, x.number)
	return err
}

// encode is the picture in the format that the file's name asks for.
func encode(picture image.Image, file string) ([]byte, error) {
	var content bytes.Buffer
	if strings.ToLower(filepath.Ext(file)) == ".png" {
		err := png.Encode(&content, picture)
		return content.Bytes(), err
	}
	err := jpeg.Encode(&content, picture, &jpeg.Options{Quality: 95})
	return content.Bytes(), err
}
