package answer

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Task is an exercise, as far as its answers are concerned.
type Task struct {
	Slug      string // of the exercise's folder, such as ex01_minimax
	Package   string
	Functions []string // that are asked for
}

// Files are Go files by their names.
type Files map[string][]byte

// IsFile says whether a file of this name may be a part of an answer: the go command passes over
// some, and tests are not the learner's.
func IsFile(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, "_") &&
		!strings.HasPrefix(name, ".")
}

// Read reads the files of an answer from a folder.
func Read(dir string) (Files, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := Files{}
	for _, e := range entries {
		if e.IsDir() || !IsFile(e.Name()) {
			continue
		}
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Choose takes from the files those that the rule refuses, and says why; and stubs of functions
// that are written in another file.
func (t Task) Choose(files Files) (chosen Files, refused map[string][]string) {
	chosen, refused = Files{}, map[string][]string{}
	for name, source := range files {
		if why := t.Inspect(name, source); len(why) > 0 {
			refused[name] = why
		} else {
			chosen[name] = source
		}
	}
	for name, stub := range stubs(chosen) {
		for other, source := range chosen {
			if other != name && slices.Contains(declared(source), stub) {
				delete(chosen, name)
				break
			}
		}
	}
	return chosen, refused
}

// Where says in which file each function is declared. A function that nobody has declared is
// missing.
func (t Task) Where(files Files) map[string]string {
	where := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, f := range declared(files[name]) {
			if slices.Contains(t.Functions, f) && where[f] == "" {
				where[f] = name
			}
		}
	}
	return where
}

// asks says whether a file declares a function that is asked for; the others are helpers.
func (t Task) asks(source []byte) bool {
	return slices.ContainsFunc(declared(source), func(name string) bool { return slices.Contains(t.Functions, name) })
}

// declared lists what a file declares that may be called: functions and variables, but no methods.
// It reads as much as is Go.
func declared(source []byte) (names []string) {
	file, _ := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if file == nil {
		return nil
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
					for _, name := range v.Names {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	return names
}

// stubs finds the files that hold nothing but a function that is not written yet, and the name of
// that function.
func stubs(files Files) map[string]string {
	found := map[string]string{}
	for name, source := range files {
		if f := stub(source); f != "" {
			found[name] = f
		}
	}
	return found
}

// stub is the function that a file holds unwritten, and nothing else; "": it holds more, or less.
func stub(source []byte) (function string) {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return ""
	}
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			continue
		}
		f, ok := d.(*ast.FuncDecl)
		if !ok || function != "" || f.Recv != nil || !notWritten(f.Body) {
			return ""
		}
		function = f.Name.Name
	}
	return function
}

// RunsAtStart says whether a file holds something that runs before any function is called: func
// init, or a variable that is computed.
func RunsAtStart(source []byte) (runs bool) {
	file, _ := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if file == nil {
		return false
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			runs = runs || d.Recv == nil && d.Name.Name == "init"
		case *ast.GenDecl:
			runs = runs || d.Tok == token.VAR && computes(d)
		}
	}
	return runs
}

// computes says whether variables are computed by what may fail, or never end.
func computes(variables *ast.GenDecl) (found bool) {
	ast.Inspect(variables, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // it does not run by being there; a call of it is seen
		case *ast.CallExpr:
			found = found || !isPlain(n)
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.IndexExpr, *ast.SliceExpr, *ast.StarExpr, *ast.TypeAssertExpr:
			found = true
		}
		return true
	})
	return found
}

// isPlain knows calls that make a value and do nothing else: make(map[int]int), float64(2),
// math.Sqrt(2), errors.New("…").
func isPlain(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return slices.Contains([]string{"make", "new", "len", "float64", "float32", "int", "uint64", "string", "complex"}, f.Name)
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && (x.Name == "math" || x.Name == "errors")
	}
	return false
}

// IsStub says whether a file holds nothing but a function that waits to be written.
func IsStub(source []byte) bool { return stub(source) != "" }

func notWritten(body *ast.BlockStmt) bool {
	if body == nil || len(body.List) != 1 {
		return false
	}
	statement, ok := body.List[0].(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := statement.X.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return false
	}
	f, isName := call.Fun.(*ast.Ident)
	arg, isPlain := call.Args[0].(*ast.Ident)
	return isName && isPlain && f.Name == "panic" && arg.Name == "notWritten"
}

// Owns says whether a file is of the exercise's package.
func (t Task) Owns(source []byte) bool {
	file, _ := parser.ParseFile(token.NewFileSet(), "", source, parser.PackageClauseOnly)
	return file != nil && file.Name.Name == t.Package
}
