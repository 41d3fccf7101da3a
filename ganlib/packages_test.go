package ganlib_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "gophergan"

// goPackage is what the go command says of one package of this module.
type goPackage struct {
	ImportPath, Name, Dir string
	Imports               []string // named by its own files, tests aside
	Deps                  []string // all it needs, directly or not, tests aside
}

func (p goPackage) String() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

// packages lists the packages of this module. One that does not compile is listed too: its own
// tests say so.
func packages(t *testing.T) []goPackage {
	t.Helper()
	list := exec.Command("go", "list", "-e", "-mod=readonly", "-json=ImportPath,Name,Dir,Imports,Deps", "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		var exit *exec.ExitError
		errors.As(err, &exit)
		t.Fatalf("%v: %v\n%s", list, err, exit.Stderr)
	}
	var pkgs []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg goPackage
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, pkg)
	}
}

// importRule is one row of the table "Who may import whom". Patterns are those of the go command.
// One whose first element has a dot names packages of others; every other is relative to this
// module.
type importRule struct {
	who   string
	only  []string // the packages of this module that it may import itself; nil: any
	never []string // what it may not need, not even through another package
	why   string
}

const (
	gomlx      = "github.com/gomlx/..."
	gomlxModel = "github.com/gomlx/gomlx/ml/model/..."
)

