package bench

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
	"gophergan/ganlib/zoo/stylegan2"
	"gophergan/kernel/experiment"
)

func TestJSON(t *testing.T) {
	b, err := experiment.BenchByName("mlp")
	if err != nil {
		t.Fatal(err)
	}
	device, err := backend.New("go")
	if err != nil {
		t.Fatal(err)
	}
	b.Batch = 4
	var out bytes.Buffer
	if err := (Options{Steps: 3, Rounds: 1, JSON: true}).Run(t.Context(), b, device, &out); err != nil {
		t.Fatal(err)
	}
	var r Result
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%q: %v", &out, err)
	}
	if r.Model != "mlp" || r.Backend != "go" || r.Batch != 4 || r.CompileS <= 0 || r.PeakMB <= 0 {
		t.Errorf("%+v", r)
	}
	if !(0 < r.MsMin && r.MsMin <= r.MsPerStep && r.MsPerStep <= r.MsMax && r.MsMin <= r.MsMean && r.MsMean <= r.MsMax) {
		t.Errorf("the times are in no order: %+v", r)
	}
}

// A period holds every phase a whole number of times, and lasts no longer than it must.
func TestPeriod(t *testing.T) {
	for want, every := range map[int][]int{1: {}, 16: {4, 16}, 4: {4}, 12: {4, 6}, 6: {2, 3, 1}} {
		if got := period(phased{every: every}); got != want {
			t.Errorf("phases every %d steps: a period of %d, want %d", every, got, want)
		}
	}
	if got := period(gan.Paper()); got != 1 {
		t.Errorf("without phases the period is %d", got)
	}
}

// phased is a recipe with phases that are due every so many steps.
type phased struct {
	train.Recipe
	every []int
}

func (r phased) Phases() (phases []train.Phase) {
	for _, every := range r.every {
		phases = append(phases, train.Phase{Every: every})
	}
	return phases
}

// Of a recipe with a penalty in every second step, whole periods are timed.
func TestWholePeriods(t *testing.T) {
	r := stylegan2.Tiny()
	r.Size, r.Base, r.Channels, r.R1Every, r.PathEvery = 8, 16, 1, 2, 1
	device, err := backend.New("go")
	if err != nil {
		t.Fatal(err)
	}
	timer, err := newTimer(experiment.Bench{Batch: 4, Recipe: r, HalfLife: 10}, device)
	if err != nil {
		t.Fatal(err)
	}
	defer timer.step.Close()
	result, err := timer.round(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if two := (result.MsMin + result.MsMax) / 2; math.Abs(two-result.MsMean) > 1e-9*two {
		t.Errorf("two periods take %g and %g ms a step, and the mean is %g: these are single steps", result.MsMin, result.MsMax, result.MsMean)
	}
	if timer.step.Step != 6+4 {
		t.Errorf("%d steps, want 6 that are not timed, and 4: 3 are no whole periods of 2", timer.step.Step)
	}
}

func TestMeans(t *testing.T) {
	if got := means([]float64{9, 1, 2, 4, 1, 1}, 2); !slices.Equal(got, []float64{5, 3, 1}) {
		t.Errorf("the means of two values each are %v", got)
	}
}

// A first step that had nothing to compile says nothing of the compiler.
func TestFirstStep(t *testing.T) {
	r := Result{Model: "mlp", CompileS: 0.5}
	if s := r.String(); !strings.HasSuffix(s, ", first step 0.5 s") {
		t.Errorf("got %q", s)
	}
	r.Kept = true
	if s := r.String(); !strings.HasSuffix(s, ", first step 0.5 s (compiled before)") {
		t.Errorf("got %q", s)
	}
}

func TestMedian(t *testing.T) {
	values := []float64{5, 1, 3}
	if got := median(values); got != 3 || values[0] != 5 {
		t.Errorf("the median is %g, and the values are now %v", got, values)
	}
	if got := median([]float64{7}); got != 7 {
		t.Errorf("of one value the median is %g", got)
	}
}
