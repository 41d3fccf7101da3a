package answer

import (
	"bufio"
	"go/build"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var numbers = Task{Slug: "ex90_numbers", Package: "numbers", Functions: []string{"Mean", "Scale"}}

const mean = "\nfunc Mean(x []float64) float64 { return 0 }\n"

// importing is a file that uses names of packages.
func importing(uses ...string) string {
	var imports, lines strings.Builder
	for _, use := range uses {
		path, name, _ := strings.Cut(use, "#")
		imports.WriteString("import \"" + path + "\"\n")
		lines.WriteString("var _ = " + path[strings.LastIndexByte(path, '/')+1:] + "." + name + "\n")
	}
	return "package numbers\n\n" + imports.String() + lines.String() + mean
}

func TestInspect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ source, want, why string }{
		{"package numbers\n" + mean, "", "a plain answer"},
		{importing("sync#Once", "math/rand/v2#New", "log#Print", "time#Now", "math/big#NewInt", "bytes#Equal", "unicode#IsDigit",
			"container/heap#Push", "regexp#MustCompile"), "", "what computes"},
		{importing("sync/atomic#AddInt64", "context#Background", "log/slog#Info", "hash/fnv#New64a", "encoding/binary#Size",
			"text/tabwriter#NewWriter", "math/rand#Int", "io#EOF", "bufio#NewWriter"), "", "and more of it"},
		{importing("os#Stderr", "reflect#DeepEqual", "runtime#NumCPU"), "", "and a few names of the rest"},
		{"package numbers\n\ntype real = float64\n\nvar seen = make(map[int]real)\n\nvar table = build()\n\nfunc build() []real { " +
			"return nil }\n\nfunc init() { seen[1] = 2 }\n\nfunc main() {}\n" + mean, "", "package variables, aliases, init"},
		{"package numbers\n\nimport . \"math\"\nimport _ \"time/tzdata\"\n\n//go:noinline\n//go:generate echo\nfunc f() float64 { " +
			"return Pi }\n" + mean, "", "dots and harmless directives"},
		{"package numbers\n\nvar Mean = func(x []float64) float64 { return 0 }\n", "", "a variable that is a function"},
		{"package numbers\n\n// go: a comment\n// line 3 is the sum\n" + mean, "", "words in a comment are words"},
		{"package numbers\n\nfunc Mean(x []float64) float64 { os := struct{ Exit int }{}; return float64(os.Exit) }\n", "",
			"a variable is called like a package"},
		{"package main\n" + mean, "called numbers here", "another package"},
		{importing("os#Getenv"), "line 4: of the package os an answer may use Stderr, Stdout, and not Getenv: it reaches files",
			"the environment"},
		{"package numbers\n\nimport system \"os\"\n\nvar _ = system.Args\n" + mean, "and not Args", "under another name"},
		{"package numbers\n\nimport . \"os\"\n" + mean, "without the dot", "its names would come from anywhere"},
		{importing("reflect#ValueOf"), "and not ValueOf: it can read the program's memory", "reflect leads to pointers"},
		{importing("sync/atomic#LoadPointer"), "may not use LoadPointer: it can read the program's memory",
			"unsafe.Pointer by inference"},
		{importing("runtime#Stack"), "and not Stack: it can read the program's memory", "the arguments of the callers"},
		{importing("encoding/json#Unmarshal"), "package encoding/json: it can read the program's memory",
			"its errors hold types of reflect"},
		{importing("unsafe#Pointer"), "package unsafe: it can read", "unsafe reads everything"},
		{importing("testing#Testing"), "package testing: it reaches files", "it makes folders and sets the environment"},
		{importing("os/exec#Command"), "package os/exec: it reaches files, other programs", "programs"},
		{importing("net/http#Get"), "package net/http: it reaches files, other programs, the network", "the network"},
		{importing("gophergan/solutions/ex90_numbers#Mean"), "package gophergan/solutions/ex90_numbers: what exercises ask for lies " +
			"there", "the reference"},
		{importing("gophergan/ganlib/ref#V"), "package gophergan/ganlib/ref: what exercises ask for", "the twin of the reference"},
		{importing("gophergan/ganlib/layer#SpectralNorm"), "may use Activate, LeakyReLU, MinibatchStddev, PixelNorm, ReLUGain, and " +
			"not SpectralNorm: what exercises ask for", "a layer that is asked for"},
		{importing("gophergan/exercises/ex91_other#Mean"), "package gophergan/exercises/ex91_other: it is not there",
			"another exercise"},
		{importing("gonum.org/v1/gonum/mat#Norm"), "package gonum.org/v1/gonum/mat in ex06 only", "a spectral norm"},
		{importing("gonum.org/v1/gonum/stat/distmv#NewNormal"), "package gonum.org/v1/gonum/stat/distmv: what exercises ask for",
			"a Wasserstein distance"},
		{importing("example.org/x#Y"), "package example.org/x: it is not there", "a module of others"},
		{"package numbers\n\nimport \"C\"\n" + mean, "package C: it acts while the answer is compiled", "cgo"},
		{"package numbers\n\nimport _ \"embed\"\n\n//go:embed doc.go\nvar text string\n" + mean,
			"no comment \"//go:embed doc.go\": it reads files while", "embed reads files"},
		{"//go:build linux\n\npackage numbers\n" + mean, "counts on some machines only", "a build constraint"},
		{"// +build linux\n\npackage numbers\n" + mean, "counts on some machines only", "an old build constraint"},
		{"package numbers\n\n//go:linkname x os.Exit\nfunc x(int)\n" + mean, "what other packages keep to themselves", "linkname"},
		{"package numbers\n\n//line other.go:1\n" + mean, "blames another file", "errors would name another file"},
		{"package numbers\n\n/*line other.go:1:1*/\n" + mean, "blames another file", "errors would name another file"},
		{"package numbers\n\nfunc Mean(x []float64) float64 {", "not Go yet: 3:33", "half a file"},
		{strings.Repeat("(", 200_000), "not Go yet", "deep nonsense"},
	} {
		got := strings.Join(numbers.Inspect("mean.go", []byte(test.source)), "\n")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: refused with %q, want %q\n%.200s", test.why, got, test.want, test.source)
		}
	}
	for name, refused := range map[string]bool{"mean_windows.go": true, "mean_arm64.go": true, "mean_of_all.go": false,
		"js.go": false} {
		if got := numbers.Inspect(name, []byte("package numbers\n")); (len(got) > 0) != refused {
			t.Errorf("%s is refused with %q", name, got)
		}
	}
}