// importRules has a row for every package, which holds for the parts of the package too. Tests may
// import what they like.
var importRules = []importRule{
	{"ganlib", []string{}, []string{gomlx},
		"the map of the library holds no code"},
	{"ganlib/internal/...", []string{}, []string{gomlx},
		"plumbing that several packages share is about files, not about GANs"},
	{"ganlib/backend/...", []string{"ganlib/internal/..."}, []string{gomlxModel},
		"a device knows nothing of what is computed on it"},
	{"ganlib/ref/...", []string{}, []string{gomlx},
		"the twins are what the graphs are compared with: they share no code with them, and read without knowing GoMLX"},
	{"ganlib/pic/...", []string{}, []string{gomlx},
		"pictures are made of numbers, whoever computed them"},
	{"ganlib/op/...", []string{}, []string{gomlxModel, "ganlib/layer/...", "ganlib/train/..."},
		"an operation owns no weights"},
	{"ganlib/loss/...", []string{"ganlib/op/..."}, []string{gomlxModel, "ganlib/layer/...", "ganlib/train/..."},
		"an equation owns no weights: networks are arguments"},
	{"ganlib/layer/...", []string{"ganlib/op/..."}, []string{"ganlib/loss/...", "ganlib/train/..."},
		"a block does not know what it is trained for"},
	{"ganlib/augment/...", []string{"ganlib/op/..."}, []string{"ganlib/layer/...", "ganlib/loss/...", "ganlib/train/..."},
		"what happens to an image before D sees it does not depend on who D is or how it learns"},
	{"ganlib/net/...", []string{"ganlib/op/...", "ganlib/layer/..."}, []string{"ganlib/loss/...", "ganlib/train/..."},
		"a network that several papers share is a large block: it does not know what it is trained for"},
	{"ganlib/media/...", []string{"ganlib/op/..."}, []string{gomlxModel, "ganlib/layer/...", "ganlib/data/...", "ganlib/train/...",
		"ganlib/pic/..."},
		"what a datum is does not depend on where it comes from, who learns from it, or how it is drawn"},
	{"ganlib/data/...", []string{"ganlib/ref/...", "ganlib/media/...", "ganlib/internal/..."},
		[]string{"ganlib/zoo/...", "ganlib/train/..."},
		"images exist without a model"},
	{"ganlib/metric/...", []string{"ganlib/ref/...", "ganlib/op/..."}, []string{"ganlib/zoo/...", "ganlib/train/..."},
		"a score judges pictures, whichever model made them"},
	{"ganlib/feature/...", []string{"ganlib/op/...", "ganlib/layer/...", "ganlib/data/...", "ganlib/metric/..."},
		[]string{"ganlib/zoo/...", "ganlib/train/...", "ganlib/loss/..."},
		"a network that scores look with is trained on pictures of its own, and knows no generator"},
	{"ganlib/train/...", []string{"ganlib/media/...", "ganlib/op/...", "ganlib/pic/..."},
		[]string{"ganlib/zoo/...", "ganlib/data/..."},
		"the loop trains any model on any batches"},
	{"ganlib/zoo/...", []string{"ganlib/op/...", "ganlib/layer/...", "ganlib/net/...", "ganlib/augment/...", "ganlib/loss/...",
		"ganlib/media/...", "ganlib/train/..."}, []string{"ganlib/zoo/..."},
		"a paper is read alone: two of them may rather share ten lines than need each other"},
	{"ganlib/edit/...", []string{"ganlib/op/...", "ganlib/layer/...", "ganlib/loss/...", "ganlib/train/...", "ganlib/metric/...",
		"ganlib/pic/...", "ganlib/edit/..."}, []string{"ganlib/zoo/...", "ganlib/data/..."},
		"styles are edited whichever network draws them, and a judge learns from any images"},
	{"ganlib/doctor", []string{"ganlib/train/...", "ganlib/pic/..."}, []string{"ganlib/zoo/...", "ganlib/data/..."},
		"what a run suffers from is seen in what it measured, whichever recipe it was"},
	{"ganlib/doctor/museum/...", []string{"ganlib/doctor", "ganlib/zoo/...", "ganlib/data/...", "ganlib/media/...",
		"ganlib/train/...", "ganlib/backend/..."}, []string{},
		"sick runs are made of recipes and data like sound ones"},
	{"ganlib/gantest/...", nil, []string{"ganlib/zoo/..."},
		"it serves the tests of every package"},
	{"ganlib/...", nil, []string{"kernel/...", "exercises/...", "solutions/...", "github.com/spf13/..."},
		"a library does not know who uses it, and flags exist only in kernel"},
	{"exercises/...", []string{"ganlib/op/...", "ganlib/layer/...", "ganlib/data/...", "ganlib/pic/...", "ganlib/train/...",
		"exercises/todo"}, []string{"solutions/..."},
		"what an exercise asks for may not be within its reach"},
	{"kernel/...", nil, []string{"exercises/...", "solutions/..."},
		"learners' files need not compile for the commands to work: exercises and solutions are reached by path"},
	{"kernel/interrupt/...", []string{}, []string{gomlx, "github.com/spf13/..."},
		"how a command ends does not depend on what it was doing"},
	{"kernel/runs/...", []string{"ganlib/...", "kernel/experiment/..."}, []string{"github.com/spf13/..."},
		"a run is opened by whoever has its directory, not by a command line"},
	{"kernel/training/...", []string{"ganlib/...", "kernel/experiment/...", "kernel/runs/...", "kernel/score/...", "kernel/show/...",
		"kernel/wholefile/..."}, []string{"github.com/spf13/..."},
		"what is trained is said in a struct: a command line fills it, and so does a table"},
	{"kernel/compare/...", []string{"ganlib/...", "kernel/experiment/...", "kernel/interrupt/...", "kernel/runs/...",
		"kernel/score/...",
		"kernel/training/...", "kernel/wholefile/..."}, []string{"github.com/spf13/..."},
		"a comparison trains as the command train does, but is no command line itself"},
	{"kernel/evaluate/...", []string{"ganlib/...", "kernel/interrupt/...", "kernel/runs/...", "kernel/score/..."},
		[]string{"github.com/spf13/..."},
		"a G is measured by whoever has its run, not by a command line"},
	{"kernel/sample/...", []string{"ganlib/...", "kernel/interrupt/...", "kernel/runs/...", "kernel/wholefile/..."},
		[]string{"github.com/spf13/..."},
		"images are made of a run, not of flags"},
	{"kernel/interview/...", []string{"ganlib/...", "kernel/ask/...", "kernel/interrupt/...", "kernel/runs/..."},
		[]string{"github.com/spf13/..."},
		"people are asked about a run, whoever wants to know"},
	{"kernel/ask/...", []string{"ganlib/..."}, []string{"ganlib/zoo/...", "github.com/spf13/..."},
		"a page with two pictures does not know who made them"},
	{"kernel/diagnosis/...", []string{"ganlib/...", "kernel/experiment/...", "kernel/wholefile/..."},
		[]string{"github.com/spf13/..."},
		"the doctor is asked about a run, not by a command line"},
	{"kernel/feature/...", []string{"ganlib/...", "kernel/interrupt/...", "kernel/wholefile/..."},
		[]string{"ganlib/zoo/...", "github.com/spf13/..."},
		"networks that look at images are trained without a generator"},
	{"kernel/update/...", []string{"kernel/lab/..."}, []string{"github.com/spf13/..."},
		"a clone is brought up to date by git, not by flags"},
	{"kernel/bench/...", []string{"ganlib/...", "kernel/experiment/...", "kernel/interrupt/..."}, []string{"github.com/spf13/..."},
		"a measurement knows the step that it times, not who asked for it"},
	{"bench/...", nil, []string{"exercises/...", "solutions/..."},
		"a measurement times the library"},
	{"solutions/...", nil, []string{"exercises/...", "kernel/..."},
		"a reference stands alone, so that it can be laid over the stub"},
}

// matches says whether a pattern means the package with this import path.
func matches(pattern, importPath string) bool {
	if first, _, _ := strings.Cut(pattern, "/"); !strings.Contains(first, ".") {
		pattern = path.Join(module, pattern)
	}
	stem, andBelow := strings.CutSuffix(pattern, "/...")
	return importPath == stem || andBelow && below(stem, importPath)
}

