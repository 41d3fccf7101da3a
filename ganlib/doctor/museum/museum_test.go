package museum_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/doctor/museum"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
)

func TestSix(t *testing.T) {
	want := []doctor.Kind{doctor.Still, doctor.TooStrong, doctor.Collapse, doctor.Oscillation, doctor.Divergence, doctor.Overfitting}
	for i, e := range museum.Six() {
		if e.Kind != want[i] || !slices.Contains(e.Seeds, 1) || e.How == "" {
			t.Errorf("%s is for %s, want %s", e.Name, e.Kind, want[i])
		}
	}
	if _, err := museum.ByName("nothing"); err == nil || !strings.Contains(err.Error(), "still-rate") {
		t.Errorf("error %v, want one that lists the names", err)
	}
}

func TestNamesAreDifferent(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range museum.Corpus() {
		if seen[e.Name] {
			t.Errorf("two exhibits are called %s", e.Name)
		}
		seen[e.Name] = true
		if !slices.Contains(append(doctor.Ills(), doctor.Healthy), e.Kind) {
			t.Errorf("%s is of the kind %q", e.Name, e.Kind)
		}
	}
}

// Exhibits train on data of the range and the number of images that they say. Those left out are
// fed like healthy-digits.
func TestSources(t *testing.T) {
	for _, name := range []string{"range-01", "range-255", "range-normal", "overfit-24", "healthy-digits", "healthy-faces",
		"swing-critic"} {
		e, err := museum.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		source, heldOut, err := e.Source(1)
		if err != nil {
			t.Fatal(err)
		}
		low, high := math.Inf(1), math.Inf(-1)
		different := map[string]bool{}
		var shape shapes.Shape
		for k := range 30 {
			x := x(t, source, k)
			shape = x.Shape()
			for _, image := range split(x) {
				low, high = min(low, float64(slices.Min(image))), max(high, float64(slices.Max(image)))
				different[fmt.Sprint(image)] = true
			}
		}
		sound := low >= -1 && high <= 1 && high-low > 1.9
		if shape.Rank() == 4 && sound != (e.Kind != doctor.BadRange) {
			t.Errorf("%s: values from %g to %g", e.Name, low, high)
		}
		if few := len(different) < 100; few != (e.Kind == doctor.Overfitting) {
			t.Errorf("%s: %d different images in 30 batches", e.Name, len(different))
		}
		for _, image := range split(x(t, heldOut, 0)) {
			if different[fmt.Sprint(image)] {
				t.Errorf("%s: a held-out image is trained on", e.Name)
				break
			}
		}
		loop, err := e.New(gantest.PlainGo(t), 1, "")
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
		} else if info := loop.Info(); info.Recipe != e.Recipe.Name() || info.Train.ProbeEvery == 0 || info.Train.Seed != 1 {
			t.Errorf("%s: %+v", e.Name, info)
		}
	}
}

// x are the data of batch k.
func x(t *testing.T, source train.Source, k int) *tensors.Tensor {
	t.Helper()
	batch, err := source.Batch(k)
	if err != nil {
		t.Fatal(err)
	}
	return batch["x"]
}

// split are the images of a batch.
func split(x *tensors.Tensor) (images [][]float32) {
	return slices.Collect(slices.Chunk(tensors.MustCopyFlatData[float32](x), x.Shape().Size()/x.Shape().Dimensions[0]))
}

// Batch k is a function of the seed and k.
func TestBatchesAreFunctionsOfTheirNumber(t *testing.T) {
	e, err := museum.ByName("overfit-24")
	if err != nil {
		t.Fatal(err)
	}
	batch := func(seed uint64, from int) []float32 {
		source, _, err := e.Source(seed)
		if err != nil {
			t.Fatal(err)
		}
		for k := from; k < 3; k++ {
			x(t, source, k)
		}
		return tensors.MustCopyFlatData[float32](x(t, source, 3))
	}
	if !slices.Equal(batch(1, 0), batch(1, 3)) {
		t.Error("batch 3 after three others is another one than alone")
	}
	if slices.Equal(batch(1, 3), batch(2, 3)) {
		t.Error("seeds 1 and 2 have the same batch")
	}
}

// A run is trained once; a changed recipe, another seed or other steps are another run; one that
// was stopped goes on.
func TestOnce(t *testing.T) {
	e, err := museum.ByName("still-rate")
	if err != nil {
		t.Fatal(err)
	}
	b, runs := gantest.PlainGo(t), t.TempDir()
	e.Steps = 4
	once := func(ctx context.Context, e museum.Exhibit, seed uint64) (string, doctor.Run, error) {
		return e.Once(ctx, b, seed, runs)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, _, err := once(stopped, e, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: error %v", err)
	}
	dir, run, err := once(context.Background(), e, 1)
	if err != nil || len(run.History) == 0 || run.History[len(run.History)-1].Step != 4 {
		t.Fatalf("%v: %+v", err, run.History)
	}
	if again, read, err := once(stopped, e, 1); err != nil || again != dir || !reflect.DeepEqual(read, run) {
		t.Errorf("what is trained is not read: %s, %v", again, err)
	}
	changed, longer := e, e
	r := e.Recipe.(gan.GAN)
	r.Dropout = 0.5
	changed.Recipe, longer.Steps = r, 6
	dirs := map[string]bool{dir: true}
	for _, other := range []struct {
		e    museum.Exhibit
		seed uint64
	}{{e, 2}, {changed, 1}, {longer, 1}} {
		dir, run, err := once(context.Background(), other.e, other.seed)
		if err != nil || dirs[dir] || run.History[len(run.History)-1].Step != other.e.Steps {
			t.Errorf("%s: %v, or no run of its own", dir, err)
		}
		dirs[dir] = true
	}
}

// A run that ended in NaN is over: it is not tried again.
func TestOnceOfARunThatEnded(t *testing.T) {
	e, err := museum.ByName("diverge-nan")
	if err != nil {
		t.Fatal(err)
	}
	b, runs := gantest.PlainGo(t), t.TempDir()
	_, run, err := e.Once(context.Background(), b, 1, runs)
	if err != nil || run.History[len(run.History)-1].Ended == "" {
		t.Fatalf("%v: the run did not end: %+v", err, run.History)
	}
	if _, again, err := e.Once(context.Background(), b, 1, runs); err != nil || !reflect.DeepEqual(again, run) {
		t.Errorf("%v: it was trained again", err)
	}
}

func TestFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json.gz")
	run := doctor.Run{
		Info: train.RunInfo{Recipe: "gan", Paper: []byte(`{"k":1}`), Data: "digits"},
		History: train.History{
			{Step: 3, Epoch: 1.23456, Values: []train.Scalar{train.LossD.Scalar(1.386294)},
				Probe: []train.Scalar{{Name: "spread", Value: 1e-7 / 3}}},
			{Step: 4, Ended: "loss D became NaN"},
		},
	}
	if err := museum.WriteFile(path, run); err != nil {
		t.Fatal(err)
	}
	if run.History[0].Values[0].Value != 1.386294 {
		t.Error("writing changed the run")
	}
	got, err := museum.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := run
	want.History = train.History{
		{Step: 3, Epoch: 1.235, Values: []train.Scalar{train.LossD.Scalar(1.386)},
			Probe: []train.Scalar{{Name: "spread", Value: 3.333e-8}}},
		{Step: 4, Ended: "loss D became NaN"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if _, err := museum.ReadFile("museum_test.go"); err == nil || !strings.Contains(err.Error(), "museum_test.go") {
		t.Errorf("reading a file that is none: %v", err)
	}
}
