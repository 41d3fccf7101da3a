package solutions_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gophergan/kernel/exercise"
)

var update = flag.Bool("update", false, "write testdata/mistakes.json of each exercise")

// answer is a set of files that could be a learner's, and what it is to prove.
type answer struct {
	name  string            // of its folder in the proof
	files map[string][]byte // by name
	only  string            // the function that it is about; "": all
	doc   string            // of a mistake: what a learner is told
}

// proof is one test binary with all answers of one exercise, each in packages of its own: to build one for each answer would
// take minutes.
type proof struct {
	slug, program string
	answers       []answer
	functions     []string
}

func exercisesIn(t *testing.T) []string {
	t.Helper()
	dirs, err := filepath.Glob("../exercises/ex*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no exercises: %v", err)
	}
	for i := range dirs {
		dirs[i] = filepath.Base(dirs[i])
	}
	return dirs
}

func TestExercisesAndSolutionsBelongTogether(t *testing.T) {
	for _, slug := range exercisesIn(t) {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			p := newProof(t, slug)
			p.build(t)
			outcomes := p.run(t, "")
			if *update {
				p.writeMistakes(t, outcomes)
				outcomes = p.run(t, "")
			}
			mistakes := 0
			for _, a := range p.answers {
				got := outcomes[a.name]
				if len(got) == 0 {
					t.Errorf("%s: no case ran", a.name)
				}
				switch kind, _, _ := strings.Cut(a.name, "_"); kind {
				case "stub":
					p.wantAll(t, a, got, exercise.Todo)
				case "reference", "right":
					p.wantAll(t, a, got, exercise.Right)
				case "wrong":
					mistakes++
					p.wantNamed(t, a, got)
				}
			}
			if mistakes < 4 {
				t.Errorf("%d mistakes, want four or more: they are what tests the tests", mistakes)
			}
			p.checkMistakes(t, outcomes)
			for _, seed := range []string{"2", "3"} {
				p.checkUnjudged(t, seed, p.run(t, seed))
			}
			checkReadme(t, slug, outcomes["reference"])
		})
	}
}

