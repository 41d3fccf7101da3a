package grade

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var full = flag.Bool("full", false, "grade a class of 200 instead of one of 20")

// graderEnv makes the test program a grader of its own, which can be killed.
const graderEnv = "GOPHERGAN_TEST_GRADER"

func TestMain(m *testing.M) {
	if text, ok := os.LookupEnv(graderEnv); ok {
		os.Unsetenv(graderEnv)
		os.Exit(gradeForTest(text))
	}
	flag.Parse()
	os.Exit(m.Run())
}

// gradeForTest grades as asked and prints a line for each submission.
func gradeForTest(text string) int {
	var g Grader
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	g.Progress = func(e Event) { fmt.Printf("%s %t\n", e.Result.Student, e.Reused) }
	if _, _, err := g.Grade(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// sample is an answer to one function, and what it earns.
type sample struct {
	source string
	earned int
}

// samples of each function: right, partly right, wrong, unwritten, missing, not to be compiled,
// cheating.
func samples() map[string][]sample {
	pkg := "package numbers\n\n"
	return map[string][]sample{
		"mean.go": {
			{solo()["mean.go"], 4}, {good()["mean.go"], 4},
			{pkg + "func Mean(x []float64) float64 {\n\tif len(x) == 0 {\n\t\treturn 0\n\t}\n\tvar s float64\n\tfor i := range x " +
				"{\n\t\ts += x[len(x)-1-i]\n\t}\n\treturn s / float64(len(x))\n}\n", 4},
			{pkg + "func Mean(x []float64) float64 {\n\ts := 0.0\n\tfor _, v := range x {\n\t\ts += v\n\t}\n\treturn s / " +
				"float64(len(x))\n}\n", 3},
			{pkg + "func Mean(x []float64) float64 {\n\ts := 0.0\n\tfor _, v := range x {\n\t\ts += v\n\t}\n\treturn s\n}\n", 0},
			{pkg + "func Mean(x []float64) float64 { panic(notWritten) }\n", 0}, {"", 0}, {pkg + "func Mean(", 0},
			{pkg + "import \"os\"\n\nfunc init() { os.Exit(0) }\n\nfunc Mean(x []float64) float64 { return 3 }\n", 0},
			{pkg + "func Mean(x []float64) float64 {\n\tif len(x) == 2 {\n\t\treturn 3\n\t}\n\treturn 0\n}\n", 0},
			{pkg + "import \"fmt\"\n\nfunc Mean(x []float64) float64 {\n" + forged("0.5") + "\treturn 0.5\n}\n", 0},
		},
		"variance.go": {
			{solo()["variance.go"], 3}, {solo()["variance.go"] + "\n// done\n", 3},
			{pkg + "func Variance(x []float64) float64 {\n\ts, q, n := 0.0, 0.0, float64(len(x))\n\tfor _, v := range x {\n\t\ts, q = " +
				"s+v, q+v*v\n\t}\n\treturn q/n - s/n*s/n\n}\n", 2},
			{pkg + "func Variance(x []float64) float64 { return 4 }\n", 0}, {"", 0},
			{pkg + "func Variance(x []float64) float64 {\n\treturn y\n}\n", 0},
			{pkg + "func Variance(x []float64) int { return 4 }\n", 0},
		},
		"scale.go": {
			{good()["scale.go"], 3}, {strings.ReplaceAll(good()["scale.go"], "v*k", "k*v"), 3},
			{pkg + "func Scale(x []float64, k float64) []float64 {\n\tfor i := range x {\n\t\tx[i] *= k\n\t}\n\treturn x\n}\n", 2},
			{pkg + "func Scale(x []float64, k float64) []float64 { return x }\n", 0},
			{pkg + "func Scale(x []float64, k float64) []float64 { return make([]float64, 1<<20) }\n", 0}, {"", 0},
			{pkg + "func Scale(x []float64, k float64) []float64 { panic(\"help\") }\n", 0},
		},
	}
}

// A class is graded by a grader that is killed twice on the way: every grade is the expected one,
// and nothing is lost or done twice.
func TestManySubmissions(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute")
	}
	skipWithoutBubblewrap(t)
	n := 20
	if *full {
		n = 200
	}
	school, class := newSchool(t), t.TempDir()
	all := samples()
	want := map[string]string{}
	for i := range n {
		a, earned := answers{}, map[string]int{}
		for k, file := range []string{"mean.go", "variance.go", "scale.go"} {
			s := all[file][(i*(k+3)+i/7+k)%len(all[file])]
			if earned[file] = s.earned; s.source != "" {
				a[file] = s.source
			}
		}
		student := fmt.Sprintf("student%03d", i)
		want[student] = fmt.Sprintf("Mean %d, Scale %d, Variance %d", earned["mean.go"], earned["scale.go"], earned["variance.go"])
		switch i % 10 {
		case 3:
			var entries []entry
			for name, content := range a {
				entries = append(entries, entry{name: "clone/exercises/" + slug + "/" + name, content: content})
			}
			write(t, filepath.Join(class, student+".zip"), string(zipped(t, entries...)))
		case 7:
			files := map[string]string{"README.md": "mine"}
			for name, content := range a {
				files["exercises/"+slug+"/"+name] = content
			}
			if err := os.Rename(bundled(t, files, nil), filepath.Join(class, student+".bundle")); err != nil {
				t.Fatal(err)
			}
		default:
			a.handIn(t, class, student)
		}
	}
	g := newGrader(t, school, class)
	g.Limits = testLimits()
	began := time.Now()
	graded := map[string]int{}
	for _, after := range []int{n / 4, n / 3, n} {
		runAndKill(t, g, after, graded)
	}
	seconds := time.Since(began).Seconds()
	run, results := grade(t, g)
	total := 0.0
	for student, points0 := range want {
		r := results[student]
		total += r.Seconds
		if got := points(r); got != points0 {
			t.Errorf("%s earned %s, want %s:\n%s", student, got, points0, notes(r))
		}
		if graded[student] != 1 {
			t.Errorf("%s was graded %d times", student, graded[student])
		}
	}
	if len(results) != n {
		t.Errorf("%d results of %d submissions", len(results), n)
	}
	left, _ := filepath.Glob(filepath.Join(placeForPrograms(), scratchPrefix+"*"))
	for _, dir := range left {
		if note, _ := os.ReadFile(filepath.Join(g.Out, "work", "scratch")); string(note) == dir {
			t.Errorf("%s is left", dir)
		}
	}
	if err := NewClass("Class", run, list(results), nil, Policy{}, RevealNumbers).Write(g.Out); err != nil {
		t.Error(err)
	}
	t.Logf("%d submissions in %.0f s with two kills on the way, %.2f s of a worker for each", n, seconds, total/float64(n))
}

func list(results map[string]Result) (all []Result) {
	for _, r := range results {
		all = append(all, r)
	}
	return all
}

// graderProcess is a grader in a process of its own.
func graderProcess(t *testing.T, g Grader) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), graderEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	return cmd
}

// runAndKill runs a grader in a process of its own and kills it when so many more submissions are
// graded. It counts who was graded.
func runAndKill(t *testing.T, g Grader, after int, graded map[string]int) {
	t.Helper()
	cmd := graderProcess(t, g)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	count := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		student, reused, _ := strings.Cut(lines.Text(), " ")
		if reused == "true" {
			if graded[student] == 0 {
				graded[student]++ // it was done, and the grader killed before it could say so
			}
			continue
		}
		graded[student]++
		if count++; count == after {
			cmd.Process.Kill()
		}
	}
	if err := cmd.Wait(); err != nil && count < after {
		t.Fatalf("the grader ended on its own: %v", err)
	}
}
