package exercise

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gophergan/ganlib/ref"
)

func TestFileOf(t *testing.T) {
	for function, want := range map[string]string{
		"Value": "value.go", "OptimalD": "optimal_d.go", "GradientPenalty": "gradient_penalty.go", "R1Penalty": "r1_penalty.go",
		"KID": "kid.go",
	} {
		if got := FileOf(function); got != want {
			t.Errorf("FileOf(%s) = %s, want %s", function, got, want)
		}
	}
}

type unwritten struct{ error }

func (unwritten) NotWritten() {}

func attempt(run func(t *Trial)) Outcome {
	return try(Case{Name: "it is tried", Run: run}, newTrial(1, "F", "it is tried", true))
}

func TestWhatAFunctionCanDo(t *testing.T) {
	var none []float64
	for _, test := range []struct {
		name  string
		run   func(t *Trial)
		state State  // as far as try decides it
		says  string // part of the failure
	}{
		{"it is right", func(t *Trial) { t.Number("y", 1, 1) }, "", ""},
		{"it is not written", func(t *Trial) { panic(unwritten{errors.New("not yet")}) }, Todo, ""},
		{"it is not written, says a graph", func(t *Trial) {
			panic(fmt.Errorf("exec: %w", unwritten{errors.New("not yet")}))
		}, Todo, ""},
		{"it panics with a text", func(t *Trial) { panic("help\nat line 3") }, "", "it panics: help"},
		{"it panics with an error", func(t *Trial) { panic(errors.New("no shape")) }, "", "it panics: no shape"},
		{"it panics with nil", func(t *Trial) { panic(nil) }, "", "it panics: panic called with nil"},
		{"it divides by zero", func(t *Trial) { t.Number("y", none[3], 0) }, "", "index out of range"},
		{"it makes far too much", func(t *Trial) { t.Numbers("y", make([]float64, 5000), nil) }, "", "returns 5000 values"},
		{"its panic is long", func(t *Trial) { panic(strings.Repeat("ä", 5000)) }, "", "ä…"},
	} {
		o := attempt(test.run)
		if o.State != test.state || !strings.Contains(o.Failure, test.says) || test.says == "" && o.Failure != "" ||
			strings.Contains(o.Failure, "\n") || len(o.Failure) > 700 {
			t.Errorf("%s: state %q, failure %q; want %q and %q", test.name, o.State, o.Failure, test.state, test.says)
		}
	}
}

func TestAGoroutineThatEndsIsNoAnswer(t *testing.T) {
	done := make(chan Outcome)
	go func() {
		done <- attempt(func(*Trial) { (&testing.T{}).SkipNow() })
	}()
	if o := <-done; !strings.Contains(o.Failure, "ended its goroutine") {
		t.Errorf("failure %q", o.Failure)
	}
}

func TestALoopIsLeftAlone(t *testing.T) {
	usual := patience
	patience = 10 * time.Millisecond
	t.Cleanup(func() { patience = usual })
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	tried := 0
	loop := Case{Name: "it loops", Run: func(*Trial) { tried++; <-stop }}
	outcomes := tryAll("F", 1, true, []Case{{Name: "it ends", Points: 3, Run: func(t *Trial) {
		t.Number("y", 1, 1)
	}}, loop, loop, loop})
	if outcomes[0].State != Right || outcomes[0].Points != 3 || outcomes[0].Case != "it ends" || outcomes[0].Function != "F" {
		t.Errorf("before the loop: %+v", outcomes[0])
	}
	for _, o := range outcomes[1:] {
		if o.Failure != tooSlow || o.State != Wrong {
			t.Errorf("state %q, failure %q; want %q", o.State, o.Failure, tooSlow)
		}
	}
	if tried != 1 {
		t.Errorf("the loop was tried %d times, each of which takes a minute", tried)
	}
}

type withStack struct{ error }

func (withStack) Stack() string {
	return "x\n\t/tmp/exercises/ex01_x/x_test.go:3\n\t/tmp/exercises/ex01_x/value_of.go:12 +0x1a\n\t/tmp/exercises/ex01_x/x.go:4"
}

func TestPlaceIsTheLearnersLine(t *testing.T) {
	if got := place(withStack{errors.New("x")}); got != "value_of.go:12" {
		t.Errorf("place %q, want value_of.go:12", got)
	}
	if got := place("from here, which is no exercise"); got != "" {
		t.Errorf("place %q, want none", got)
	}
	if o := attempt(func(*Trial) { panic(withStack{errors.New("x")}) }); o.Where != "value_of.go:12" {
		t.Errorf("place %q of an outcome", o.Where)
	}
}