func below(parent, importPath string) bool { return strings.HasPrefix(importPath, parent+"/") }

// related says whether one of two packages is a part of the other.
func related(a, b string) bool { return a == b || below(a, b) || below(b, a) }

// violations says how pkg breaks the rule: a sentence for each import that is not allowed, and one
// for each pattern of never, however many packages match it.
func (r importRule) violations(pkg goPackage) (problems []string) {
	for _, imported := range pkg.Imports {
		allowed := func(pattern string) bool { return matches(pattern, imported) }
		if r.only != nil && below(module, imported) && !related(pkg.ImportPath, imported) && !slices.ContainsFunc(r.only, allowed) {
			problems = append(problems, fmt.Sprintf("%s imports %s; of this module it may import %s: %s",
				pkg, imported, orNothing(r.only), r.why))
		}
	}
	for _, pattern := range r.never {
		forbidden := func(needed string) bool { return matches(pattern, needed) && !related(pkg.ImportPath, needed) }
		if i := slices.IndexFunc(pkg.Deps, forbidden); i >= 0 {
			problems = append(problems, fmt.Sprintf("%s needs %s, directly or through another package: %s", pkg, pkg.Deps[i], r.why))
		}
	}
	return problems
}

func orNothing(patterns []string) string {
	if len(patterns) == 0 {
		return "nothing"
	}
	return strings.Join(patterns, ", ")
}

// importProblems holds every package against every row that is about it.
func importProblems(pkgs []goPackage) (problems []string) {
	for _, pkg := range pkgs {
		rows := 0
		for _, rule := range importRules {
			if !matches(rule.who, pkg.ImportPath) {
				continue
			}
			problems = append(problems, rule.violations(pkg)...)
			if rule.who != "ganlib/..." { // says what holds for all of the library, not what the package is
				rows++
			}
		}
		if rows == 0 {
			problems = append(problems, fmt.Sprintf("%s has no row in importRules: say there what it may import and why", pkg))
		}
	}
	return problems
}

func TestImports(t *testing.T) {
	report(t, importProblems(packages(t)), "a package that imports little can be read, tested and used alone")
}

// A rule about a package that has been renamed forbids nothing.
func TestImportRulesNameWhatExists(t *testing.T) {
	var paths []string
	for _, pkg := range packages(t) {
		paths = append(append(paths, pkg.ImportPath), pkg.Deps...)
	}
	for _, rule := range importRules {
		for _, pattern := range slices.Concat([]string{rule.who}, rule.only, rule.never) {
			exists := func(importPath string) bool { return matches(pattern, importPath) }
			if !slices.ContainsFunc(paths, exists) && !onTheMap(t, pattern) {
				t.Errorf("the row of %s in importRules names %s, which is neither a package of this build nor on the map in ganlib/doc.go",
					rule.who, pattern)
			}
		}
	}
}

