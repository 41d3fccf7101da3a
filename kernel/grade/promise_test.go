package grade

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	own "gophergan/kernel/check"
)

// allInOne is the three functions in one file.
const allInOne = `package numbers

func Mean(x []float64) (m float64) {
	for i, v := range x {
		m += (v - m) / float64(i+1)
	}
	return m
}

func Variance(x []float64) (q float64) {
	for _, v := range x {
		q += (v - Mean(x)) * (v - Mean(x)) / float64(len(x))
	}
	return q
}

func Scale(x []float64, k float64) (y []float64) {
	for _, v := range x {
		y = append(y, k*v)
	}
	return y
}
`

const unwrittenScale = "package numbers\n\nfunc Scale(x []float64, k float64) []float64 {\n\tpanic(notWritten)\n}\n"

// handIns are answers that are right, or nearly, in all the forms that people give them.
var handIns = map[string]struct {
	files answers
	want  string
	says  string // of a file that is not taken: both the check and the grader say it
}{
	"each in its file":                               {good(), allPoints, ""},
	"all in one file":                                {answers{"mean.go": allInOne}, allPoints, ""},
	"all in one file of another name":                {answers{"my answers (1).go": allInOne}, allPoints, ""},
	"all in one file, and the stubs still lie there": {answers{"answers.go": allInOne, "scale.go": unwrittenScale}, allPoints, ""},
	"all in doc.go": {answers{"doc.go": strings.Replace(allInOne, "\n\n",
		"\n\nvar notWritten error\n\n", 1)}, allPoints, ""},
	"a helper file": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float64, k float64) []float64 { return each(x, "+
		"func(v float64) float64 { return k * v }) }\n").
		with("each.go", "package numbers\n\nfunc each(x []float64, f func(float64) float64) (y []float64) {\n\tfor _, v := range x "+
			"{\n\t\ty = append(y, f(v))\n\t}\n\treturn y\n}\n"), allPoints, ""},
	"a helper in another function's file": {good().with("mean.go", good()["mean.go"]+"\nfunc times(x, k float64) float64 { "+
		"return x * k }\n").
		with("scale.go", "package numbers\n\nfunc Scale(x []float64, k float64) (y []float64) {\n\tfor _, v := range x {\n\t\ty = "+
			"append(y, times(v, k))\n\t}\n\treturn y\n}\n"), allPoints, ""},
	"files with their names exchanged": {good().with("mean.go", good()["scale.go"]).with("scale.go", good()["mean.go"]), allPoints,
		""},
	"a type alias": {good().with("mean.go", "package numbers\n\ntype real = float64\n\ntype reals = "+
		"[]real\n\nfunc Mean(x reals) (m real) {\n\tfor i, v := range x {\n\t\tm += (v - m) / real(i+1)\n\t}\n\treturn m\n}\n"),
		allPoints, ""},
	"a type of its own": {good().with("mean.go", "package numbers\n\ntype vector []float64\n\nfunc Mean(x vector) "+
		"(m float64) {\n\tfor i, v := range x {\n\t\tm += (v - m) / float64(i+1)\n\t}\n\treturn m\n}\n"), allPoints, ""},
	"a generic function": {good().with("scale.go", "package numbers\n\nfunc Scale[T ~float64](x []T, k T) (y []T) "+
		"{\n\tfor _, v := range x {\n\t\ty = append(y, k*v)\n\t}\n\treturn y\n}\n"), allPoints, ""},
	"a variable that is a function": {good().with("mean.go", "package numbers\n\nvar Mean = func(x []float64) (m float64) "+
		"{\n\tfor i, v := range x {\n\t\tm += (v - m) / float64(i+1)\n\t}\n\treturn m\n}\n"), allPoints, ""},
	"package variables": {good().with("scale.go", `package numbers

import (
	"math/big"
	"math/rand/v2"
)

var seen = make(map[int]float64)

var one = big.NewFloat(1)

var random = rand.New(rand.NewPCG(1, 2))

var table = squares(10)

func squares(n int) (s []int) {
	for i := range n {
		s = append(s, i*i)
	}
	return s
}

func init() { seen[0] = 1 }

func Scale(x []float64, k float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		seen[i] = random.Float64()
		y[i], _ = new(big.Float).Mul(one, big.NewFloat(x[i]*k)).Float64()
	}
	return y
}
`), allPoints, ""},
	"packages that compute": {good().with("mean.go", `package numbers

import (
	"bytes"
	"container/heap"
	"log"
	"os"
	"reflect"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

type queue struct{ sort.Float64Slice }

func (q *queue) Push(v any) { q.Float64Slice = append(q.Float64Slice, v.(float64)) }

func (q *queue) Pop() any {
	last := len(q.Float64Slice) - 1
	v := q.Float64Slice[last]
	q.Float64Slice = q.Float64Slice[:last]
	return v
}

var calls atomic.Int64

func Mean(x []float64) float64 {
	began := time.Now()
	if calls.Add(1); len(x) == 0 || bytes.Equal(nil, []byte("x")) || unicode.IsDigit('x') || reflect.DeepEqual(x, nil) {
		return 0
	}
	q := &queue{}
	for _, v := range x {
		heap.Push(q, v)
	}
	sum := 0.0
	var lock sync.Mutex
	var wait sync.WaitGroup
	for range runtime.NumCPU() {
		wait.Go(func() {
			lock.Lock()
			defer lock.Unlock()
			for q.Len() > 0 {
				sum += heap.Pop(q).(float64)
			}
		})
	}
	wait.Wait()
	log.New(os.Stderr, "", 0).Println("a mean took", time.Since(began))
	return sum / float64(len(x))
}
`), allPoints, ""},
	"tests of one's own": {good().with("own_test.go", "package numbers\n\nfunc undefined() int { return nothing }\n"), allPoints,
		""},
	"a helper in a test": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float64, k float64) []float64 { return "+
		"times(x, k) }\n").with("own_test.go", "package numbers\n\nfunc times(x []float64, k float64) []float64 { return nil }\n"),
		"Mean 4, Scale 0, Variance 3", "it does not compile: line 3: undefined: times"},
	"a package that reaches the machine": {good().with("scale.go", strings.Replace(good()["scale.go"], "numbers\n",
		"numbers\n\nimport \"os\"\n\nvar _ = os.Getenv(\"HOME\")\n", 1)),
		"Mean 4, Scale 0, Variance 3", "line 5: of the package os an answer may use Stderr, Stdout, and not Getenv"},
	"what is asked for is called": {good().with("mean.go", "package numbers\n\nimport \"gophergan/ganlib/ref\"\n\nfunc Mean(x "+
		"[]float64) float64 { return ref.Mean(x) }\n").with("variance.go", solo()["variance.go"]),
		"Mean 0, Scale 3, Variance 3", "package gophergan/ganlib/ref: what exercises ask for lies there"},
	"a refused helper": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float64, k float64) []float64 { return "+
		"times(x, k) }\n").
		with("help.go", "package numbers\n\nimport \"os/exec\"\n\nfunc times(x []float64, k float64) []float64 { "+
			"exec.Command(\"\"); return nil }\n"),
		"Mean 4, Scale 0, Variance 3", "help.go was not taken: line 3: an answer may not use the package os/exec"},
	"other types": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float32, k float64) "+
		"[]float32 { return x }\n"), "Mean 4, Scale 0, Variance 3", "Scale has other types than the task asks for"},
	"it does not compile": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float64, k float64) "+
		"[]float64 {\n\treturn y\n}\n"), "Mean 4, Scale 0, Variance 3", "line 4: undefined: y"},
	"it is not Go": {good().with("scale.go", "package numbers\n\nfunc Scale( {\n"),
		"Mean 4, Scale 0, Variance 3", "it is not Go yet"},
	"declared twice": {good().with("scale.go", good()["scale.go"]+"\nfunc help() {}\n").with("mean.go",
		good()["mean.go"]+"\nfunc help() {}\n"), "Mean 4, Scale 0, Variance 3", "help redeclared"},
	"it panics at start": {good().with("scale.go", good()["scale.go"]+"\nfunc init() { panic(\"over\") }\n"),
		"Mean 4, Scale 0, Variance 3", "what runs before any function is called, func init or a variable of the package, ends the " +
			"program: "},
	"it ends the program": {good().with("scale.go", "package numbers\n\nimport \"log\"\n\nfunc Scale(x []float64, "+
		"k float64) []float64 { log.Fatal(k); return nil }\n"), "Mean 4, Scale 0, Variance 3", "program"},
	"for some systems": {good().with("scale.go", "//go:build linux\n\n"+good()["scale.go"]),
		"Mean 4, Scale 0, Variance 3", "counts on some machines only"},
	"not written": {good().with("scale.go", unwrittenScale), "Mean 4, Scale 0, Variance 3", ""},
	"one file that is not Go, and stubs": {answers{"answers.go": strings.Replace(allInOne, "package numbers",
		"package numbers\n\nimport (x\n", 1), "scale.go": unwrittenScale}, "Mean 0, Scale 0, Variance 0",
		"answers.go was not taken: it is not Go yet"},
	"a broken helper that nobody needs": {good().with("help.go", "package numbers\n\nvar x = undefined\n"), allPoints, ""},
	"deleted":                           {answers{"mean.go": good()["mean.go"]}, "Mean 4, Scale 0, Variance 0", ""},
}

