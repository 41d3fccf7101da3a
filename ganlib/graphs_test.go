package ganlib_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// misleading are the functions of GoMLX that do something else than their names say, on one of the
// devices, and say nothing.
var misleading = map[string]string{
	"GatherSlices": "its gradient lands on wrong pixels in pure Go; Gather, a product with a matrix, or Slice where the place is " +
		"fixed",
	"Interpolate": "the gradient of its bilinear form lands on wrong pixels in pure Go; op.Resize, or a product with a matrix " +
		"of weights",
}

// inexact are those whose value is not what it seems where there are many numbers, or a NaN among
// them.
var inexact = map[string]string{
	"ReduceSum": "op.Sum", "ReduceAllSum": "op.Sum", "ReduceMean": "op.Mean", "ReduceAllMean": "op.Mean",
	"ReduceVariance": "the mean of squares by op.Mean", "ReduceMax": "op.Largest", "ReduceAllMax": "op.Largest",
	"ReduceMin": "op.Smallest", "ReduceAllMin": "op.Smallest",
}

// A wrong gradient on one device and a sum that drifts are found by nobody who looks at pictures.
func TestGraphsUseWhatIsRightOnEveryDevice(t *testing.T) {
	var problems []string
	for _, file := range tracked(t) {
		switch {
		case strings.HasPrefix(file, "lessons/") && path.Base(file) == "lesson.md":
			for _, cell := range block.FindAllStringSubmatch(string(read(t, file)), -1) {
				for name := range misleading {
					if strings.Contains(cell[2], name) {
						problems = append(problems, fmt.Sprintf("%s: a cell uses %s: %s", file, name, misleading[name]))
					}
				}
			}
		case path.Ext(file) == ".go" && !strings.HasSuffix(file, "_test.go"):
			names := []map[string]string{misleading}
			if strings.HasPrefix(file, "ganlib/") && !strings.HasPrefix(file, "ganlib/op/") {
				names = append(names, inexact)
			}
			problems = append(problems, uses(t, file, string(read(t, file)), names...)...)
		}
	}
	report(t, problems, "a gradient in pure Go has to be that of XLA, a mean over a large area may not depend on how it is added "+
		"up, "+
		"and a NaN has to be seen on every device")
}

// uses lists where a file names one of the functions. A sum that is only differentiated may be any:
// its value is not used.
func uses(t *testing.T, file, source string, names ...map[string]string) (problems []string) {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, source, 0)
	if err != nil {
		t.Errorf("%s does not parse: %v", file, err)
		return nil
	}
	var excused []ast.Node
	ast.Inspect(tree, func(n ast.Node) bool {
		if slices.Contains(excused, n) {
			return false
		}
		if id, ok := n.(*ast.Ident); ok {
			for _, of := range names {
				if instead, ok := of[id.Name]; ok {
					problems = append(problems, fmt.Sprintf("%s: %s: use %s", set.Position(id.Pos()), id.Name, instead))
				}
			}
		}
		if call, ok := n.(*ast.CallExpr); ok && called(call) == "Gradient" && len(call.Args) > 0 {
			if sum, ok := call.Args[0].(*ast.CallExpr); ok && called(sum) == "ReduceAllSum" {
				excused = append(excused, sum.Fun)
			}
		}
		return true
	})
	return problems
}

func TestMisleadingFunctionsAreFound(t *testing.T) {
	for body, want := range map[string]int{
		"y := GatherSlices(x, []int{1}, start, sizes, true)":       1,
		"y := graph.GatherSlices(x, []int{1}, start, sizes, true)": 1,
		"y := Interpolate(x, 1, 8, 8, 3).Bilinear().Done()":        1,
		"y := ReduceAndKeep(x, ReduceMean, 1, 2)":                  1,
		"y := graph.ReduceAllMax(Abs(x))":                          1,
		"y := ReduceAllSum(x); g := Gradient(y, x)":                1,
		"g := Gradient(Add(ReduceAllSum(x), y), x)":                1,
		"g := Gradient(ReduceAllSum(ReduceSum(x, 1)), x)":          1,
		"g := graph.Gradient(graph.ReduceAllSum(Square(x)), x)":    0,
		"y := op.Mean(x, 1, 2)":                                    0,
		"y := Gather(x, i) // not GatherSlices":                    0,
	} {
		got := uses(t, "x.go", "package x\nfunc f() { "+body+"\n}", misleading, inexact)
		if len(got) != want {
			t.Errorf("%s: found %q, want %d", body, got, want)
		}
	}
}