// onTheMap says whether a pattern names a place of the design: a folder of the top level or one
// that ganlib/doc.go speaks of. It may be empty so far.
func onTheMap(t *testing.T, pattern string) bool {
	t.Helper()
	stem := strings.TrimSuffix(pattern, "/...")
	if slices.Contains(topLevel, stem) {
		return true
	}
	name, inLibrary := strings.CutPrefix(stem, "ganlib/")
	return inLibrary && regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b`).Match(read(t, "ganlib/doc.go"))
}

func TestBadImportsAreFound(t *testing.T) {
	const graph, model = "github.com/gomlx/gomlx/core/graph", "github.com/gomlx/gomlx/ml/model"
	for _, test := range []struct {
		pkg     string
		imports []string // direct
		deps    []string // through others
		want    string   // part of the one problem; "": none
		why     string
	}{
		{"ganlib/ref", []string{"math"}, nil, "", "the standard library is free"},
		{"ganlib/ref", []string{graph}, nil, "needs " + graph, "a twin in GoMLX compares the graph with itself"},
		{"ganlib/pic", nil, []string{graph}, "needs " + graph, "a forbidden package comes through another one as well"},
		{"ganlib/op", []string{graph}, nil, "", "operations are made of graph nodes"},
		{"ganlib/op", []string{model}, nil, "needs " + model, "an operation with weights is a layer"},
		{"ganlib/loss", nil, []string{module + "/ganlib/layer"}, "needs gophergan/ganlib/layer", "an equation takes D as an argument"},
		{"ganlib/layer", []string{module + "/ganlib/op", model}, nil, "", "layers have weights"},
		{"ganlib/train", []string{module + "/ganlib/data"}, nil, "imports gophergan/ganlib/data",
			"the loop takes batches as an argument"},
		{"ganlib/zoo/dcgan", []string{module + "/ganlib/layer", module + "/ganlib/loss"}, nil, "",
			"a sentence is made of the alphabet"},
		{"ganlib/zoo/dcgan", nil, []string{module + "/ganlib/zoo/gan"}, "needs gophergan/ganlib/zoo/gan",
			"papers do not build on each other"},
		{"ganlib/zoo/gan/demo", []string{module + "/ganlib/zoo/gan"}, nil, "", "a part of a package may import the package"},
		{"ganlib/data", nil, []string{"github.com/spf13/pflag"}, "needs github.com/spf13/pflag", "flags exist only in kernel"},
		{"ganlib/train", nil, []string{module + "/kernel/show"}, "needs gophergan/kernel/show",
			"the library stands below the commands"},
		{"ganlib/lossy", nil, nil, "ganlib/lossy has no row", "a new package is a decision that the table records"},
		{"exercises/ex01_minimax", []string{module + "/ganlib/op"}, nil, "", "exercises build on operations"},
		{"exercises/ex01_minimax", []string{module + "/ganlib/loss"}, nil, "imports gophergan/ganlib/loss", "this is the answer"},
		{"kernel/grade", nil, []string{module + "/solutions/ex01_minimax"}, "needs gophergan/solutions", "the grader reads files"},
	} {
		pkg := goPackage{ImportPath: path.Join(module, test.pkg), Imports: test.imports, Deps: test.deps}
		if strings.Contains(test.want, "needs") {
			pkg.Deps = append(pkg.Deps, test.imports...) // as the go command lists them
		}
		problems := importProblems([]goPackage{pkg})
		switch {
		case test.want == "" && len(problems) > 0:
			t.Errorf("%s importing %q: %q, want no problem: %s", test.pkg, test.imports, problems, test.why)
		case test.want != "" && (len(problems) == 0 || !strings.Contains(problems[0], test.want)):
			t.Errorf("%s importing %q, needing %q: problems %q, want one with %q: %s",
				test.pkg, test.imports, test.deps, problems, test.want, test.why)
		}
	}
}

// The map in doc.go is where a reader looks for a package; one that is missing there is hard to
// find.
func TestTheMapNamesEveryPackage(t *testing.T) {
	for _, pkg := range packages(t) {
		if path.Dir(pkg.ImportPath) == module+"/ganlib" && !onTheMap(t, pkg.String()) {
			t.Errorf("ganlib/doc.go does not speak of %s", path.Base(pkg.ImportPath))
		}
	}
}

// Exactly one file of a package says what it is, and begins so that go doc and its readers find the
// name first.
func TestEachPackageHasOneDoc(t *testing.T) {
	var problems []string
	for _, pkg := range packages(t) {
		problems = append(problems, docProblems(pkg.String(), packageDocs(t, pkg.Dir))...)
	}
	report(t, problems, "a second doc comment is joined to the first in the order of the file names, and none leaves the reader "+
		"guessing")
}

// packageDoc is the comment above the package clause of one file.
type packageDoc struct{ file, name, text string }

// packageDocs reads them from all files of a folder, build tags or not, tests aside. A file without
// one gives none.
func packageDocs(t *testing.T, dir string) (docs []packageDoc) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if text := docText(file); text != "" {
			docs = append(docs, packageDoc{name, file.Name.Name, text})
		}
	}
	return docs
}

func docText(file *ast.File) string {
	if file.Doc == nil {
		return ""
	}
	return file.Doc.Text()
}

func docProblems(pkg string, docs []packageDoc) (problems []string) {
	if len(docs) != 1 {
		files := make([]string, len(docs))
		for i, doc := range docs {
			files[i] = doc.file
		}
		return []string{fmt.Sprintf("%s has %d package docs, not one: %q", pkg, len(docs), files)}
	}
	want := "Package " + docs[0].name + " "
	if docs[0].name == "main" {
		want = "Command " + path.Base(pkg) + " "
	}
	if !strings.HasPrefix(docs[0].text, want) {
		problems = append(problems, fmt.Sprintf("%s/%s: the package doc begins %.40q, not %q", pkg, docs[0].file, docs[0].text, want))
	}
	return problems
}

func TestBadPackageDocsAreFound(t *testing.T) {
	good := packageDoc{"doc.go", "loss", "Package loss holds the papers' equations.\n"}
	for want, docs := range map[string][]packageDoc{
		"":                   {good},
		"has 0 package docs": nil,
		"has 2 package docs": {good, {"hinge.go", "loss", "Hinge loss.\n"}},
		`not "Package loss `: {{"doc.go", "loss", "Package losses holds equations.\n"}},
		`not "Command loss `: {{"main.go", "main", "Package main trains.\n"}},
	} {
		problems := strings.Join(docProblems("ganlib/loss", docs), "\n")
		if want == "" && problems != "" || !strings.Contains(problems, want) {
			t.Errorf("docProblems(%q) = %q, want %q", docs, problems, want)
		}
	}
}
