package feature

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/data"
	"gophergan/ganlib/data/face"
	"gophergan/ganlib/gantest"
)

// The same seed gives the same file, another seed another; and what only training needs is not
// kept.
func TestTrainingIsReproducible(t *testing.T) {
	b, set := gantest.PlainGo(t), data.NewDigits(1, 64)
	train := map[string]func(Training) ([]byte, error){
		"digits": func(c Training) ([]byte, error) { return c.Digits(context.Background(), b, set, nil) },
		"sight":  func(c Training) ([]byte, error) { return c.Sight(context.Background(), b, nil) },
	}
	for name, train := range train {
		files := map[uint64][]byte{}
		for i, seed := range []uint64{1, 1, 2} {
			file, err := train(Training{Steps: 4, Batch: 8, LearningRate: 1e-3, Seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			if i == 1 && !bytes.Equal(file, files[1]) {
				t.Errorf("%s: the same seed gives other weights", name)
			}
			files[seed] = file
		}
		weights1, err1 := decode(files[1])
		two, err2 := decode(files[2])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		first := weights1["0/W"].values
		if slices.Equal(first, two["0/W"].values) {
			t.Errorf("%s: the seed does not matter", name)
		}
		built, err := decode(map[string][]byte{"digits": digitsFile, "sight": sightFile}[name])
		if err != nil {
			t.Fatal(err)
		}
		for tensor, a := range weights1 {
			if !slices.Equal(built[tensor].dims, a.dims) {
				t.Errorf("%s: %s is %v, and %v in the built-in weights", name, tensor, a.dims, built[tensor].dims)
			}
		}
		if len(weights1) != len(built) {
			t.Errorf("%s: %d tensors are kept, and %d are built in", name, len(weights1), len(built))
		}
	}
}

// It learns: the loss of guessing is log 10 = 2.3.
func TestTrainingLearns(t *testing.T) {
	var losses []float64
	c := Training{Steps: 60, Batch: 16, LearningRate: 3e-3, Seed: 1}
	_, err := c.Digits(context.Background(), gantest.Device(t).Backend, data.NewDigits(1, 1000), func(p Progress) {
		if losses = append(losses, p.Loss); p.Step != len(losses) || p.Steps != 60 || p.Elapsed <= 0 ||
			(p.Left <= 0) != (p.Step == 60 || p.Step == 1) {
			t.Errorf("progress %+v after %d steps", p, len(losses))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if first, last := mean(losses[:5]), mean(losses[50:]); math.Abs(first-math.Log(10)) > 0.7 || last > 1.5 {
		t.Errorf("the loss fell from %g to %g, want it from about 2.3 to below 1.5", first, last)
	}
}

func TestTrainingStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := Training{Steps: 5, Batch: 8, LearningRate: 1e-3}.Digits(ctx, gantest.PlainGo(t), data.NewDigits(1, 8),
		func(p Progress) {
			if p.Step == 2 {
				cancel()
			}
		})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "stopped after step 2 of 5") {
		t.Errorf("error %v", err)
	}
}

func TestTrainingRefuses(t *testing.T) {
	b := gantest.PlainGo(t)
	_, faces := DigitsTraining().Digits(context.Background(), b, data.NewFaces(1, 200, 28), nil)
	_, few := DigitsTraining().Digits(context.Background(), b, data.NewDigits(1, 5), nil)
	_, none := Training{Batch: 8, LearningRate: 1}.Sight(context.Background(), b, nil)
	for want, err := range map[string]error{
		"28×28×3 and 0 classes": faces,
		"batch of 128":          few,
		"trained for 0 steps":   none,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// A lesson asks of each picture what is known of it and nothing else, and tells the truth.
func TestLesson(t *testing.T) {
	c := Training{Batch: 64}
	sizes := []int{}
	for step := range 4 {
		batch := c.lesson(rand.New(rand.NewPCG(1, 0)), step)
		d := batch[0].Shape().Dimensions
		sizes = append(sizes, d[0], d[1])
		known := tensors.MustCopyFlatData[float32](batch[2])
		for i := range d[0] {
			row := known[i*len(questions):][:len(questions)]
			asked := func(from, to int) bool { return !slices.Contains(row[from:to], 0) }
			silent := func(from, to int) bool { return !slices.Contains(row[from:to], 1) }
			face, digit, shape := i%4 < 2, i%4 == 2, i%4 == 3
			for kind, ok := range map[string]bool{
				"face":  asked(aboutFaces, aboutDigit) == face && silent(aboutFaces, aboutDigit) == !face,
				"digit": asked(aboutDigit, aboutHarm) == digit && silent(aboutDigit, aboutHarm) == !digit,
				"shape": asked(aboutShape, len(questions)) == shape && silent(aboutShape, len(questions)) == !shape,
				"harm":  asked(aboutHarm, aboutShape),
			} {
				if !ok {
					t.Errorf("step %d, picture %d: the wrong questions of a %s: %v", step, i, kind, row)
				}
			}
		}
	}
	if want := []int{64, 32, 16, 64, 64, 32, 64, 16}; !slices.Equal(sizes, want) {
		t.Errorf("pictures and sizes %v, want %v", sizes, want)
	}
}

// The answers about a face are its attributes, scaled; those about a kind have one that is true.
func TestAnswersAboutAFace(t *testing.T) {
	s := &sheet{random: rand.New(rand.NewPCG(5, 0)), side: 16, truth: make([]float32, len(questions)),
		known: make([]float32, len(questions))}
	s.face()
	f := data.NewFaces(rand.New(rand.NewPCG(5, 0)).Uint64(), 1, 18).Face(0)
	q := aboutFaces
	said := func(q int) float64 { return float64(s.truth[q])*questions[q].std + questions[q].mean }
	for _, a := range face.Attributes() {
		for k := range max(1, len(a.Kinds)) {
			want := a.Of(f)
			if a.Kinds != nil {
				want = 0
				if int(a.Of(f)) == k {
					want = 1
				}
			}
			gantest.Near(t, a.Name, said(q), want, 1e-6)
			q++
		}
	}
	if q != aboutDigit {
		t.Errorf("%d questions were asked of a face, and %d are meant", q-aboutFaces, aboutDigit-aboutFaces)
	}
}

func TestBlurred(t *testing.T) {
	dot := make([]uint8, 5*5*3)
	dot[(2*5+2)*3+1] = 160
	got := blurred(dot, 5)
	for i, want := range []uint8{10, 20, 10, 20, 40, 20, 10, 20, 10} {
		if v := got[((1+i/3)*5+1+i%3)*3+1]; v != want {
			t.Errorf("place %d is %d, want %d", i, v, want)
		}
	}
	if flat := blurred(bytes.Repeat([]byte{77}, 75), 5); !slices.Equal(flat, bytes.Repeat([]byte{77}, 75)) {
		t.Errorf("an even picture is %v", flat)
	}
}

// The seed decides where the weights start and what is drawn, each by itself; and only what is kept
// is in the file.
func TestSeedReachesBoth(t *testing.T) {
	drawn, start := map[uint64]uint64{}, map[uint64]float32{}
	for _, seed := range []uint64{1, 2} {
		file, err := Training{Steps: 1, Batch: 8, LearningRate: 1e-9, Seed: seed}.run(context.Background(), gantest.PlainGo(t),
			practice{
				name: "none",
				next: func(random *rand.Rand, _ int) []*tensors.Tensor {
					drawn[seed] = random.Uint64()
					return []*tensors.Tensor{tensors.FromValue([][]float32{{1}})}
				},
				loss: func(get weights, in []*Node) *Node {
					return ReduceAllSum(Mul(in[0], Add(get("a/W", 1, 1), get("b/W", 1, 1))))
				},
				keep: func(name string) bool { return name == "a/W" },
			}, nil)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := decode(file)
		if err != nil || len(decoded) != 1 {
			t.Fatalf("%d tensors were kept, error %v", len(decoded), err)
		}
		start[seed] = decoded["a/W"].values[0]
	}
	if drawn[1] == drawn[2] || math.Abs(float64(start[1]-start[2])) < 0.01 {
		t.Errorf("with two seeds %v was drawn, and weights start at %v", drawn, start)
	}
}
