package recipetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// All runs every check of this file on a small recipe. x is a batch for one of its steps. optimizer
// is what config.json calls the optimisers, without their _d and _g. elsewhere are groups of
// numbers, as config.json calls them, that count only with another setting of r; the caller has to
// test them.
func All[R train.Recipe](t *testing.T, r R, x *tensors.Tensor, optimizer string, elsewhere ...string) {
	t.Run("players are separate", func(t *testing.T) { playersAreSeparate(t, r, x, optimizer) })
	t.Run("every image of the batch counts", func(t *testing.T) { everyImageCounts(t, r, x) })
	t.Run("every class of the batch counts", func(t *testing.T) { everyClassCounts(t, r, x) })
	t.Run("every number counts", func(t *testing.T) { everyNumberCounts(t, r, x, elsewhere) })
	t.Run("config.json holds the recipe", func(t *testing.T) { roundTrip(t, r) })
	t.Run("an image depends on its z alone", func(t *testing.T) { sampleAlone(t, r, x) })
	t.Run("resuming is exact", func(t *testing.T) { resumeIsExact(t, r, x) })
}

// playersAreSeparate checks that each player changes its own weights, all of them, and no others.
// That D's loss sends nothing into G is seen with G's own rate at 0.
func playersAreSeparate[R train.Recipe](t *testing.T, r R, x *tensors.Tensor, optimizer string) {
	for still, rate := range map[string]string{"D": optimizer + "_d.learning_rate", "G": optimizer + "_g.learning_rate"} {
		store := NewStore(t)
		MustStep(t, r, store, x) // makes the variables
		before := map[string]map[string][]float64{"G": Weights(t, store, "G"), "D": Weights(t, store, "D")}
		MustStep(t, Set(t, r, rate, 0), store, x)
		for player, old := range before {
			for path, now := range Weights(t, store, player) {
				moved := !slices.Equal(now, old[path])
				if player == still && moved {
					t.Errorf("with the rate of %s at 0, %s moved", still, path)
				}
				// a bias need not: E[f] − E[r] has no gradient for the last one
				if player != still && !moved && strings.HasSuffix(path, "/W") {
					t.Errorf("with the rate of %s at 0, %s stayed", still, path)
				}
			}
		}
	}
}

// everyImageCounts checks that D learns from all the images of a step, however many steps of D it
// is split into.
func everyImageCounts[R train.Recipe](t *testing.T, r R, x *tensors.Tensor) {
	fresh := NewStore(t)
	MustStep(t, r, fresh, x)
	learn := func(x *tensors.Tensor) map[string][]float64 {
		store := Clone(t, fresh)
		MustStep(t, r, store, x)
		return Weights(t, store, "D")
	}
	usual, n := learn(x), x.Shape().Dimensions[0]
	for i := range n {
		other, err := x.LocalClone()
		if err != nil {
			t.Fatal(err)
		}
		tensors.MustMutableFlatData(other, func(values []float32) {
			for j := range len(values) / n {
				values[i*len(values)/n+j] = 0.5
			}
		})
		if reflect.DeepEqual(learn(other), usual) {
			t.Errorf("D learns nothing from image %d of %d", i, n)
		}
	}
}

// everyClassCounts checks that D learns from the class of each image, of a recipe that needs
// classes.
func everyClassCounts[R train.Recipe](t *testing.T, r R, x *tensors.Tensor) {
	for _, f := range r.Needs() {
		class, ok := f.Kind.(media.Class)
		if !ok {
			continue
		}
		fresh, n := NewStore(t), x.Shape().Dimensions[0]
		MustStep(t, r, fresh, x)
		learn := func(labels []int) map[string][]float64 {
			store, batch := Clone(t, fresh), Batch(t, r, x)
			var err error
			if batch[f.Name], err = media.Classes(labels...).Tensor(class); err == nil {
				_, err = StepOn(t, r, store, batch)
			}
			if err != nil {
				t.Fatal(err)
			}
			return Weights(t, store, "D")
		}
		usual := learn(make([]int, n))
		for i := range n {
			labels := make([]int, n)
			labels[i] = class.N - 1
			if reflect.DeepEqual(learn(labels), usual) {
				t.Errorf("D learns nothing from %q of image %d of %d", f.Name, i, n)
			}
		}
	}
}

