package grade

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gophergan/kernel/exercise"
)

const module = "gophergan"

// Exercise is what the grader knows of one exercise: from its tests, and from the reference in solutions.
type Exercise struct {
	Slug, Package string
	Functions     []Function // in the order of the tests
	root          string
	given         []string            // files of the exercise that nobody edits, as paths
	tests         map[string][]byte   // the tests by path, made ready for grading
	imports       []string            // what an answer may import
	symbols       map[string][]string // and of each package of this module, what it may use
	wanted        map[uint64]numbers  // the reference's numbers by seed
}

// Function is one function to write.
type Function struct {
	Name, File string
	reference  []byte
	stub       []byte
	types      string
	cases      []string // in the order of the test
}

var testName = regexp.MustCompile(`(?m)^func Test(\w+)\(`)

// Slugs lists the exercises that have a reference.
func Slugs(root string) ([]string, error) {
	dirs, err := filepath.Glob(filepath.Join(root, "exercises", "ex*"))
	if err != nil {
		return nil, err
	}
	var slugs []string
	for _, dir := range dirs {
		slugs = append(slugs, filepath.Base(dir))
	}
	if len(slugs) == 0 {
		return nil, fmt.Errorf("there are no exercises in %s", filepath.Join(root, "exercises"))
	}
	return slugs, nil
}

// LoadExercise reads an exercise and its reference. It does not look at the answers that lie in exercises: they may be the
// instructor's own.
func LoadExercise(root, slug string) (*Exercise, error) {
	e := &Exercise{Slug: slug, root: root, tests: map[string][]byte{}, symbols: map[string][]string{}, wanted: map[uint64]numbers{}}
	if _, err := os.Stat(filepath.Join(root, "solutions", slug)); err != nil {
		return nil, fmt.Errorf("there is no reference for %s: %w; grade in a clone that has the folder solutions", slug, err)
	}
	files, err := filepath.Glob(filepath.Join(root, "exercises", slug, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, match := range testName.FindAllSubmatch(source, -1) {
			e.Functions = append(e.Functions, Function{Name: string(match[1]), File: exercise.FileOf(string(match[1]))})
		}
		e.tests[file] = source
	}
	e.imports = append(append(slices.Clone(plainImports), graphImports...), opImport)
	for i := range e.Functions {
		if err := e.read(&e.Functions[i]); err != nil {
			return nil, err
		}
	}
	for _, kind := range []string{"right", "wrong"} {
		if err := e.readVariants(filepath.Join(root, "solutions", slug, kind)); err != nil {
			return nil, err
		}
	}
	slices.Sort(e.imports)
	e.imports = slices.Compact(e.imports)
	for _, file := range files {
		asked := slices.ContainsFunc(e.Functions, func(f Function) bool { return f.File == filepath.Base(file) })
		if !asked && !strings.HasSuffix(file, "_test.go") {
			e.given = append(e.given, file)
		}
	}
	if len(e.Functions) == 0 {
		return nil, fmt.Errorf("exercises/%s has no tests, so there is nothing to grade", slug)
	}
	return e, nil
}

// read takes from the reference of a function what an answer may use, what its types are, and how it looks before it is written.
func (e *Exercise) read(f *Function) (err error) {
	file := filepath.Join(e.root, "solutions", e.Slug, f.File)
	if f.reference, err = os.ReadFile(file); err != nil {
		return fmt.Errorf("no reference for %s: %w", f.Name, err)
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, f.reference, parser.ParseComments)
	if err != nil {
		return err
	}
	e.Package = parsed.Name.Name
	i := slices.IndexFunc(parsed.Decls, func(d ast.Decl) bool {
		decl, ok := d.(*ast.FuncDecl)
		return ok && decl.Recv == nil && decl.Name.Name == f.Name
	})
	if i < 0 {
		return fmt.Errorf("%s has no function %s", file, f.Name)
	}
	f.types = typesOf(parsed.Decls[i].(*ast.FuncDecl))
	if f.stub, err = stub(fset, parsed, parsed.Decls[i].(*ast.FuncDecl)); err != nil {
		return err
	}
	e.noteSymbols(parsed)
	return nil
}

// readVariants takes from other solutions what an answer may use.
func (e *Exercise) readVariants(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			return err
		}
		e.noteSymbols(parsed)
	}
	return nil
}

// noteSymbols remembers what a solution imports, and what it uses of this module's packages.
func (e *Exercise) noteSymbols(file *ast.File) {
	for _, spec := range file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		e.imports = append(e.imports, name)
		if !strings.HasPrefix(name, module+"/") {
			continue
		}
		local := localName(name)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == local && !slices.Contains(e.symbols[name], s.Sel.Name) {
					e.symbols[name] = append(e.symbols[name], s.Sel.Name)
				}
			}
			return true
		})
		slices.Sort(e.symbols[name])
	}
}

// stub is the file of a function before anyone has written it: its comment, its signature and a panic.
func stub(fset *token.FileSet, file *ast.File, f *ast.FuncDecl) ([]byte, error) {
	var b, signature bytes.Buffer
	bare := *f
	bare.Body, bare.Doc = nil, nil
	if err := format.Node(&signature, fset, &bare); err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "package %s\n\n", file.Name.Name)
	used := namesIn(f.Type)
	for _, spec := range file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		local, alias := localName(name), ""
		if spec.Name != nil {
			local, alias = spec.Name.Name, spec.Name.Name+" "
		}
		if used[local] || local == "." && used["Node"] {
			fmt.Fprintf(&b, "import %s%s\n\n", alias, spec.Path.Value)
		}
	}
	if f.Doc != nil {
		for _, c := range f.Doc.List {
			fmt.Fprintln(&b, c.Text)
		}
	}
	fmt.Fprintf(&b, "%s {\n\tpanic(notWritten)\n}\n", signature.Bytes())
	return format.Source(b.Bytes())
}

var version = regexp.MustCompile(`/v\d+$`)

// localName is what a package is called where it is imported without another name.
func localName(importPath string) string { return path.Base(version.ReplaceAllString(importPath, "")) }

func namesIn(t *ast.FuncType) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(t, func(n ast.Node) bool {
		if x, ok := n.(*ast.Ident); ok {
			names[x.Name] = true
		}
		return true
	})
	return names
}
