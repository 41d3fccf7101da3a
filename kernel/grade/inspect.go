package grade

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// plainImports are the packages of the standard library that an answer may use: they compute and do nothing else. fmt prints too,
// which helps a learner and does not harm.
var plainImports = []string{
	"cmp", "errors", "fmt", "iter", "maps", "math", "math/bits", "math/cmplx", "slices", "sort", "strconv", "strings",
}

// graphImports are what GoMLX graph functions need.
var graphImports = []string{
	"github.com/gomlx/gomlx/core/graph", "github.com/gomlx/compute/dtypes", "github.com/gomlx/compute/shapes",
}

// opImport is what graph functions are made of in this module. All of it may be used; of the packages above it only what some solution needs, right or
// wrong, since what an exercise asks for may lie in them.
const opImport = module + "/ganlib/op"

// Inspect reads an answer without running it and says why it is not taken; nothing: it is. The words go to the student, and accuse of
// nothing: most of what is refused was written in good faith.
func (e *Exercise) Inspect(f Function, source []byte) (refused []string) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, f.File, source, parser.ParseComments)
	if err != nil {
		return []string{"it is not Go yet: " + clipped(err.Error(), 300)}
	}
	i := inspection{e: e, f: f, fset: fset}
	if file.Name.Name != e.Package {
		i.refuse(file.Name, "the package is called %s here, not %s", e.Package, file.Name.Name)
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			i.comment(c)
		}
	}
	for _, spec := range file.Imports {
		i.imported(spec)
	}
	for _, d := range file.Decls {
		i.declared(d)
	}
	i.symbols(file)
	i.signature(file)
	return i.refused
}

type inspection struct {
	e       *Exercise
	f       Function
	fset    *token.FileSet
	refused []string
}

func (i *inspection) refuse(at ast.Node, format string, args ...any) {
	if len(i.refused) < maxNotes {
		line := i.fset.PositionFor(at.Pos(), false).Line
		i.refused = append(i.refused, fmt.Sprintf("line %d: ", line)+fmt.Sprintf(format, args...))
	}
}

// comment refuses those that mean something to the compiler.
func (i *inspection) comment(c *ast.Comment) {
	text := strings.TrimPrefix(strings.TrimPrefix(c.Text, "//"), "/*")
	word, _, _ := strings.Cut(strings.TrimRight(text, " \t\r\n"), " ")
	for _, prefix := range []string{"go:", "line", "export", "extern"} {
		if word == strings.TrimSuffix(prefix, ":") && prefix != "go:" || prefix == "go:" && strings.HasPrefix(word, prefix) {
			i.refuse(c, "the comment %q tells the compiler something; an answer needs no such comment", clipped(c.Text, 60))
			return
		}
	}
	if strings.HasPrefix(strings.TrimSpace(text), "+build") {
		i.refuse(c, "the comment %q limits where the file counts; an answer counts everywhere", clipped(c.Text, 60))
	}
}

func (i *inspection) imported(spec *ast.ImportSpec) {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return // the parser has refused it
	}
	switch {
	case name == "C":
		i.refuse(spec, "C code is not taken; the exercise is about Go")
	case !slices.Contains(i.e.imports, name):
		i.refuse(spec, "the package %s is not needed here; what may be imported is %s", clipped(name, 80), strings.Join(i.e.imports, ", "))
	case spec.Name != nil && spec.Name.Name == "." && !slices.Contains(graphImports, name):
		i.refuse(spec, "import %s with its name, without the dot", name)
	case spec.Name != nil && spec.Name.Name == "_":
		i.refuse(spec, "an import that is not used does nothing here")
	}
}

// declared refuses what would run before a test calls the function.
func (i *inspection) declared(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		switch {
		case d.Recv == nil && (d.Name.Name == "init" || d.Name.Name == "main"):
			i.refuse(d, "func %s would run on its own; a test only calls %s", d.Name.Name, i.f.Name)
		case d.Body == nil:
			i.refuse(d, "func %s has no body", clipped(d.Name.Name, 60))
		}
	case *ast.GenDecl:
		if d.Tok != token.VAR {
			return
		}
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				i.refuse(n, "a variable of the package holds a function; declare it with func")
				return false
			case *ast.CallExpr:
				if !isPlainCall(n) {
					i.refuse(n, "a variable of the package is computed by a call before any test begins; compute it in the function")
					return false
				}
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					i.refuse(n, "a variable of the package waits for a channel before any test begins")
				}
			}
			return true
		})
	}
}

// isPlainCall knows the calls that only compute a number or an error: float64(2), math.Sqrt(2), errors.New("…").
func isPlainCall(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return slices.Contains([]string{"float64", "float32", "int", "len", "uint64", "string", "complex"}, f.Name)
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && (x.Name == "math" || x.Name == "errors")
	}
	return false
}

// symbols holds what is used of this module's packages against what solutions need of them.
func (i *inspection) symbols(file *ast.File) {
	own := map[string]string{} // local name: path
	for _, spec := range file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		if !strings.HasPrefix(name, module+"/") || name == opImport {
			continue
		}
		local := localName(name)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		own[local] = name
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := s.X.(*ast.Ident)
		if !ok || own[x.Name] == "" {
			return true
		}
		if used := i.e.symbols[own[x.Name]]; !slices.Contains(used, s.Sel.Name) {
			i.refuse(s, "%s.%s is not needed here; of %s an answer may use %s", x.Name, clipped(s.Sel.Name, 60), own[x.Name], strings.Join(used, ", "))
		}
		return true
	})
}

// signature wants the function to be there, with the types that the tests call it with.
func (i *inspection) signature(file *ast.File) {
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || f.Name.Name != i.f.Name {
			continue
		}
		if got := typesOf(f); got != i.f.types {
			i.refuse(f, "%s has the types %s; the task asks for %s", i.f.Name, clipped(got, 200), i.f.types)
		}
		return
	}
	i.refuse(file.Name, "there is no function %s in it", i.f.Name)
}

// typesOf writes the types of a function without the names of its arguments, and without the packages that types come from: one may
// import a package under any name.
func typesOf(f *ast.FuncDecl) string {
	list := func(fields *ast.FieldList) string {
		var words []string
		if fields == nil {
			return ""
		}
		for _, field := range fields.List {
			for range max(len(field.Names), 1) {
				words = append(words, typeText(field.Type))
			}
		}
		return strings.Join(words, ", ")
	}
	generic := ""
	if f.Type.TypeParams != nil {
		generic = "[" + list(f.Type.TypeParams) + "]"
	}
	return fmt.Sprintf("func%s(%s) (%s)", generic, list(f.Type.Params), list(f.Type.Results))
}

func typeText(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.FuncType:
		return typesOf(&ast.FuncDecl{Type: t})
	case *ast.StarExpr:
		return "*" + typeText(t.X)
	case *ast.ArrayType:
		size := ""
		if t.Len != nil {
			size = types.ExprString(t.Len)
		}
		return "[" + size + "]" + typeText(t.Elt)
	case *ast.Ellipsis:
		return "..." + typeText(t.Elt)
	case *ast.MapType:
		return "map[" + typeText(t.Key) + "]" + typeText(t.Value)
	case *ast.SelectorExpr:
		return t.Sel.Name
	}
	var b bytes.Buffer
	types.WriteExpr(&b, t)
	return b.String()
}
