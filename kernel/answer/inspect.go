package answer

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// maxNotes is how many reasons are told of one file.
const maxNotes = 20

// Inspect reads a file of an answer without running it and says why it is not taken; nothing: it
// is. The words are for whoever wrote it, and accuse of nothing: most of what is refused was
// written in good faith.
func (t Task) Inspect(name string, source []byte) (refused []string) {
	i := inspection{slug: t.Slug, fset: token.NewFileSet()}
	file, err := parser.ParseFile(i.fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return []string{"it is not Go yet: " + line(strings.TrimPrefix(err.Error(), name+":"))}
	}
	if file.Name.Name != t.Package {
		i.refuse(file.Name, "the package is called %s here, not %s", t.Package, file.Name.Name)
	}
	if countsElsewhere(name) {
		i.refuse(file.Name, "by its name the file counts on some machines only; call it otherwise")
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			i.comment(c)
		}
	}
	i.imports(file)
	return i.refused
}

type inspection struct {
	slug    string
	fset    *token.FileSet
	refused []string
}

func (i *inspection) refuse(at ast.Node, format string, args ...any) {
	if len(i.refused) < maxNotes {
		line := i.fset.PositionFor(at.Pos(), false).Line
		i.refused = append(i.refused, fmt.Sprintf("line %d: ", line)+fmt.Sprintf(format, args...))
	}
}

// directives are comments that mean something to the compiler, and what the walls cannot hold of
// them. A name that ends with an underscore stands for all that begin so. The others
// change no result: go:noinline and go:generate are such.
var directives = map[string]string{
	"go:linkname": "it reaches what other packages keep to themselves, and the numbers that are wanted are computed there",
	"go:embed":    "it reads files while the answer is compiled, before there are walls",
	"go:cgo_":     "it speaks to the linker, before there are walls",
	"go:build":    "with it the file counts on some machines only, and the one that grades may be another",
	"+build":      "with it the file counts on some machines only, and the one that grades may be another",
	"line":        "with it the compiler blames another file for the mistakes of this one",
}

func (i *inspection) comment(c *ast.Comment) {
	text := strings.TrimPrefix(strings.TrimPrefix(c.Text, "//"), "/*")
	word, _, _ := strings.Cut(strings.TrimRight(text, " \t\r\n"), " ")
	if rest := strings.TrimSpace(text); strings.HasPrefix(rest, "+build") {
		word = "+build"
	}
	for name, why := range directives {
		if word == name || strings.HasSuffix(name, "_") && strings.HasPrefix(word, name) {
			i.refuse(c, "an answer needs no comment %q: %s", line(c.Text), why)
		}
	}
}

// imports holds what is imported, and what is used of it, against the rule.
func (i *inspection) imports(file *ast.File) {
	partly := map[string]string{} // local name: path
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused it
		}
		p := find(i.slug, path)
		switch {
		case p.whole():
		case p.closed():
			i.refuse(spec, "%s", p.refusal(i.slug, line(path), ""))
		case spec.Name != nil && spec.Name.Name == ".":
			i.refuse(spec, "import %s with its name, without the dot: an answer may use only some of it", path)
		case spec.Name != nil:
			partly[spec.Name.Name] = path
		default:
			partly[localName(path)] = path
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && partly[x.Name] != "" {
				if p := find(i.slug, partly[x.Name]); !p.takes(s.Sel.Name) {
					i.refuse(s, "%s", p.refusal(i.slug, partly[x.Name], line(s.Sel.Name)))
				}
			}
		}
		return true
	})
}

// countsElsewhere says whether the name of a file binds it to a system or a processor, as
// x_windows.go does.
func countsElsewhere(name string) bool {
	nowhere := build.Context{GOOS: "none", GOARCH: "none", Compiler: "gc", OpenFile: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("package p\n")), nil
	}}
	matches, err := nowhere.MatchFile("", name)
	return err == nil && !matches
}

// line makes one line of text that came with an answer: printable, and not long.
func line(text string) string {
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r) && !unicode.Is(unicode.Bidi_Control, r):
			return r
		}
		return -1
	}, text)), " ")
	if letters := []rune(text); len(letters) > 300 {
		return string(letters[:300]) + " …"
	}
	return text
}