// everyNumberCounts checks that no field of the recipe is without effect on two steps and an image.
func everyNumberCounts[R train.Recipe](t *testing.T, r R, x *tensors.Tensor, elsewhere []string) {
	play := func(r R) map[string][]byte {
		store := NewStore(t)
		MustStep(t, r, store, x)
		MustStep(t, r, store, x)
		sample(t, r, store, 1)
		return Bytes(t, store)
	}
	usual := play(r)
	for name, value := range numbers(t, r) {
		group, _, _ := strings.Cut(name, ".")
		if name == "size" || name == "channels" || slices.Contains(elsewhere, group) { // a batch has the first two as well
			continue
		}
		switch {
		case value == 2: // half the steps of D, or a net half as wide
			value = 1
		case value > 0.5 && value < 1:
			value -= 0.1
		case value == float64(int(value)) && value > 1:
			value++
		default:
			value += 0.1
		}
		if len(Differ(play(Set(t, r, name, value)), usual)) == 0 {
			t.Errorf("%s = %g changes nothing", name, value)
		}
	}
}

// Set changes one number of a recipe, named as in config.json, with dots.
func Set[R train.Recipe](t testing.TB, r R, name string, value any) R {
	t.Helper()
	var all map[string]any
	decode(t, r, &all)
	inner := all
	parts := strings.Split(name, ".")
	for _, part := range parts[:len(parts)-1] {
		inner = inner[part].(map[string]any)
	}
	if _, ok := inner[parts[len(parts)-1]]; !ok {
		t.Fatalf("there is no %s", name)
	}
	inner[parts[len(parts)-1]] = value
	var changed R
	decode(t, all, &changed)
	return changed
}

// numbers are the numbers of a recipe by their names.
func numbers[R train.Recipe](t *testing.T, r R) map[string]float64 {
	t.Helper()
	var all map[string]any
	decode(t, r, &all)
	flat := map[string]float64{}
	var walk func(prefix string, group map[string]any)
	walk = func(prefix string, group map[string]any) {
		for name, value := range group {
			switch v := value.(type) {
			case map[string]any:
				walk(prefix+name+".", v)
			case float64:
				flat[prefix+name] = v
			case bool, string: // no numbers
			default:
				t.Errorf("%s is a %T", name, v)
			}
		}
	}
	walk("", all)
	return flat
}

// decode takes a value through JSON into another.
func decode(t testing.TB, from, to any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(to); err != nil {
		t.Fatal(err)
	}
}

// roundTrip checks that JSON keeps every field: each gets a value of its own.
func roundTrip[R train.Recipe](t *testing.T, r R) {
	next := 0
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		for i := range v.NumField() {
			next++
			switch f := v.Field(i); f.Kind() {
			case reflect.Struct:
				fill(f)
			case reflect.Int:
				f.SetInt(int64(next))
			case reflect.Float64:
				f.SetFloat(float64(next) / 7)
			case reflect.Bool:
				f.SetBool(true)
			case reflect.String:
				f.SetString(strconv.Itoa(next))
			default:
				t.Fatalf("a field of kind %s", f.Kind())
			}
		}
	}
	fill(reflect.ValueOf(&r).Elem())
	var back R
	decode(t, r, &back)
	if !reflect.DeepEqual(back, r) {
		t.Errorf("JSON makes %+v of %+v", back, r)
	}
}

// sampleAlone checks that a z gives the same image whatever stands beside it, and that sampling
// changes nothing.
func sampleAlone[R train.Recipe](t *testing.T, r R, x *tensors.Tensor) {
	store := NewStore(t)
	for range 3 {
		MustStep(t, r, store, x)
	}
	before := Bytes(t, store)
	alone, among := sample(t, r, store, 1), sample(t, r, store, 100)
	for i, v := range alone {
		gantest.Near(t, "a value of the image of one z, alone and among 100", among[i], v, 1e-5)
	}
	if d := Differ(Bytes(t, store), before); len(d) > 0 {
		t.Errorf("sampling changed %v", d)
	}
	if dims := x.Shape().Dimensions; len(alone) != dims[1]*dims[2]*dims[3] {
		t.Errorf("an image of %d values, but the data have %v", len(alone), dims)
	}
	for _, f := range r.Samplers()[0].From {
		if slices.Equal(sampleWith(t, r, store, 1, f.Name), alone) {
			t.Errorf("the sampler makes the same of any %q", f.Name)
		}
	}
	if again := sample(t, r, store, 2); slices.Equal(again[:len(again)/2], again[len(again)/2:]) {
		t.Error("two z give the same image")
	}
}

