package solutions_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gophergan/kernel/cheapest"
	"gophergan/kernel/exercise"
)

// No answer that computes nothing, or less than the function, earns a point in any exercise. With -v the table of all kinds of answers and all functions
// is printed.
func TestCheapestAnswersEarnNothing(t *testing.T) {
	var mu sync.Mutex
	found := map[string][]cheapest.Found{}
	t.Run("exercises", func(t *testing.T) {
		for _, slug := range exercisesIn(t) {
			t.Run(slug, func(t *testing.T) {
				t.Parallel()
				all := newHunt(t, slug).run(t)
				checkFound(t, slug, all)
				mu.Lock()
				defer mu.Unlock()
				found[slug] = all
			})
		}
	})
	t.Log("\n" + table(found))
}

// luck is how many of the tried seeds may find an answer right by chance: a share or a count has few values.
const luck = 1

func checkFound(t *testing.T, slug string, all []cheapest.Found) {
	t.Helper()
	for _, f := range all {
		for _, problem := range f.Problems {
			t.Errorf("%s: %s", f.Function, problem)
		}
		if f.Earned > 0 || f.Lucky > luck {
			t.Errorf("%s: %s, %q, earns %d points; a case of the core is right for %d of %d seeds", f.Function, f.Kind, f.Answer, f.Earned, f.Lucky, len(cheapest.Seeds))
		}
	}
	for function, kinds := range byKind(all) {
		if len(kinds[cheapest.ByHand]) == 0 {
			t.Errorf("%s: nobody has thought of a cheap answer; write one into solutions/%s/cheap/%s-….go", function, slug, strings.TrimSuffix(exercise.FileOf(function), ".go"))
		}
		if len(kinds[cheapest.Constant]) < 10 || len(kinds[cheapest.ByShape]) == 0 || len(kinds[cheapest.ByOrder]) == 0 {
			t.Errorf("%s: only %d constants were tried", function, len(kinds[cheapest.Constant]))
		}
	}
}

// byKind orders what was found by functions and kinds of answers.
func byKind(all []cheapest.Found) map[string]map[string][]cheapest.Found {
	functions := map[string]map[string][]cheapest.Found{}
	for _, f := range all {
		if functions[f.Function] == nil {
			functions[f.Function] = map[string][]cheapest.Found{}
		}
		if f.Answer != "" {
			functions[f.Function][f.Kind] = append(functions[f.Function][f.Kind], f)
		}
	}
	return functions
}

// table has a row for each function and a column for each kind of answers: the most points that one of them earned, and how many were tried.
func table(found map[string][]cheapest.Found) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-34s", "most points of how many answers")
	for _, kind := range cheapest.Kinds {
		fmt.Fprintf(&b, "%12s", kind)
	}
	for _, slug := range slices.Sorted(maps.Keys(found)) {
		functions := byKind(found[slug])
		for _, f := range found[slug] {
			if f.Answer != "" {
				continue
			}
			fmt.Fprintf(&b, "\n%-34s", slug[:4]+" "+f.Function)
			for _, kind := range cheapest.Kinds {
				most := 0
				for _, a := range functions[f.Function][kind] {
					most = max(most, a.Earned)
				}
				cell := "–"
				if n := len(functions[f.Function][kind]); n > 0 {
					cell = fmt.Sprintf("%d of %d", most, n)
				}
				fmt.Fprintf(&b, "%12s", cell)
			}
		}
	}
	return b.String()
}

// hunt is a program that searches for the cheapest answers to all functions of an exercise.
type hunt struct {
	proof *proof // of which only the reference is used
	cheap []answer
}