func compared(got, want []float64) Comparison {
	return Comparison{What: "y", Dims: []int{len(got)}, Got: floats(got), WantDims: []int{len(want)}, Want: floats(want)}
}

func TestRight(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, test := range []struct {
		why       string
		got, want []float64
		allow     float64
		right     bool
	}{
		{"equal", []float64{1, -2}, []float64{1, -2}, 0, true},
		{"within", []float64{1.0009}, []float64{1}, 1e-3, true},
		{"beyond", []float64{1.0011}, []float64{1}, 1e-3, false},
		{"small numbers have the tolerance of 1", []float64{0.0009}, []float64{0}, 1e-3, true},
		{"large ones have more", []float64{1000.9}, []float64{1000}, 1e-3, true},
		{"and not too much", []float64{1001.1}, []float64{1000}, 1e-3, false},
		{"one of two", []float64{1, 3}, []float64{1, 2}, 1e-3, false},
		{"too few", []float64{1}, []float64{1, 2}, 1, false},
		{"none", nil, []float64{1}, 1, false},
		{"no number", []float64{nan}, []float64{1}, 10, false},
		{"no number where none is wanted", []float64{nan}, []float64{nan}, 10, false},
		{"infinite", []float64{inf}, []float64{1}, 1e-3, false},
		{"infinite with the wrong sign", []float64{-inf}, []float64{inf}, 1e-3, false},
		{"infinite, as wanted", []float64{inf}, []float64{inf}, 0, true},
	} {
		if got := compared(test.got, test.want).Right(test.allow); got != test.right {
			t.Errorf("%s: right is %t", test.why, got)
		}
	}
	flat := compared(make([]float64, 4), make([]float64, 4))
	flat.Dims = []int{2, 2}
	if flat.Right(1) {
		t.Error("[2, 2] passes for [4]")
	}
}