// What a learner's own check promises, the grader gives: the same points for each function, and the
// same words where there are none.
func TestTheGraderGivesWhatTheCheckPromises(t *testing.T) {
	t.Parallel()
	school, class := newSchool(t), t.TempDir()
	write(t, filepath.Join(school, "exercises", slug, "README.md"),
		"# Exercise 90 · Numbers\n\n## Mean · 4 points\n\n## Variance · 3 points\n\n## Scale · 3 points\n")
	for name, h := range handIns {
		h.files.handIn(t, class, strings.ReplaceAll(name, " ", "_"))
	}
	_, results := grade(t, newGrader(t, school, class))
	for name, h := range handIns {
		result := results[strings.ReplaceAll(name, " ", "_")]
		if got := points(result); got != h.want || !strings.Contains(notes(result), h.says) {
			t.Errorf("%s: the grader gives %s, want %s; it says %q, want %q", name, got, h.want, notes(result), h.says)
		}
		for _, note := range functionNotes(result) {
			if explained := strings.Join(result.Explained(), "\n"); !strings.Contains(explained, note[:min(len(note), 100)]) {
				t.Errorf("%s: the table and the terminal say %q, and the student's page %q", name, explained, note)
			}
		}
		promised, said := promise(t, school, h.files)
		if promised != h.want || !strings.Contains(said, h.says) {
			t.Errorf("%s: the check promises %s, want %s; it says %q, want %q", name, promised, h.want, said, h.says)
		}
	}
}

