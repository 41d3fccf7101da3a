package judge_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/edit/judge"
	"gophergan/ganlib/gantest"
)

// tiny looks at 8×8 pixels in grey.
func tiny() judge.Config {
	c := judge.For(8, judge.Attribute{Name: "spot", Kind: true}, judge.Attribute{Name: "brightness"})
	c.Channels, c.Base, c.Hidden = 1, 4, 16
	return c
}

// pictures are even grey of some brightness, 0 to 200, with noise; half of them have a bright spot
// of 2×2 pixels somewhere.
func pictures(seed uint64, n int) (pix []uint8, truth [][]float64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for range n {
		grey, spot := rng.IntN(200), rng.IntN(2)
		image := make([]uint8, 64)
		for i := range image {
			image[i] = uint8(grey + rng.IntN(20))
		}
		if at := rng.IntN(7)*8 + rng.IntN(7); spot == 1 {
			for _, d := range []int{0, 1, 8, 9} {
				image[at+d] = 255
			}
		}
		pix, truth = append(pix, image...), append(truth, []float64{float64(spot), float64(grey)})
	}
	return pix, truth
}

func newJudge(t testing.TB, c judge.Config) *judge.Judge {
	t.Helper()
	j, err := judge.New(gantest.PlainGo(t), c, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(j.Close)
	return j
}

func trained(t testing.TB) *judge.Judge {
	t.Helper()
	j := newJudge(t, tiny())
	pix, truth := pictures(1, 2000)
	c := judge.Training{Steps: 300, Batch: 32, LearningRate: 0.01, Seed: 1}
	steps := 0
	for p, err := range j.Train(context.Background(), c, pix, truth) {
		if steps++; err != nil || p.Step != steps || p.Steps != 300 || p.Elapsed <= 0 {
			t.Fatalf("event %d: %+v, %v", steps, p, err)
		}
	}
	if steps != 300 {
		t.Fatalf("%d events for 300 steps", steps)
	}
	return j
}

// On images that it has not seen a judge is right, and one that has not been trained is not. What
// Save keeps is the same judge.
func TestLearns(t *testing.T) {
	pix, truth := pictures(2, 300) // no whole number of batches
	check := func(j *judge.Judge) judge.Report {
		t.Helper()
		r, err := j.Check(pix, truth)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := check(newJudge(t, tiny())); r[0].Value > 0.75 || r[1].Value > 0.5 {
		t.Errorf("a judge without training is as good:\n%s", r)
	}
	j := trained(t)
	r := check(j)
	if !(r[0].Value > 0.93 && r[0].Chance < 0.6 && r[1].Value > 0.95) {
		t.Errorf("after training:\n%s", r)
	}

	dir := filepath.Join(t.TempDir(), "judges", "one")
	for range 2 { // the second replaces the first
		if err := j.Save(dir); err != nil {
			t.Fatal(err)
		}
	}
	again, err := judge.Open(gantest.PlainGo(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	was, err1 := j.Judge(pix)
	is, err2 := again.Judge(pix)
	if err1 != nil || err2 != nil || !slices.EqualFunc(was, is, slices.Equal[[]float64]) {
		t.Error("the judge that was saved says something else", err1, err2)
	}
	for _, row := range was {
		if row[0] < 0 || row[0] > 1 {
			t.Fatalf("the probability of a spot is %g", row[0])
		}
	}
	if !slices.Equal(again.Names(), []string{"spot", "brightness"}) {
		t.Errorf("it knows %v", again.Names())
	}
	few, err := j.Judge(pix[64*290:])
	if err != nil || !slices.EqualFunc(few, was[290:], slices.Equal[[]float64]) {
		t.Error("what is said of an image depends on the others", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(entries) != 1 {
		t.Errorf("saving left %v, %v", entries, err)
	}
}

// How good is told from what is said and what is true alone: the numbers by hand.
func TestScores(t *testing.T) {
	said := [][]float64{{0.9, 1}, {0.2, 2}, {0.6, 3}, {0.7, 6}}
	truth := [][]float64{{1, 1}, {0, 3}, {0, 3}, {1, 5}}
	a := judge.Attribute{Name: "beard", Kind: true}
	r := judge.Compare([]judge.Attribute{a, {Name: "smile"}}, said, truth)
	gantest.Near(t, "3 of 4 are right", r[0].Value, 0.75, 0)
	gantest.Near(t, "half have a beard", r[0].Chance, 0.5, 0)
	gantest.Near(t, "1 − (1 + 1)/(4 + 0 + 0 + 4)", r[1].Value, 0.75, 1e-12)
	want := "beard                 75.0 % right (50.0 % by chance)\nsmile                R²  0.75\n"
	if r.String() != want {
		t.Errorf("got\n%swant\n%s", r, want)
	}
	none := [][]float64{{0, 2}, {0, 2}, {0, 2}, {1, 2}}
	r = judge.Compare([]judge.Attribute{a, {Name: "smile"}}, none, none)
	gantest.Near(t, "always no", r[0].Chance, 0.75, 0)
	gantest.Near(t, "an amount that never varies, said rightly", r[1].Value, 1, 0)
}

// The same seeds give the same judge.
func TestSeeds(t *testing.T) {
	pix, truth := pictures(1, 64)
	loss := func(weights, order uint64) (last float64) {
		j, err := judge.New(gantest.PlainGo(t), tiny(), weights)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		for p, err := range j.Train(context.Background(), judge.Training{Steps: 3, Batch: 8, LearningRate: 0.01, Seed: order}, pix,
			truth) {
			if last = p.Loss; err != nil {
				t.Fatal(err)
			}
		}
		return last
	}
	if a := loss(1, 1); a != loss(1, 1) || a == loss(2, 1) || a == loss(1, 2) {
		t.Error("both seeds count, and nothing else")
	}
}

func TestStops(t *testing.T) {
	pix, truth := pictures(1, 64)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	for p, err := range newJudge(t, tiny()).Train(ctx, judge.Training{Steps: 100, Batch: 8, LearningRate: 0.01}, pix, truth) {
		if last = err; p.Step == 4 {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) || !strings.Contains(last.Error(), "stopped after step 4 of 100") {
		t.Errorf("error %v", last)
	}
	for range newJudge(t, tiny()).Train(context.Background(), judge.Training{Steps: 100, Batch: 8}, pix, truth) {
		break // whoever has seen enough
	}
}

func TestErrors(t *testing.T) {
	j := newJudge(t, tiny())
	pix, truth := pictures(1, 3)
	_, size := j.Judge(pix[1:])
	_, rows := j.Check(pix, truth[:2])
	_, row := j.Check(pix, [][]float64{{1, 2}, {1}, {0, 1}})
	_, none := judge.Open(gantest.PlainGo(t), t.TempDir())
	_, nothing := judge.New(gantest.PlainGo(t), judge.For(8), 1)
	_, odd := judge.New(gantest.PlainGo(t), judge.For(20, judge.Attribute{Name: "hat"}), 1)
	var training error
	for _, training = range j.Train(context.Background(), judge.Standard(), pix, nil) {
	}
	file := filepath.Join(t.TempDir(), "judge.json")
	if err := os.WriteFile(file, []byte("{}}"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, broken := judge.Open(gantest.PlainGo(t), filepath.Dir(file))
	for want, err := range map[string]error{
		"191 bytes are no whole number of images of 8×8 pixels with 1 channels": size,
		"got 3 images and 2 rows of true values":                                rows,
		"row 1 has 1 true values for 2 attributes":                              row,
		"holds no judge; train one and Save it there":                           none,
		"names no attributes":                                                   nothing,
		"images of 20×20 pixels":                                                odd,
		"got 3 images and 0 rows":                                               training,
		"is not what Save writes":                                               broken,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}
