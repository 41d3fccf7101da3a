package ganlib_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// harmless are functions that errors.Join may call beside another: they end something, or say
// something, whatever else has failed.
var harmless = []string{"Close", "Errorf", "New", "Cleanup", "check", "checkLabels"}

// errors.Join evaluates all of its arguments: write(), rename() renames what was not written.
func TestNothingRunsOnAfterAFailure(t *testing.T) {
	var problems []string
	for _, file := range tracked(t) {
		if path.Ext(file) == ".go" && !strings.HasSuffix(file, "_test.go") {
			problems = append(problems, runsOn(t, file, read(t, file))...)
		}
	}
	report(t, problems, "errors.Join(write(), rename()) renames what could not be written: do one after the other, and return at "+
		"the first error")
}

// runsOn finds calls of errors.Join with several arguments that do something.
func runsOn(t *testing.T, name string, source []byte) (problems []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || called(call) != "Join" || ownerOf(call) != "errors" {
			return true
		}
		var doing []string
		for _, arg := range call.Args {
			if c, ok := arg.(*ast.CallExpr); ok && !slices.Contains(harmless, called(c)) {
				doing = append(doing, called(c))
			}
		}
		if len(doing) > 1 {
			problems = append(problems, fmt.Sprintf("%s: errors.Join runs all of %s", files.Position(call.Pos()),
				strings.Join(doing, ", ")))
		}
		return true
	})
	return problems
}

// called is the name of the function of a call, without its package or receiver.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return "a function"
}

// ownerOf is what stands before the dot of the function of a call.
func ownerOf(c *ast.CallExpr) string {
	if f, ok := c.Fun.(*ast.SelectorExpr); ok {
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name
		}
	}
	return ""
}

func TestRunningOnIsFound(t *testing.T) {
	for body, found := range map[string]bool{
		`errors.Join(write(path), os.Rename(path, to))`:             true,
		`errors.Join(err, f.Sync(), f.Chmod(0o644), f.Close())`:     true,
		`errors.Join(writeAtomic(a), os.RemoveAll(b), rename(b))`:   true,
		`errors.Join(write(f), f.Close())`:                          false,
		`errors.Join(err, file.Close())`:                            false,
		`errors.Join(fmt.Errorf("x"), db.Close())`:                  false,
		`errors.Join(errs...)`:                                      false,
		`strings.Join(list(path), separator(to))`:                   false,
		`errors.Join(fmt.Errorf("x: %w", err), os.RemoveAll(path))`: false,
	} {
		source := "package p\nfunc f() error { return " + body + " }\n"
		if got := runsOn(t, "p.go", []byte(source)); (len(got) > 0) != found {
			t.Errorf("%s: found %q, want something: %t", body, got, found)
		}
	}
}
