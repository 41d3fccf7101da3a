package grade

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// slug is the exercise of the tests' own school: plain Go, so that a program is linked in no time.
const slug = "ex90_numbers"

// newSchool makes a clone that holds one small exercise, and what its tests need of this one.
func newSchool(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	copyTree(t, "testdata/school", dir, func(string) bool { return true })
	for _, part := range []string{"kernel/exercise", "ganlib/ref", "exercises/todo"} {
		copyTree(t, filepath.Join("../..", part), filepath.Join(dir, part), func(name string) bool {
			return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
		})
	}
	write(t, filepath.Join(dir, "go.mod"), "module gophergan\n\ngo 1.26.5\n")
	return dir
}

func copyTree(t testing.TB, from, to string, take func(name string) bool) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !take(d.Name()) {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		write(t, filepath.Join(to, rel), string(content))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// answers are files of a submission, by name in the exercise's folder.
type answers map[string]string

// handIn writes a submission as a folder.
func (a answers) handIn(t testing.TB, dir, student string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, student), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range a {
		write(t, filepath.Join(dir, student, "exercises", slug, name), content)
	}
}

func (a answers) with(name, content string) answers {
	b := maps.Clone(a)
	b[name] = content
	return b
}

// good is a submission in which all is right; written otherwise than the reference.
func good() answers {
	return answers{
		"mean.go": `package numbers

func Mean(x []float64) (m float64) {
	for i, v := range x {
		m += (v - m) / float64(i+1)
	}
	return m
}
`,
		"variance.go": `package numbers

import "math"

func Variance(x []float64) float64 {
	mean := Mean(x)
	sum := 0.0
	for _, v := range x {
		sum += math.Pow(v-mean, 2)
	}
	return sum / float64(len(x))
}
`,
		"scale.go": `package numbers

func Scale(x []float64, k float64) []float64 {
	var y []float64
	for _, v := range x {
		y = append(y, v*k)
	}
	return y
}
`,
	}
}

// testLimits are small, but a busy machine must not reach them.
func testLimits() Limits {
	l := DefaultLimits()
	l.CPU, l.Wall, l.Memory, l.File, l.Output = 3*time.Second, 30*time.Second, 512<<20, 4<<20, 1<<20
	return l
}

func newGrader(t testing.TB, school, submissions string) Grader {
	t.Helper()
	return Grader{Root: school, Submissions: submissions, Out: t.TempDir(), Draws: 2, Workers: runtime.NumCPU(),
		Limits: testLimits()}
}

// grade grades and returns the results by student.
func grade(t testing.TB, g Grader) (Run, map[string]Result) {
	t.Helper()
	run, list, err := g.Grade(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]Result{}
	for _, r := range list {
		results[r.Student] = r
	}
	return run, results
}

// points writes what a submission earned for each function.
func points(r Result) string {
	var words []string
	for _, e := range r.Exercises {
		for _, f := range e.Functions {
			words = append(words, fmt.Sprintf("%s %d", f.Name, f.Earned()))
		}
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

const allPoints = "Mean 4, Scale 3, Variance 3"

// notes are all that a result says in words.
func notes(r Result) string {
	words := append([]string{r.Problem}, r.Notes...)
	for _, e := range r.Exercises {
		for _, f := range e.Functions {
			words = append(words, string(f.Standing))
			words = append(words, f.Notes...)
			for _, c := range f.Cases {
				if c.Public != nil {
					words = append(words, c.Public.Failure)
				}
			}
		}
	}
	return strings.Join(words, "\n")
}

func skipWithoutBubblewrap(t testing.TB) {
	t.Helper()
	if FindSandbox(t.Context(), testLimits(), true).bwrap == "" {
		if os.Getenv("CI") != "" && runtime.GOOS == "linux" {
			t.Fatal("bubblewrap cannot run here, and CI must try it: apt-get install bubblewrap")
		}
		t.Skip("bubblewrap cannot run here")
	}
}
