package show

import (
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
)

// Stages shows how the samples of a run grew up: n moments of it, from the first picture to the
// last, one row each, and closer together at the beginning, where most happens. A column is one
// noise z at all of these moments.
func Stages(t *Trained, n int) {
	img, err := stages(t.Dir, n)
	if err != nil {
		sayf("[not shown: %v]", err)
		return
	}
	Image(img)
}

func stages(dir string, n int) (image.Image, error) {
	run, err := train.ReadRun(dir)
	if err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(dir, "samples", "*.png"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("the run in %s has kept no pictures of its samples", shortPath(dir))
	}
	slices.Sort(paths)
	var sheets []image.Image
	var names []string
	for _, path := range spread(paths, n) {
		sheet, err := readPNG(path)
		if err != nil {
			return nil, err
		}
		step, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(path), ".png"))
		if err != nil {
			return nil, fmt.Errorf("%s is not named after a step", path)
		}
		sheets, names = append(sheets, sheet), append(names, fmt.Sprintf("step %d", step))
	}
	return pic.Stages(sheets, sampleRows(run), names)
}

// sampleRows is the number of rows of a run's sheets: one for each class, if its G is told one.
func sampleRows(run train.RunInfo) int {
	var sampler train.Sampler
	if recipe, err := experiment.Recipe(run); err == nil { // a recipe of the reader's own is not known
		sampler = recipe.Samplers()[0]
	}
	return sampler.SheetRows(run.Train.SampleCount)
}

// spread chooses n of all, the first and the last included; the distances grow evenly.
func spread(all []string, n int) []string {
	if n < 2 || len(all) <= n {
		return all
	}
	chosen := make([]string, n)
	for i := range n {
		t := float64(i) / float64(n-1)
		chosen[i] = all[max(i, int(math.Round(t*t*float64(len(all)-1))))]
	}
	return chosen
}

func readPNG(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", path, err)
	}
	return img, nil
}
