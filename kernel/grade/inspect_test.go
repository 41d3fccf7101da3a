package grade

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInspect(t *testing.T) {
	t.Parallel()
	e, err := LoadExercise(newSchool(t), slug)
	if err != nil {
		t.Fatal(err)
	}
	f := e.Functions[0]
	const mean = "\nfunc Mean(x []float64) float64 { return 0 }\n"
	for _, test := range []struct{ source, want, why string }{
		{"package numbers\n" + mean, "", "a plain answer"},
		{"package numbers\n\nimport (\n\t\"fmt\"\n\tm \"math\"\n)\n\nvar eps = 1e-9 * m.Pi\n" + mean + "\nfunc help() { fmt.Println(m.Sqrt(2)) }\n", "", "numbers and printing are free"},
		{"package numbers\n\nvar limit = []float64{float64(3), -1}\n" + mean, "", "a table is no trick"},
		{"package numbers\n\nfunc Mean(values []float64) (result float64) { return }\n", "", "names are the student's"},
		{"package main\n" + mean, "called numbers here", "another package"},
		{"package numbers\n\nimport \"os\"\n" + mean, "the package os is not needed here", "os ends programs"},
		{"package numbers\n\nimport \"unsafe\"\n" + mean, "unsafe is not needed", "unsafe reads everything"},
		{"package numbers\n\nimport \"testing\"\n" + mean, "testing is not needed", "it says who calls"},
		{"package numbers\n\nimport \"gophergan/solutions/ex90_numbers\"\n" + mean, "solutions/ex90_numbers is not needed", "the reference"},
		{"package numbers\n\nimport \"gophergan/ganlib/ref\"\n" + mean, "ganlib/ref is not needed", "the twin of the reference"},
		{"package numbers\n\nimport \"C\"\n" + mean, "C code is not taken", "cgo"},
		{"package numbers\n\nimport _ \"embed\"\n" + mean, "embed is not needed", "embed reads files"},
		{"package numbers\n\nimport . \"math\"\n" + mean, "without the dot", "names would come from anywhere"},
		{"package numbers\n\nimport _ \"math\"\n" + mean, "does nothing here", "an import for its side effects"},
		{"//go:build linux\n\npackage numbers\n" + mean, "tells the compiler something", "a build constraint"},
		{"// +build linux\n\npackage numbers\n" + mean, "counts everywhere", "an old build constraint"},
		{"package numbers\n\n//go:linkname x os.Exit\nfunc x(int)\n" + mean, "tells the compiler something", "linkname"},
		{"package numbers\n\n//line other.go:1\n" + mean, "tells the compiler something", "errors would name another file"},
		{"package numbers\n\n/*line other.go:1:1*/\n" + mean, "tells the compiler something", "errors would name another file"},
		{"package numbers\n\n// go: a comment\n// line 3 is the sum\n" + mean, "", "words in a comment are words"},
		{"package numbers\n\nfunc x(int)\n" + mean, "func x has no body", "its body would be elsewhere"},
		{"package numbers\n\nfunc init() { println(1) }\n" + mean, "func init would run on its own", "init"},
		{"package numbers\n\nvar x = func() int { return 1 }()\n" + mean, "before any test begins", "init by another name"},
		{"package numbers\n\nvar x = help()\n\nfunc help() int { return 1 }\n" + mean, "before any test begins", "init by another name"},
		{"package numbers\n\nvar x = <-make(chan int)\n" + mean, "before any test begins", "waits for ever"},
		{"package numbers\n", "there is no function Mean", "nothing to test"},
		{"package numbers\n\ntype t int\n\nfunc (t) Mean(x []float64) float64 { return 0 }\n", "there is no function Mean", "a method is none"},
		{"package numbers\n\nfunc Mean[T any](x []float64) float64 { return 0 }\n", "has the types func[any](", "generic"},
		{"package numbers\n\nfunc Mean(x ...float64) float64 { return 0 }\n", "has the types func(...float64)", "variadic"},
		{"package numbers\n\nfunc Mean(x []float64) float64 {", "not Go yet", "half a file"},
		{strings.Repeat("(", 200_000), "not Go yet", "deep nonsense"},
	} {
		got := strings.Join(e.Inspect(f, []byte(test.source)), "\n")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: refused with %q, want %q\n%.200s", test.why, got, test.want, test.source)
		}
	}
}

// What some solution needs of this module's packages an answer may use, and no more: what is asked for may lie beside it.
func TestOnlyTheSymbolsThatSolutionsUse(t *testing.T) {
	t.Parallel()
	school := newSchool(t)
	write(t, filepath.Join(school, "solutions", slug, "mean.go"), "package numbers\n\nimport \"gophergan/ganlib/layer\"\n\nfunc Mean(x []float64) float64 { return layer.Sum(x) }\n")
	write(t, filepath.Join(school, "solutions", slug, "right", "mean-more.go"), "package numbers\n\nimport \"gophergan/ganlib/layer\"\n\nvar x = layer.More\n")
	e, err := LoadExercise(school, slug)
	if err != nil {
		t.Fatal(err)
	}
	source := "package numbers\n\nimport l \"gophergan/ganlib/layer\"\nimport \"gophergan/ganlib/op\"\n\nfunc Mean(x []float64) float64 { return l.Sum(x) + l.More + l.Mean(x) + op.Any(x) }\n"
	if got := strings.Join(e.Inspect(e.Functions[0], []byte(source)), "\n"); got != "line 6: l.Mean is not needed here; of gophergan/ganlib/layer an answer may use More, Sum" {
		t.Errorf("refused with %q", got)
	}
}

func TestStubsOfTheExercises(t *testing.T) {
	t.Parallel()
	slugs, err := Slugs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, slug := range slugs {
		if _, err := os.Stat(filepath.Join("../../solutions", slug)); err != nil {
			t.Skip("this is the students' version: there are no solutions")
		}
		e, err := LoadExercise("../..", slug)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range e.Functions {
			if !strings.Contains(string(f.stub), "{\n\tpanic(notWritten)\n}\n") || strings.Contains(string(f.stub), "\treturn") {
				t.Errorf("the stub of %s is\n%s", f.Name, f.stub)
			}
			own, err := os.ReadFile(filepath.Join("../../exercises", slug, f.File))
			if err == nil && strings.Contains(string(own), "panic(notWritten)") && string(own) != string(f.stub) {
				t.Errorf("the stub of %s is\n%s\nand in exercises it is\n%s", f.Name, f.stub, own)
			}
			if why := e.Inspect(f, f.stub); len(why) > 0 {
				t.Errorf("the stub of %s is refused: %v", f.Name, why)
			}
			variants, err := filepath.Glob(filepath.Join("../../solutions", slug, "*", strings.TrimSuffix(f.File, ".go")+"-*.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range append(variants, filepath.Join("../../solutions", slug, f.File)) {
				if why := e.Inspect(f, []byte(strings.TrimPrefix(content(t, file), "//go:build ignore\n\n"))); len(why) > 0 {
					t.Errorf("%s is refused: %v", file, why)
				}
			}
		}
	}
}