func newHunt(t *testing.T, slug string) hunt {
	t.Helper()
	h := hunt{proof: &proof{slug: slug}}
	for _, match := range testFunction.FindAllSubmatch(read(t, testFile(t, slug)), -1) {
		h.proof.functions = append(h.proof.functions, string(match[1]))
	}
	files, err := filepath.Glob(filepath.Join(slug, "cheap", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		h.cheap = append(h.cheap, h.proof.variant(t, "cheap", file, nil))
	}
	return h
}

// run builds the program and lets it search.
func (h hunt) run(t *testing.T) (all []cheapest.Found) {
	t.Helper()
	program := h.build(t)
	search := exec.Command(program, "-test.timeout=10m")
	search.Dir = filepath.Join("../exercises", h.proof.slug)
	out := filepath.Join(t.TempDir(), "found.json")
	search.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, exercise.SeedEnv+"=") }), "FOUND="+out)
	if said, err := search.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", search, err, said)
	}
	if err := json.Unmarshal(read(t, out), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// build lays reference, cases, hooks and cheap answers over the clone, each a package of its own.
func (h hunt) build(t *testing.T) (program string) {
	t.Helper()
	slug := h.proof.slug
	o := newOverlay(t, filepath.Join("../exercises", slug, "hunt"))
	own := "gophergan/exercises/" + slug
	given := read(t, filepath.Join("../exercises", slug, "doc.go"))
	cases := bytes.Replace(read(t, testFile(t, slug)), []byte(`"`+own+`"`), []byte(`"`+own+`/hunt/hooks"`), 1)
	o.put(cases, "cases", "cases.go")
	var imports, tasks strings.Builder
	for i, a := range h.cheap {
		o.put(a.files[exercise.FileOf(a.only)], a.name, exercise.FileOf(a.only))
		o.put(given, a.name, "doc.go")
		fmt.Fprintf(&imports, "\tv%d %q\n", i, own+"/hunt/"+a.name)
	}
	o.put(given, "reference", "doc.go")
	for _, function := range h.proof.functions {
		file := exercise.FileOf(function)
		source := read(t, filepath.Join(slug, file))
		o.put(source, "reference", file)
		o.put(hook(t, file, source, function), "hooks", file)
		fmt.Fprintf(&tasks, "\t\t{%q, &hooks.Hook%s, reference.%s, cases.Test%s, map[string]any{", function, function, function, function)
		for i, a := range h.cheap {
			if a.only == function {
				name, _ := split(a.doc)
				fmt.Fprintf(&tasks, "%q: v%d.%s, ", name, i, function)
			}
		}
		fmt.Fprintln(&tasks, "}},")
	}
	o.put(fmt.Appendf(nil, huntProgram, imports.String(), own+"/hunt", tasks.String()), "hunt_test.go")
	return o.compile(t, "./exercises/"+slug+"/hunt")
}

const huntProgram = `package hunt

import (
	"encoding/json"
	"os"
	"testing"

	"gophergan/kernel/cheapest"
%[1]s	cases "%[2]s/cases"
	hooks "%[2]s/hooks"
	reference "%[2]s/reference"
)

func TestHunt(t *testing.T) {
	var all []cheapest.Found
	for _, task := range []cheapest.Task{
%[3]s	} {
		all = append(all, cheapest.Search(t, task)...)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv("FOUND"), text, 0o644); err != nil {
		t.Fatal(err)
	}
}
`

// hook is a file in which a function calls a variable of its own type.
func hook(t *testing.T, file string, source []byte, function string) []byte {
	t.Helper()
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(parsed.Decls, func(d ast.Decl) bool {
		f, ok := d.(*ast.FuncDecl)
		return ok && f.Recv == nil && f.Name.Name == function
	})
	if i < 0 {
		t.Fatalf("%s has no function %s", file, function)
	}
	f := parsed.Decls[i].(*ast.FuncDecl)
	var signature, arguments bytes.Buffer
	if err := format.Node(&signature, fset, f.Type); err != nil {
		t.Fatal(err)
	}
	for _, field := range f.Type.Params.List {
		for _, name := range field.Names {
			fmt.Fprintf(&arguments, "%s, ", name.Name)
		}
	}
	types := strings.TrimPrefix(signature.String(), "func")
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\n", parsed.Name.Name)
	for _, spec := range parsed.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		switch name := filepath.Base(strings.TrimSuffix(path, "/v2")); {
		case spec.Name != nil && spec.Name.Name == "." && strings.Contains(types, "*Node"):
			fmt.Fprintf(&b, "import . %q\n", path)
		case strings.Contains(types, name+"."):
			fmt.Fprintf(&b, "import %q\n", path)
		}
	}
	fmt.Fprintf(&b, "\nvar Hook%s func%s\n\nfunc %s%s { return Hook%s(%s) }\n", function, types, function, types, function, arguments.String())
	return b.Bytes()
}

var testFunction = regexp.MustCompile(`(?m)^func Test(\w+)\(`)