// promise is what a check says in a learner's clone that holds these files.
func promise(t *testing.T, school string, files answers) (earned, said string) {
	t.Helper()
	folder := filepath.Join(school, "exercises", slug)
	for _, name := range []string{"mean.go", "variance.go", "scale.go"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	given := content(t, filepath.Join(folder, "doc.go"))
	for name, text := range files {
		write(t, filepath.Join(folder, name), text)
	}
	all, err := own.List(school)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := own.Run(t.Context(), school, all, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name := range files {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(folder, "doc.go"), given)
	words, lines := []string{}, append(reports[0].Notes, reports[0].Broken)
	for _, r := range reports[0].Results {
		words = append(words, fmt.Sprintf("%s %d", r.Name, r.Earned))
		lines = append(lines, r.Why...)
		if _, o := r.Failed(); o.Failure != "" {
			lines = append(lines, o.Failure)
		}
	}
	slices.Sort(words)
	return strings.Join(words, ", "), strings.Join(lines, "\n")
}

// functionNotes are what a student's page says of functions that were not tried.
func functionNotes(r Result) (notes []string) {
	for _, e := range r.Exercises {
		for _, f := range e.Functions {
			if f.Standing == Refused || f.Standing == Unbuilt || f.Standing == Todo {
				notes = append(notes, f.Notes...)
			}
		}
	}
	return notes
}
