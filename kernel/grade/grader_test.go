package grade

import (
	"fmt"
	"strings"
	"testing"
)

func TestPointsAreThoseOfTheCasesThatAreRight(t *testing.T) {
	t.Parallel()
	school, class := newSchool(t), t.TempDir()
	first, _ := publicMean()
	stub := "package numbers\n\nfunc Mean(x []float64) float64 {\n\tpanic(notWritten)\n}\n"
	tests := map[string]struct {
		a     answers
		want  string
		notes string
	}{
		"all_right": {good(), allPoints, "right"},
		"nothing":   {answers{}, "Mean 0, Scale 0, Variance 0", "todo"},
		"one_todo": {good().with("variance.go", "package numbers\n\nfunc Variance(x []float64) float64 { return -1 }\n").with("mean.go",
			stub),
			"Mean 0, Scale 3, Variance 0", "todo"},
		"naive_variance": {good().with("variance.go", `package numbers

func Variance(x []float64) float64 {
	s, q := 0.0, 0.0
	for _, v := range x {
		s, q = s+v, q+v*v
	}
	n := float64(len(x))
	return q/n - s/n*s/n
}
`), "Mean 4, Scale 3, Variance 2", "partly"},
		"in_place": {good().with("scale.go", `package numbers

func Scale(x []float64, k float64) []float64 {
	for i := range x {
		x[i] *= k
	}
	return x
}
`), "Mean 4, Scale 2, Variance 3", "partly"},
		"by_heart": {good().with("mean.go", "package numbers\n\nfunc Mean(x []float64) float64 {\n\tif len(x) == 2 {\n\t\treturn "+
			"3\n\t}\n\treturn 0\n}\n").
			with("variance.go", "package numbers\n\nfunc Variance([]float64) float64 { return 4 }\n"),
			"Mean 0, Scale 3, Variance 0", "wrong"},
		"wrong_with_the_public_seed_only": {good().with("mean.go", fmt.Sprintf("package numbers\n\nfunc Mean(x []float64) (m "+
			"float64) {\n\tfor i, v := range x {\n\t\tm += (v - m) / float64(i+1)\n\t}\n\tif len(x) > 0 && x[0] == %.17g {\n\t\treturn "+
			"0\n\t}\n\treturn m\n}\n", first)),
			"Mean 0, Scale 3, Variance 3", "wrong"},
		"no_go": {good().with("scale.go", "package numbers\n\nfunc Scale( {\n"), "Mean 4, Scale 0, Variance 3", "it is not Go yet"},
		"does_not_compile": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float64, k float64) []float64 {\n\treturn "+
			"y\n}\n"),
			"Mean 4, Scale 0, Variance 3", "line 4: undefined: y"},
		"leans_on_a_file_that_is_not_taken": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float64, k float64) "+
			"[]float64 { return times(x, k) }\n").
			with("help.go", "package numbers\n\nimport \"os/exec\"\n\nfunc times(x []float64, k float64) []float64 { "+
				"exec.Command(\"\"); return nil }\n"),
			"Mean 4, Scale 0, Variance 3", "help.go was not taken: line 3: an answer may not use the package os/exec"},
		"declared_twice": {good().with("scale.go", good()["scale.go"]+"\nfunc help() {}\n").with("mean.go", good()["mean.go"]+
			"\nfunc help() {}\n"),
			"Mean 4, Scale 0, Variance 3", "help redeclared"},
		"panics": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float64, k float64) []float64 { return x[:9] }\n"),
			"Mean 4, Scale 0, Variance 3", "it panics: runtime error: slice bounds out of range"},
		"only_the_empty_case_panics": {good().with("mean.go", "package numbers\n\nfunc Mean(x []float64) float64 {\n\ts := "+
			"x[0]\n\tfor _, v := range x[1:] {\n\t\ts += v\n\t}\n\treturn s / float64(len(x))\n}\n"),
			"Mean 3, Scale 3, Variance 3", "it panics"},
		"other_types": {good().with("scale.go", "package numbers\n\nfunc Scale(x []float32, k float64) []float32 { return x }\n"),
			"Mean 4, Scale 0, Variance 3", "Scale has other types than the task asks for: cannot use"},
	}
	for student, test := range tests {
		test.a.handIn(t, class, student)
	}
	run, results := grade(t, newGrader(t, school, class))
	if len(run.Seeds) != 3 || run.Seeds[0] != 1 || run.Seeds[1] == run.Seeds[2] {
		t.Errorf("seeds %v, want the public one and two others", run.Seeds)
	}
	for student, test := range tests {
		r := results[student]
		t.Logf("%s: %.1f s", student, r.Seconds)
		if got := points(r); got != test.want {
			t.Errorf("%s earned %s, want %s:\n%s", student, got, test.want, notes(r))
		}
		if got := notes(r); !strings.Contains(got, test.notes) {
			t.Errorf("%s: the notes are %q, want %q in them", student, got, test.notes)
		}
		if c := r.Exercises[0].Functions[2].Cases[0]; student == "panics" && (c.Public == nil || c.Public.Where != "scale.go:3") {
			t.Errorf("the line that panics is told as %+v", c.Public)
		}
		if r.Points() != 10 {
			t.Errorf("%s: %d points to be had, want 10", student, r.Points())
		}
	}
}
