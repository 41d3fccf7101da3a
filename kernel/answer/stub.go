package answer

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
)

// Stub is the file of a function before anyone has written it, its comment, its signature and a
// panic; and the package that it is of.
func Stub(source []byte, function string) (pkg string, stub []byte, err error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return "", nil, err
	}
	i := slices.IndexFunc(file.Decls, func(d ast.Decl) bool {
		f, ok := d.(*ast.FuncDecl)
		return ok && f.Recv == nil && f.Name.Name == function
	})
	if i < 0 {
		return "", nil, fmt.Errorf("it has no function %s", function)
	}
	f := file.Decls[i].(*ast.FuncDecl)
	var b, signature bytes.Buffer
	bare := *f
	bare.Body, bare.Doc = nil, nil
	if err := format.Node(&signature, fset, &bare); err != nil {
		return "", nil, err
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
	stub, err = format.Source(b.Bytes())
	return file.Name.Name, stub, err
}

// Filled is the files with stubs for the functions that they do not declare. These stubs need
// nothing that a learner could have changed.
func (t Task) Filled(files Files, stubs map[string][]byte) Files {
	all, where := Files{}, t.Where(files)
	for name, source := range files {
		all[name] = source
	}
	for _, f := range t.Functions {
		if stub := stubs[f]; where[f] == "" && stub != nil {
			head, rest, _ := bytes.Cut(bytes.Replace(stub, []byte("panic(notWritten)"), []byte("panic(todo.Error{})"), 1), []byte("\n"))
			all["not_written_"+f+".go"] = fmt.Appendf(nil, "%s\n\nimport \"%s/exercises/todo\"\n%s", head, module, rest)
		}
	}
	return all
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