// A row with an exercise counts there and nowhere else.
func TestGonumIsForOneExercise(t *testing.T) {
	t.Parallel()
	measuring := Task{Slug: "ex06_measuring", Package: "numbers"}
	uses := []string{"gonum.org/v1/gonum/mat#Norm", "gonum.org/v1/gonum/floats#Sum", "gonum.org/v1/gonum/floats/scalar#Round",
		"gonum.org/v1/gonum/stat#Mean"}
	if got := measuring.Inspect("mean.go", []byte(importing(uses...))); len(got) > 0 {
		t.Errorf("refused in ex06 with %q", got)
	}
	if got := numbers.Inspect("mean.go", []byte(importing(uses...))); len(got) != len(uses) {
		t.Errorf("elsewhere refused with %q", got)
	}
}

// What may be used of the standard library must not hand out values that lead to the program's
// memory. The lists of its names that come with Go say what does.
func TestNoDoorToMemoryIsOpen(t *testing.T) {
	t.Parallel()
	lists, err := filepath.Glob(filepath.Join(build.Default.GOROOT, "api", "go1*.txt"))
	if err != nil || len(lists) < 20 {
		t.Skipf("this Go came without the lists of its names: %v", err)
	}
	door := regexp.MustCompile(`^pkg ([\w/]+)(?: \([^)]*\))?, (?:func|method|var|type) (?:\([^)]*\) )?(\w+).*\b(?:reflect\.|unsafe\.Pointer)`)
	doors := 0
	for _, list := range lists {
		f, err := os.Open(list)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			m := door.FindStringSubmatch(lines.Text())
			if m == nil {
				continue
			}
			doors++
			if find("ex01_minimax", m[1]).takes(m[2]) {
				t.Errorf("%s.%s may be used, and it leads to memory: %s", m[1], m[2], lines.Text())
			}
		}
	}
	if doors < 15 {
		t.Errorf("%d doors found in the lists, want fifteen or more", doors)
	}
}

// Each package of the standard library is known by its path, and each path of the rule that belongs
// to it exists.
func TestTheRuleNamesPackagesThatExist(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	std := strings.Fields(string(out))
	for _, p := range rule {
		if p.path == "" || p.path == "C" || p.path == "cmd/..." || !isStandard(p.path) {
			continue
		}
		found := false
		for _, path := range std {
			found = found || p.fits(path)
		}
		if !found {
			t.Errorf("the rule names %s, which Go does not have", p.path)
		}
	}
	for _, path := range std {
		if !isStandard(path) {
			t.Errorf("%s is not known as the standard library", path)
		}
	}
}

// The learners' and the instructors' text say the rule in its own words.
func TestTheRuleIsPrintedAsItIs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../exercises/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "\n"+Words()) {
		t.Errorf("exercises/README.md does not have the rule as it is:\n%s", Words())
	}
	guide, err := os.ReadFile("../../exercises/INSTRUCTOR.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, why := range []reason{memory, machine, compiler, asked} {
		if !strings.Contains(strings.Join(strings.Fields(string(guide)), " "), string(why)) {
			t.Errorf("exercises/INSTRUCTOR.md does not say: %s", why)
		}
	}
}