// sample makes n images, the first of which is always from the same noise, and the same class.
func sample(t *testing.T, r train.Recipe, store *model.Store, n int) []float64 {
	t.Helper()
	return sampleWith(t, r, store, n, "")
}

// sampleWith is sample with another draw for a field, and another class.
func sampleWith(t *testing.T, r train.Recipe, store *model.Store, n int, other string) []float64 {
	t.Helper()
	sampler := r.Samplers()[0]
	var args []any
	for _, f := range sampler.From {
		rows, err := media.Draw(f.Kind, 1, 59+n)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == other {
			slices.Reverse(rows)
		}
		rows = rows[:n]
		arg, err := rows.Tensor(f.Kind)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, arg)
	}
	out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, stored []*Node) *Node {
		in := train.In{}
		for i, f := range sampler.From {
			in[f.Name] = f.Kind.Decode(stored[i])
		}
		return sampler.Graph(s, in)
	}, args...)
	if err != nil {
		t.Fatal(err)
	}
	return gantest.Flat(t, out)
}

// resumeIsExact checks that two steps, a checkpoint and two more end in the bits of four steps,
// with the average of G kept as well; and that the average is of G alone, not of its optimiser.
func resumeIsExact[R train.Recipe](t *testing.T, r R, x *tensors.Tensor) {
	straight, twice := t.TempDir(), t.TempDir()
	play(t, r, x, straight, 4)
	play(t, r, x, twice, 2)
	play(t, r, x, twice, 4)
	want := saved(t, straight)
	if d := Differ(saved(t, twice), want); len(d) > 0 {
		t.Errorf("after a resumption these differ: %v", d)
	}
	for path := range maps.Keys(want) {
		if of, ok := strings.CutPrefix(path, "/ema"); ok && of != "/steps" {
			if _, ok := want[of]; !ok || strings.Contains(of, "adam") || strings.Contains(of, "rmsprop") ||
				strings.Contains(of, "learning_rate") {
				t.Errorf("%s is the average of nothing in G", path)
			}
		}
	}
}

// play trains up to the given step in dir.
func play[R train.Recipe](t *testing.T, r R, x *tensors.Tensor, dir string, steps int) {
	t.Helper()
	c := train.Defaults(steps)
	c.RecordEvery, c.SampleEvery, c.SaveEvery = 1, 0, 0
	start := train.New
	if _, err := os.Stat(filepath.Join(dir, "config.json")); !errors.Is(err, os.ErrNotExist) {
		start = train.Resume
	}
	loop, err := start(gantest.PlainGo(t), r, batches{t, r, x}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range loop.Run(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// saved reads the last checkpoint of a run.
func saved(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	store := model.NewStore()
	if _, err := checkpoint.Load(store).Dir(filepath.Join(dir, "checkpoints", "0000004")).Immediate().Done(); err != nil {
		t.Fatal(err)
	}
	return Bytes(t, store)
}

// batches hand out one batch, darker each time.
type batches struct {
	t      testing.TB
	recipe train.Recipe
	x      *tensors.Tensor
}

func (b batches) Name() string          { return "one batch" }
func (b batches) Fields() []media.Field { return b.recipe.Needs() }
func (b batches) BatchSize() int        { return b.x.Shape().Dimensions[0] }
func (b batches) PerEpoch() int         { return 10 }

func (b batches) Batch(k int) (media.Batch, error) {
	values := tensors.MustCopyFlatData[float32](b.x)
	for i := range values {
		values[i] /= float32(k + 1)
	}
	return Batch(b.t, b.recipe, tensors.FromFlatDataAndDimensions(values, b.x.Shape().Dimensions...)), nil
}