// newProof collects the answers.
func newProof(t *testing.T, slug string) *proof {
	t.Helper()
	p := &proof{slug: slug}
	tests := read(t, testFile(t, slug))
	for _, match := range testFunction.FindAllSubmatch(tests, -1) {
		p.functions = append(p.functions, string(match[1]))
	}
	reference, stubs := map[string][]byte{}, map[string][]byte{}
	for _, function := range p.functions {
		name := exercise.FileOf(function)
		reference[name] = read(t, filepath.Join(slug, name))
		stubs[name] = read(t, filepath.Join("../exercises", slug, name))
		p.checkStub(t, name, function, reference[name], stubs[name])
	}
	p.answers = []answer{{name: "reference", files: reference}}
	for _, function := range p.functions {
		name := exercise.FileOf(function)
		if bytes.Contains(stubs[name], []byte("panic(notWritten)")) { // else a learner has written it
			files := with(reference, name, stubs[name])
			p.answers = append(p.answers, answer{name: "stub_" + strings.TrimSuffix(name, ".go"), files: files, only: function})
		} else if os.Getenv("CI") != "" {
			t.Errorf("exercises/%s/%s is no stub: it does not panic(notWritten)", slug, name)
		}
	}
	for _, kind := range []string{"right", "wrong"} {
		files, err := filepath.Glob(filepath.Join(slug, kind, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			p.answers = append(p.answers, p.variant(t, kind, file, reference))
		}
	}
	return p
}

// checkStub wants the same words above the same signature in stub and reference, as long as nobody has written more.
func (p *proof) checkStub(t *testing.T, name, function string, reference, stub []byte) {
	t.Helper()
	head := func(source []byte) string {
		_, rest, _ := strings.Cut(string(source), "\n// "+function+" ")
		head, _, _ := strings.Cut(rest, " {\n")
		return head
	}
	if bytes.Contains(stub, []byte("panic(notWritten)")) && head(reference) != head(stub) {
		t.Errorf("%s/%s: comment and signature of %s differ in exercises and solutions:\n%s\n%s", p.slug, name, function, head(stub), head(reference))
	}
}

var ignored = regexp.MustCompile(`^//go:build ignore\n\n((?://.*\n)+)package `)

// variant reads one answer that takes the place of a file of the reference.
func (p *proof) variant(t *testing.T, kind, file string, reference map[string][]byte) answer {
	t.Helper()
	stem := strings.TrimSuffix(filepath.Base(file), ".go")
	function, rest, ok := strings.Cut(stem, "-")
	i := slices.IndexFunc(p.functions, func(f string) bool { return exercise.FileOf(f) == function+".go" })
	source := read(t, file)
	head := ignored.FindSubmatch(source)
	if !ok || i < 0 || head == nil {
		t.Fatalf("%s: want a name such as optimal_d-swapped.go, the first line //go:build ignore, then a comment and the package clause", file)
	}
	doc := strings.Join(strings.Fields(strings.ReplaceAll(string(head[1]), "//", " ")), " ")
	source = bytes.TrimPrefix(source, []byte("//go:build ignore\n\n"))
	return answer{kind + "_" + function + "_" + rest, with(reference, function+".go", source), p.functions[i], doc}
}

func with(files map[string][]byte, name string, content []byte) map[string][]byte {
	all := map[string][]byte{name: content}
	for n, c := range files {
		if n != name {
			all[n] = c
		}
	}
	return all
}

// build lays the packages of all answers over the clone, and compiles one program that runs the exercise's tests on each.
func (p *proof) build(t *testing.T) {
	t.Helper()
	o := newOverlay(t, filepath.Join("../exercises", p.slug, "proof"))
	tests := read(t, testFile(t, p.slug))
	given := read(t, filepath.Join("../exercises", p.slug, "doc.go"))
	exercisePath := "gophergan/exercises/" + p.slug
	var imports, runs strings.Builder
	for i, a := range p.answers {
		for name, content := range a.files {
			o.put(content, a.name, "answer", name)
		}
		o.put(given, a.name, "answer", "doc.go")
		own := fmt.Sprintf("%s/proof/%s", exercisePath, a.name)
		o.put(bytes.Replace(tests, []byte(`"`+exercisePath+`"`), []byte(`"`+own+`/answer"`), 1), a.name, "cases", "cases.go")
		fmt.Fprintf(&imports, "\tv%d %q\n", i, own+"/cases")
		for _, function := range p.functions {
			if a.only == "" || a.only == function {
				fmt.Fprintf(&runs, "\tt.Run(%q, func(t *testing.T) { t.Run(%q, v%d.Test%s) })\n", a.name, "Test"+function, i, function)
			}
		}
	}
	o.put([]byte("package proof\n\nimport (\n\t\"testing\"\n\n"+imports.String()+")\n\nfunc TestProof(t *testing.T) {\n"+runs.String()+"}\n"), "proof_test.go")
	p.program = o.compile(t, "./exercises/"+p.slug+"/proof")
}

var (
	attr   = regexp.MustCompile(`(?m)^=== ATTR  (TestProof/([^/]+)/\S+) ` + exercise.AttrKey + `(?:\.\d+)? (.*)$`)
	number = regexp.MustCompile(`#\d+$`) // that a test's name gets where it is not the first of its name
)

// run tries all answers, for everybody's seed ("") or another one.
func (p *proof) run(t *testing.T, seed string) map[string][]exercise.Outcome {
	t.Helper()
	program := exec.Command(p.program, "-test.v", "-test.timeout=5m")
	program.Dir = filepath.Join("../exercises", p.slug)
	program.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, exercise.SeedEnv+"=") })
	if seed != "" {
		program.Env = append(program.Env, exercise.SeedEnv+"="+seed)
	}
	out, _ := program.CombinedOutput() // it fails: there are mistakes in it
	outcomes := map[string][]exercise.Outcome{}
	var reader exercise.Reader
	for _, match := range attr.FindAllSubmatch(out, -1) {
		o, ok, err := reader.Add(string(match[1]), string(match[3]))
		if err != nil {
			t.Fatal(err)
		}
		if name := number.ReplaceAllString(string(match[2]), ""); ok {
			outcomes[name] = append(outcomes[name], o)
		}
	}
	if len(outcomes) != len(p.answers) {
		t.Fatalf("%d of %d answers gave outcomes:\n%s", len(outcomes), len(p.answers), out)
	}
	return outcomes
}

