package exercise

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"gophergan/ganlib/ref"
)

// Case is one situation in which a function gives numbers.
type Case struct {
	Name   string // the situation, such as "D tosses a coin"; unique for its function
	Points int
	Core   bool    // its inputs are drawn, and only who has the whole function gets them right; a function needs one, see [Award]
	Allow  float64 // how far off a number of size 1 may be; one of size 100 may be 100 times as far off
	Why    string  // why that much
	Cause  string  // the usual cause of a difference
	Run    func(t *Trial)
}

// Trial is one run of a case. It draws inputs, and takes down what is given and what is compared.
type Trial struct {
	random   *rand.Rand
	judge    bool
	inputs   []Input
	compared []Comparison
}

// Input is an argument, as a learner reads it.
type Input struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Comparison is a number, or an array of numbers, and what it should be.
type Comparison struct {
	What string  `json:"what"`
	Dims []int   `json:"dims"` // of Got; none: one number
	Got  []Float `json:"got"`
	// Only where it is judged:
	WantDims []int   `json:"want_dims,omitempty"`
	Want     []Float `json:"want,omitempty"`
}

// newTrial draws other numbers for every case, the same ones for the same seed.
func newTrial(seed uint64, function, name string, judge bool) *Trial {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%s", function, name)
	return &Trial{random: rand.New(rand.NewPCG(seed, h.Sum64())), judge: judge}
}

// Given takes down an argument under its name.
func (t *Trial) Given(name string, value any) {
	t.inputs = append(t.inputs, Input{name, show(value)})
}

// Vector takes down the given values as an argument, and returns them.
func (t *Trial) Vector(name string, values ...float64) []float64 {
	t.Given(name, values)
	return values
}

// Normal draws n values from N(mean, std²).
func (t *Trial) Normal(name string, n int, mean, std float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = mean + std*t.random.NormFloat64()
	}
	return t.Vector(name, x...)
}

// Uniform draws n values from U[from, to).
func (t *Trial) Uniform(name string, n int, from, to float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = from + (to-from)*t.random.Float64()
	}
	return t.Vector(name, x...)
}

// Array draws an array from N(0, 1).
func (t *Trial) Array(name string, dims ...int) ref.Array {
	x := ref.Zeros(dims...)
	for i := range x.Values {
		x.Values[i] = t.random.NormFloat64()
	}
	t.Given(name, x)
	return x
}

// Size draws a whole number, from and to included, that a learner sees without being told: as the
// length of what has that many values.
func (t *Trial) Size(from, to int) int { return from + t.random.IntN(to-from+1) }

// Int draws a whole number, from and to included.
func (t *Trial) Int(name string, from, to int) int {
	n := t.Size(from, to)
	t.Given(name, n)
	return n
}

// Number compares two numbers.
func (t *Trial) Number(what string, got, want float64) {
	t.compare(what, nil, []float64{got}, nil, []float64{want})
}

// Numbers compares two lists of numbers.
func (t *Trial) Numbers(what string, got, want []float64) {
	t.compare(what, []int{len(got)}, got, []int{len(want)}, want)
}

// Arrays compares shape and values.
func (t *Trial) Arrays(what string, got, want ref.Array) {
	t.compare(what, got.Dims, got.Values, want.Dims, want.Values)
}

// mostValues is more than any case asks for, and few enough to be sent along.
const mostValues = 1000

// tooManyValues is the panic of a trial whose function returned that many.
type tooManyValues int

func (n tooManyValues) Error() string {
	return fmt.Sprintf("it returns %d values, which is more than any exercise asks for", int(n))
}

func (t *Trial) compare(what string, dims []int, got []float64, wantDims []int, want []float64) {
	if len(got) > mostValues {
		panic(tooManyValues(len(got)))
	}
	c := Comparison{What: what, Dims: dims, Got: floats(got)}
	if t.judge {
		c.WantDims, c.Want = wantDims, floats(want)
	}
	t.compared = append(t.compared, c)
}
