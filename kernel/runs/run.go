// Package runs opens what a training has left in its directory: with which recipe it was made, on
// which pictures, and the G of its newest checkpoint. What several commands do with an open run is
// here as well: they make many images, and say meanwhile how far they are.
//
// Non-goals: training (package training), and flags: what a run is opened with are arguments.
package runs

import (
	"context"
	"fmt"
	"io"
	"os"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/edit"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
)

// Run is one that is there, ready to compute with.
type Run struct {
	Dir    string
	Info   train.RunInfo
	Recipe train.Recipe
	Device *backend.Device
}

// Open says what the run in dir was trained with, and opens the device that computes; choice is as
// backend.New takes it.
func Open(dir, choice string) (Run, error) {
	info, err := train.ReadRun(dir)
	if err != nil {
		return Run{}, err
	}
	recipe, err := experiment.Recipe(info)
	if err != nil {
		return Run{}, err
	}
	device, err := backend.New(choice)
	return Run{dir, info, recipe, device}, err
}

// Generator opens its G, and says to w which checkpoints had to be passed over.
func (r Run) Generator(w io.Writer) (*train.Generator, error) {
	gen, err := train.OpenGenerator(r.Device.Backend, r.Recipe, r.Dir)
	if err == nil {
		PrintNotes(w, gen.Notes())
	}
	return gen, err
}

// Editor opens the styles of its G.
func (r Run) Editor() (*edit.Editor, error) {
	network, ok := r.Recipe.(edit.Network)
	if !ok {
		return nil, fmt.Errorf("the run in %s is of %s, whose G has no styles to edit; take one of a StyleGAN2, such as style32", r.Dir,
			r.Recipe.Name())
	}
	return edit.Open(r.Device.Backend, network, r.Dir)
}

// Images makes n images with its G, and says of what inputs; progress says how far it is.
func (r Run) Images(ctx context.Context, seed uint64, n int, progress *Progress) (pix []uint8, in train.Inputs, err error) {
	gen, err := r.Generator(progress.w)
	if err != nil {
		return nil, nil, err
	}
	defer gen.Close()
	return Images(ctx, gen, seed, n, progress)
}

// PrintNotes prints the notes of a generator, a line for each.
func PrintNotes(w io.Writer, notes []string) {
	for _, note := range notes {
		fmt.Fprintln(w, note)
	}
}

// Images makes n images with a G, and says of what inputs. A done ctx ends it between two parts of
// them.
func Images(ctx context.Context, gen *train.Generator, seed uint64, n int,
	progress *Progress) (pix []uint8, in train.Inputs, err error) {
	if in, err = gen.Draw(seed, n); err != nil {
		return nil, nil, err
	}
	const part = 500
	for from := 0; from < n; from += part {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		more, err := gen.Make(in.Part(from, min(from+part, n)))
		if err != nil {
			return nil, nil, err
		}
		pix = append(pix, more...)
		progress.Tick(min(from+part, n), n)
	}
	return pix, in, nil
}

// Place is where to look for the data of a run: where dir says, or where they lay when it was
// trained, if that is still there.
func Place(info train.RunInfo, dir string) string {
	if dir == "" && info.Dir != "" {
		if _, err := os.Stat(info.Dir); err == nil {
			return info.Dir
		}
	}
	return dir
}

// Data opens the data that a run was trained on, without those that were held out. Other pictures
// under the same name are an error.
func Data(ctx context.Context, info train.RunInfo, dir string, w io.Writer) (data.Images, error) {
	training, _, err := parts(ctx, info, dir, w)
	return training, err
}

// parts opens the data that a run was trained on, and those that were held out; nil: none were.
func parts(ctx context.Context, info train.RunInfo, dir string, w io.Writer) (training, heldOut data.Images, err error) {
	set, err := OpenSet(ctx, info.Data, Place(info, dir), w)
	if err != nil {
		return nil, nil, TrainedIn(info.Dir, err)
	}
	if print := data.Fingerprint(set); info.Fingerprint != "" && print != info.Fingerprint {
		return nil, nil, fmt.Errorf("the pictures are not those that the run was trained on, which lay in %s: name their folder "+
			"with --data",
			info.Dir)
	}
	if info.HeldOut == 0 {
		return set, nil, nil
	}
	training, heldOut, _ = data.HoldOut(set, info.Order)
	return training, heldOut, nil
}

// TrainedIn adds to an error about the data of a run where they lay when it was trained, if that is
// known.
func TrainedIn(dir string, err error) error {
	if dir == "" || err == nil {
		return err
	}
	return fmt.Errorf("%w (the run was trained on what lay in %s)", err, dir)
}

// HeldOut opens the part of a run's data that nobody has learned from, or all of them where there
// is no such part; then note says so.
func HeldOut(ctx context.Context, info train.RunInfo, dir string, w io.Writer) (set data.Images, note string, err error) {
	if !data.HasTest(info.Data) {
		training, heldOut, err := parts(ctx, info, dir, w)
		if heldOut != nil {
			return heldOut, "", err
		}
		return training, info.Data + " has no part kept for testing: the real pictures are among those that the run was trained on.",
			err
	}
	set, err = OpenSet(ctx, info.Data+"/test", Place(info, dir), w)
	return set, "", err
}