func (p *proof) wantAll(t *testing.T, a answer, got []exercise.Outcome, want exercise.State) {
	t.Helper()
	for _, o := range got {
		if o.State != want {
			t.Errorf("%s: %s is %s where %s, want %s\n%s", a.name, o.Function, o.State, o.Case, want, o.Text())
		}
	}
}

// wantNamed wants a mistake to be found, and to be called by its own name wherever it shows.
func (p *proof) wantNamed(t *testing.T, a answer, got []exercise.Outcome) {
	t.Helper()
	name, _ := split(a.doc)
	wrong := 0
	for _, o := range got {
		if o.State != exercise.Wrong {
			continue
		}
		wrong++
		if o.Mistake == nil || o.Mistake.Name != name {
			t.Errorf("%s: the mistake is not called %q but %+v; write the numbers anew with go test ./solutions -update", a.name, name, o.Mistake)
		}
		if o.Failure != "" && strings.Contains(o.Failure, "runtime error") {
			t.Errorf("%s fails where %s: %s", a.name, o.Case, o.Failure)
		}
	}
	if wrong == 0 {
		t.Errorf("%s: no case notices this mistake: %s", a.name, a.doc)
	}
}

// checkUnjudged tries what a grader does: with a seed of its own the answers only give numbers, and these are compared
// with those of the reference.
func (p *proof) checkUnjudged(t *testing.T, seed string, outcomes map[string][]exercise.Outcome) {
	t.Helper()
	reference := map[string]exercise.Outcome{}
	for _, o := range outcomes["reference"] {
		reference[o.Function+"/"+o.Case] = o
	}
	for _, a := range p.answers {
		kind, _, _ := strings.Cut(a.name, "_")
		equal := true
		for _, o := range outcomes[a.name] {
			if kind == "stub" && o.State != exercise.Todo || kind != "stub" && o.State != exercise.Unjudged {
				t.Errorf("%s with seed %s: %s is %s, and nothing may be judged", a.name, seed, o.Function, o.State)
			}
			equal = equal && o.Agrees(reference[o.Function+"/"+o.Case])
		}
		if want := kind == "reference" || kind == "right"; equal != want {
			t.Errorf("%s with seed %s: has the numbers of the reference: %t, want %t", a.name, seed, equal, want)
		}
	}
}

// split takes the name of a mistake from what is said of it.
func split(doc string) (name, text string) {
	name, text, _ = strings.Cut(doc, ". ")
	return strings.TrimSuffix(name, "."), text
}

func (p *proof) mistakes(outcomes map[string][]exercise.Outcome) (all []exercise.Mistake) {
	for _, a := range p.answers {
		if !strings.HasPrefix(a.name, "wrong_") {
			continue
		}
		m := exercise.Mistake{Function: a.only, Cases: map[string]exercise.Numbers{}}
		m.Name, m.Text = split(a.doc)
		for _, o := range outcomes[a.name] {
			n := exercise.Numbers{Failure: o.Failure}
			for _, c := range o.Compared {
				n.Compared = append(n.Compared, exercise.Comparison{What: c.What, Dims: c.Dims, Got: rounded(c.Got)})
			}
			m.Cases[o.Case] = n
		}
		all = append(all, m)
	}
	return all
}