func TestTextSaysAllThatIsNeeded(t *testing.T) {
	o := Outcome{
		Function: "Square", Case: "x is 3", State: Wrong, Allow: 1e-9, Why: "one product", Cause: "x times x",
		Inputs:   []Input{{"x", "3"}},
		Compared: []Comparison{compared([]float64{1, 6}, []float64{1, 9}), compared([]float64{1}, []float64{1})},
	}
	text := o.Text()
	for _, want := range []string{"Square is wrong where x is 3", "given    x = 3", "y = [1 6], 6 at [1]", "y = [1 9], 9 at [1]",
		"by 3; 9e-09 is allowed: one product", "likely   x times x"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Count(text, "got ") != 1 {
		t.Errorf("what is right is told as wrong:\n%s", text)
	}
	o.Mistake = &Mistake{Name: "A sum", Text: "It is a product."}
	if text := o.Text(); !strings.Contains(text, "mistake  A sum. It is a product.") || strings.Contains(text, "likely") {
		t.Errorf("the mistake is not named:\n%s", text)
	}
	o.Mistake, o.Failure, o.Where = nil, "it panics: no", "square.go:3"
	if text := o.Text(); !strings.Contains(text, "failed   it panics: no\n  in       square.go:3") ||
		strings.Contains(text, "likely") {
		t.Errorf("a panic has not the causes of a wrong number:\n%s", text)
	}
	o.Failure, o.Where = "", ""
	o.Compared[0] = compared([]float64{1, 2, 3}, []float64{1})
	if text := o.Text(); !strings.Contains(text, "an array of shape [3]") || !strings.Contains(text, "one of shape [1]") {
		t.Errorf("the shapes are not told:\n%s", text)
	}
	o.Compared[0] = compared([]float64{1 + 1e-7}, []float64{1})
	if text := o.Text(); !strings.Contains(text, "y = 1.0000001\n") || !strings.Contains(text, "y = 1.0000000\n") &&
		!strings.Contains(text, "y = 1\n") {
		t.Errorf("the digits that differ are not shown:\n%s", text)
	}
	o.Compared[0] = compared([]float64{2, math.NaN()}, []float64{1, 1})
	if text := o.Text(); !strings.Contains(text, "NaN at [1]") || !strings.Contains(text, "NaN is not a number") {
		t.Errorf("NaN is not told:\n%s", text)
	}
}

func TestAMistakeIsNamedOnlyIfAllNumbersAgree(t *testing.T) {
	outcome := func(name string, got float64, state State) Outcome {
		return Outcome{Function: "F", Case: name, State: state, Allow: 1e-12,
			Compared: []Comparison{compared([]float64{got}, []float64{1})}}
	}
	mistake := Mistake{Function: "F", Name: "twice", Cases: map[string]Numbers{
		"a": {Compared: []Comparison{compared([]float64{2}, nil)}},
		"b": {Compared: []Comparison{compared([]float64{1}, nil)}},
	}}
	lost := Mistake{Function: "F", Name: "lost", Cases: map[string]Numbers{
		"a": {Compared: []Comparison{compared([]float64{math.NaN()}, nil)}},
		"b": {Compared: []Comparison{compared([]float64{1}, nil)}},
	}}
	nan := []Outcome{outcome("a", math.NaN(), Wrong), outcome("b", 1, Right)}
	if nameMistake(nan, []Mistake{lost}); nan[0].Mistake == nil {
		t.Error("a mistake is not known by its NaN")
	}
	for _, test := range []struct {
		why   string
		a, b  Outcome
		named bool
	}{
		{"same numbers", outcome("a", 2, Wrong), outcome("b", 1, Right), true},
		{"twelve digits are kept", outcome("a", 2+1e-11, Wrong), outcome("b", 1, Right), true},
		{"other numbers", outcome("a", 3, Wrong), outcome("b", 1, Right), false},
		{"another number where the mistake is right", outcome("a", 2, Wrong), outcome("b", 5, Wrong), false},
		{"an unknown case", outcome("a", 2, Wrong), outcome("c", 1, Right), false},
	} {
		outcomes := []Outcome{test.a, test.b}
		nameMistake(outcomes, []Mistake{{Function: "F", Name: "none"}, lost, mistake})
		if named := outcomes[0].Mistake != nil && outcomes[0].Mistake.Name == "twice"; named != test.named ||
			outcomes[1].Mistake != nil && outcomes[1].State == Right {
			t.Errorf("%s: named %+v and %+v", test.why, outcomes[0].Mistake, outcomes[1].Mistake)
		}
	}
	failed := []Outcome{{Function: "F", Case: "a", State: Wrong, Failure: "it panics"}}
	nameMistake(failed, []Mistake{{Function: "F", Name: "quiet", Cases: map[string]Numbers{"a": {}}}})
	if failed[0].Mistake != nil {
		t.Error("a panic is called a mistake that gives no panic")
	}
	other := []Outcome{{Function: "G", Case: "a", State: Wrong}}
	nameMistake(other, []Mistake{{Function: "F", Name: "of F", Cases: map[string]Numbers{"a": {}}}})
	if other[0].Mistake != nil {
		t.Error("G is told a mistake of F")
	}
}

// A grader believes the numbers of a submission and nothing else that it says.
func TestAgreesBelievesNumbersOnly(t *testing.T) {
	reference := Outcome{Function: "F", Case: "a", State: Unjudged, Allow: 1e-9,
		Compared: []Comparison{{What: "y", Got: floats([]float64{2})}}}
	own := func(change func(*Outcome)) Outcome {
		o := reference
		o.Compared = slices.Clone(reference.Compared)
		change(&o)
		return o
	}
	for _, test := range []struct {
		why    string
		o      Outcome
		agrees bool
	}{
		{"same", own(func(*Outcome) {}), true},
		{"a wrong number", own(func(o *Outcome) { o.Compared[0].Got = floats([]float64{3}) }), false},
		{"a wrong number that it allows itself", own(func(o *Outcome) {
			o.Compared[0].Got, o.Allow = floats([]float64{3}), 10
		}), false},
		{"a wrong number that it says is wanted", own(func(o *Outcome) {
			o.Compared[0].Got = floats([]float64{3})
			o.Compared[0].Want = floats([]float64{3})
		}), false},
		{"it says that it is right", own(func(o *Outcome) { o.Compared[0].Got, o.State = floats([]float64{3}), Right }), false},
		{"no numbers", own(func(o *Outcome) { o.Compared = nil }), false},
		{"not written", own(func(o *Outcome) { o.State = Todo }), false},
		{"a panic after the numbers", own(func(o *Outcome) { o.Failure = "it panics" }), false},
		{"NaN", own(func(o *Outcome) { o.Compared[0].Got = floats([]float64{math.NaN()}) }), false},
		{"another name", own(func(o *Outcome) { o.Compared[0].What = "z" }), false},
		{"another shape", own(func(o *Outcome) { o.Compared[0].Dims = []int{1} }), false},
	} {
		if got := test.o.Agrees(reference); got != test.agrees {
			t.Errorf("%s: agrees is %t", test.why, got)
		}
	}
}

func TestOutcomesSurviveTheWay(t *testing.T) {
	big := make([]float64, 900)
	for i := range big {
		big[i] = math.Sin(float64(i))
	}
	big[3], big[4] = math.NaN(), math.Inf(-1)
	o := Outcome{Function: "F", Case: "ä ‖∇D‖", Compared: []Comparison{compared(big, big)},
		Inputs: []Input{{"x̂", strings.Repeat("ε", 3000)}}}
	parts, err := o.parts()
	if err != nil || len(parts) < 3 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	var r Reader
	for i, part := range parts {
		if len(part) > partSize+20 || strings.ContainsAny(part, "\r\n") ||
			!strings.HasPrefix(part, fmt.Sprintf("%d/%d ", i+1, len(parts))) || strings.ToValidUTF8(part, "?") != part {
			t.Errorf("part %d is %.60q…, %d bytes", i, part, len(part))
		}
		got, ok, err := r.Add("T", part)
		if err != nil || ok != (i == len(parts)-1) {
			t.Fatalf("part %d: %t, %v", i, ok, err)
		}
		if ok && (fmt.Sprint(got.Compared) != fmt.Sprint(o.Compared) || !reflect.DeepEqual(got.Inputs, o.Inputs) ||
			got.Case != o.Case) {
			t.Errorf("what comes is not what went: %+v", got)
		}
	}
}

func TestReaderRefusesDisorder(t *testing.T) {
	for _, values := range [][]string{
		{"2/2 x"}, {"1/2 {", "1/2 {", "3/2 }"}, {"1/1 {"}, {"nonsense"}, {""}, {"1/2 {",
			"3/3 }"}, {"0/0 {}"}, {"-1/1 {}"}, {`1/1 {"compared":[{"dims":[3],"got":[1]}]}`},
		{`1/1 {"compared":[{"dims":[-1],"got":[]}]}`},
	} {
		var r Reader
		var failed error
		for _, v := range values {
			if _, _, err := r.Add("T", v); err != nil {
				failed = err
			}
		}
		if failed == nil {
			t.Errorf("%q is taken for an outcome", values)
		}
	}
	var r Reader // two tests at the same time do not mix
	_, _, _ = r.Add("A", `1/2 {"function":`)
	_, _, _ = r.Add("B", `1/2 {"function":`)
	a, ok, err := r.Add("A", `2/2 "F"}`)
	if !ok || err != nil || a.Function != "F" {
		t.Errorf("%+v, %t, %v", a, ok, err)
	}
}

func FuzzReader(f *testing.F) {
	f.Add("1/2 {", "2/2 }")
	f.Add("1/1 {\"compared\":[{\"got\":[\"NaN\",1e999]}]}", "9/1")
	f.Fuzz(func(t *testing.T, a, b string) {
		var r Reader
		for _, v := range []string{a, b} {
			if o, ok, _ := r.Add("T", v); ok {
				o.Agrees(o)
				_ = o.Text()
			}
		}
	})
}

// Draws depend on the seed, the function and the case, and on nothing else.
func TestDraws(t *testing.T) {
	draw := func(seed uint64, function, name string) string {
		trial := newTrial(seed, function, name, true)
		return fmt.Sprint(trial.Normal("a", 2, 0, 1), trial.Uniform("b", 2, 0, 1), trial.Int("c", 0, 1000000), trial.Array("d", 1, 2))
	}
	first := draw(1, "F", "a")
	if first != draw(1, "F", "a") {
		t.Error("the same draws differ")
	}
	for _, other := range []string{draw(2, "F", "a"), draw(1, "G", "a"), draw(1, "F", "b")} {
		if other == first {
			t.Error("other draws are equal")
		}
	}
	trial := newTrial(1, "F", "a", true)
	for _, v := range trial.Uniform("u", 1000, 2, 3) {
		if v < 2 || v >= 3 {
			t.Fatalf("%g is not in [2, 3)", v)
		}
	}
	seen := map[int]bool{}
	for range 200 {
		seen[trial.Int("n", 4, 6)] = true
	}
	if len(seen) != 3 || !seen[4] || !seen[6] {
		t.Errorf("Int(4, 6) gives %v", seen)
	}
	m, s := 0.0, 0.0
	for _, v := range trial.Normal("z", 10000, 5, 2) {
		m, s = m+v/10000, s+(v-5)*(v-5)/10000
	}
	if math.Abs(m-5) > 0.1 || math.Abs(s-4) > 0.3 {
		t.Errorf("mean %g and variance %g, want 5 and 4", m, s)
	}
	if got := trial.inputs[0]; got.Name != "u" || !strings.Contains(got.Value, "… 992 more") {
		t.Errorf("noted %+v", got)
	}
	trial = newTrial(1, "F", "a", false)
	trial.Arrays("x", ref.Zeros(2), ref.Zeros(2))
	if c := trial.compared[0]; c.Want != nil || c.WantDims != nil || len(c.Got) != 2 {
		t.Errorf("where nothing is judged the wanted numbers are told: %+v", c)
	}
}
