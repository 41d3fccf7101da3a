package main

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// declarations are what the cells so far declare, by name, as the next cell sees them.
type declarations map[string]string

// add takes the declarations of a cell, in the place of older ones of the same names.
func (d declarations) add(c cell) {
	if !c.isGo {
		return
	}
	files, file := c.parse()
	for _, decl := range file.Decls {
		for name, node := range named(decl) {
			if name != "main" && name != "_" && !strings.HasPrefix(name, "init") {
				d[name] = text(files, node)
			}
		}
	}
}

// named are the names that a declaration declares, each with the source that declares it.
func named(decl ast.Decl) map[string]ast.Node {
	names := map[string]ast.Node{}
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		name := decl.Name.Name
		if decl.Recv != nil && len(decl.Recv.List) == 1 {
			name = receiver(decl.Recv.List[0].Type) + "." + name
		}
		names[name] = decl
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.ImportSpec:
				names["import "+importName(spec)] = alone(decl, spec)
			case *ast.TypeSpec:
				names[spec.Name.Name] = alone(decl, spec)
			case *ast.ValueSpec:
				for _, name := range spec.Names { // a constant may depend on the lines before it
					names[name.Name] = decl
				}
			}
		}
	}
	return names
}

// alone is a declaration with only one of its parts.
func alone(decl *ast.GenDecl, spec ast.Spec) ast.Node {
	return &ast.GenDecl{Tok: decl.Tok, Specs: []ast.Spec{spec}}
}

func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// importName is the name under which a file knows a package; for one that is imported without a
// name, the last part of its path. Packages that are imported into the file itself keep their path.
func importName(spec *ast.ImportSpec) string {
	where, _ := strconv.Unquote(spec.Path.Value)
	switch {
	case spec.Name == nil:
		return path.Base(where)
	case spec.Name.Name == "." || spec.Name.Name == "_":
		return where
	}
	return spec.Name.Name
}

func text(files *token.FileSet, node ast.Node) string {
	var out strings.Builder
	if err := format.Node(&out, files, node); err != nil {
		return ""
	}
	return out.String()
}

// source is a Go file with the declarations, except those that the cell makes anew.
func (d declarations) source(c cell) string {
	own := declarations{}
	own.add(c)
	var imports, others []string
	for _, name := range slices.Sorted(maps.Keys(d)) {
		switch _, again := own[name]; {
		case strings.HasPrefix(name, "import "):
			imports = append(imports, d[name])
		case !again && !slices.Contains(others, d[name]):
			others = append(others, d[name])
		}
	}
	return "package main\n\n" + strings.Join(imports, "\n") + "\n\n" + strings.Join(others, "\n\n") + "\n"
}

// selected are the names before a dot.
var selected = regexp.MustCompile(`\b(\pL[\pL\d_]*)\.`)

// imports are the packages that the cell uses without importing them: those of the cells before it,
// and those of the course, which GoNB finds.
func imports(c cell, before declarations, packages map[string]string) string {
	own := declarations{}
	own.add(c)
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, again := own[name]; strings.HasPrefix(name, "import ") && !again {
			lines = append(lines, before[name])
			own[name] = before[name]
		}
	}
	for _, found := range selected.FindAllStringSubmatch(strings.Join(c.lines, "\n"), -1) {
		where, known := packages[found[1]]
		if _, again := own["import "+found[1]]; known && !again {
			own["import "+found[1]] = where
			lines = append(lines, fmt.Sprintf("import %q", where))
		}
	}
	return strings.Join(lines, "; ")
}

// atName reports whether a name stands before or behind the cursor.
func atName(code string, cursor int) bool {
	runes := []rune(code)
	for _, i := range []int{cursor - 1, cursor} {
		if i >= 0 && i < len(runes) && isNameRune(runes[i]) {
			return true
		}
	}
	return false
}

func isNameRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// coursePackages finds the packages that cells use, by name.
func coursePackages(clone string) map[string]string {
	found := map[string]string{}
	for _, root := range []string{"ganlib", "kernel/show", "kernel/check"} {
		filepath.WalkDir(filepath.Join(clone, filepath.FromSlash(root)), func(file string, entry fs.DirEntry, err error) error {
			dir := filepath.Dir(file)
			if err == nil && filepath.Ext(file) == ".go" && !strings.HasSuffix(dir, "test") {
				if rel, err := filepath.Rel(clone, dir); err == nil {
					found[filepath.Base(dir)] = "gophergan/" + filepath.ToSlash(rel)
				}
			}
			return nil
		})
	}
	return found
}