// rounded keeps twelve digits: the last ones depend on the machine.
func rounded(x []exercise.Float) []exercise.Float {
	y := make([]exercise.Float, len(x))
	for i := range x {
		v, _ := strconv.ParseFloat(strconv.FormatFloat(float64(x[i]), 'g', 12, 64), 64)
		y[i] = exercise.Float(v)
	}
	return y
}

func (p *proof) file() string {
	return filepath.Join("../exercises", p.slug, filepath.FromSlash(exercise.MistakesFile))
}

func (p *proof) writeMistakes(t *testing.T, outcomes map[string][]exercise.Outcome) {
	t.Helper()
	var lines []string
	for _, m := range p.mistakes(outcomes) {
		line, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(line))
	}
	if err := os.MkdirAll(filepath.Dir(p.file()), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.file(), []byte("[\n"+strings.Join(lines, ",\n")+"\n]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkMistakes wants the file to tell what the comments of the mistakes tell, and of no others.
func (p *proof) checkMistakes(t *testing.T, outcomes map[string][]exercise.Outcome) {
	t.Helper()
	var distinct []exercise.Mistake
	if err := json.Unmarshal(read(t, p.file()), &distinct); err != nil {
		t.Fatal(err)
	}
	words := func(mistakes []exercise.Mistake) (list []string) {
		for _, m := range mistakes {
			list = append(list, m.Function+": "+m.Name+". "+m.Text)
		}
		return list
	}
	if got, want := words(distinct), words(p.mistakes(outcomes)); !slices.Equal(got, want) {
		t.Errorf("%s has\n%s\nand the mistakes are\n%s\nwrite it anew: go test ./solutions -update", p.file(), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// checkReadme wants a section for each function, with its points and three hints.
func checkReadme(t *testing.T, slug string, outcomes []exercise.Outcome) {
	t.Helper()
	points := map[string]int{}
	for _, o := range outcomes {
		points[o.Function] += o.Points
	}
	readme := string(read(t, filepath.Join("../exercises", slug, "README.md")))
	for function, n := range points {
		_, section, ok := strings.Cut(readme, fmt.Sprintf("\n## %s · %d points\n", function, n))
		section, _, _ = strings.Cut(section, "\n## ")
		if hints := strings.Count(section, "<details><summary>Hint "); !ok || hints != 3 || !strings.Contains(section, exercise.FileOf(function)) {
			t.Errorf("exercises/%s/README.md: want a section “## %s · %d points” with the name of the file and three hints, found: %t, with %d hints",
				slug, function, n, ok, hints)
		}
	}
	if sections := strings.Count(readme, "\n## "); sections != len(points) {
		t.Errorf("exercises/%s/README.md has %d sections for %d functions", slug, sections, len(points))
	}
}

func testFile(t *testing.T, slug string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../exercises", slug, "*_test.go"))
	if err != nil || len(files) != 1 {
		t.Fatalf("exercises/%s has the test files %v, want one: %v", slug, files, err)
	}
	return files[0]
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func abs(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// The table of the exercises is the first thing that a learner reads.
func TestTheTableOfExercisesIsTrue(t *testing.T) {
	table := string(read(t, "../exercises/README.md"))
	for _, slug := range exercisesIn(t) {
		points := 0
		for _, match := range regexp.MustCompile(`(?m)^## \w+ · (\d+) points$`).FindAllStringSubmatch(string(read(t, filepath.Join("../exercises", slug, "README.md"))), -1) {
			n, err := strconv.Atoi(match[1])
			if err != nil {
				t.Fatal(err)
			}
			points += n
		}
		row := regexp.MustCompile(fmt.Sprintf(`(?m)^\| \[%s\]\(%s\) \| .* \| %d \|$`, slug, slug, points))
		if !row.MatchString(table) {
			t.Errorf("exercises/README.md has no row of %s with %d points", slug, points)
		}
	}
}
