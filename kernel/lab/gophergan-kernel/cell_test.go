package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const testKey = "a-key"

func TestSourceKeepsTheLinesOfTheCell(t *testing.T) {
	c := readCell("%args -x\nimport \"fmt\"\n!ls\nfunc f() {}\n//gonb:%%\nf()\n!*pwd\nfmt.Println()")
	want := "package main; \n\nimport \"fmt\"\n\nfunc f() {}\nfunc main() {\nf()\n\nfmt.Println()\n}\n"
	if got := c.source(""); got != want || c.body != 4 {
		t.Errorf("the body begins in line %d of\n%s\nwant\n%s", c.body, got, want)
	}
	for code, path := range map[string]string{"%%writefile a/b.go\npackage b": "a/b.go", "%%writefile -a b.go\nx": "",
		"%%bash\nls": ""} {
		if c := readCell(code); c.isGo || c.path != path {
			t.Errorf("%q: Go %t, writes %q, want %q", code, c.isGo, c.path, path)
		}
	}
}

func TestCellsThatAskForAKeyboard(t *testing.T) {
	for code, want := range map[string]string{
		"%%\nfmt.Scanln(&n)": "fmt.Scanln",
		"func f() {\n\tr := bufio.NewScanner(os.Stdin)\n}":       "os.Stdin",
		"%%\nfmt.Sscan(text, &n)":                                "",
		"%%\n// fmt.Scan waits":                                  "",
		"%%\nfmt.Println(\"fmt.Scan\")":                          "",
		"%%\ngonbui.RequestInput(\"n\", false)\nfmt.Scan(&n)":    "",
		"%%writefile x.go\npackage x\nfunc f() { fmt.Scan(&n) }": "",
		"%%bash\nread x":                                         "",
	} {
		if got, _, _ := readCell(code).asksKeyboard(); got != want && want != "" {
			t.Errorf("%q: %q, want %q", code, got, want)
		} else if _, _, found := readCell(code).asksKeyboard(); found != (want != "") {
			t.Errorf("%q: found %t", code, found)
		}
	}
}

func TestDeclarationsOfTheCellsBefore(t *testing.T) {
	d := declarations{}
	d.add(readCell("import g \"a/graph\"\n\nconst a, b = 1, 2\n\ntype T[V any] struct{}\n\nfunc (t *T[V]) M() int { return 1 " +
		"}\n\nfunc f() int { return 1 }\n%%\nx := 1"))
	d.add(readCell("func f() string { return \"new\" }\n\nfunc main() {}\nfunc init_x() {}"))
	d.add(readCell("%%bash\nfunc h() {}"))
	source := d.source(readCell("type T[V any] struct{ A int }\n%%\nf()"))
	for _, want := range []string{"import g \"a/graph\"", "const a, b = 1, 2", "return \"new\"", "M() int"} {
		if strings.Count(source, want) != 1 {
			t.Errorf("%q stands %d times in\n%s", want, strings.Count(source, want), source)
		}
	}
	for _, not := range []string{"func f() int", "type T", "main()", "init_x", "h()", "x := 1"} {
		if strings.Contains(source, not) {
			t.Errorf("%q stands in\n%s", not, source)
		}
	}
	packages := map[string]string{"show": "gophergan/kernel/show", "gan": "gophergan/ganlib/zoo/gan"}
	got := imports(readCell("import \"other/gan\"\n%%\nshow.Must(gan.New(g.Add(unknown.X)))"), d, packages)
	if want := `import g "a/graph"; import "gophergan/kernel/show"`; got != want {
		t.Errorf("imported are %s, want %s", got, want)
	}
}

func TestPlaceOfTheCursor(t *testing.T) {
	for _, c := range []struct {
		code                 string
		cursor, line, column int
		word                 string
	}{
		{"%%\nshow.Tr", 10, 1, 7, "Tr"},
		{"σ := 1", 1, 0, 1, "σ"},
		{"// 𝒩\n𝒩.x", 8, 1, 4, "x"}, // 𝒩 is one character and two units of UTF-16
		{"ab", 99, 0, 2, "ab"},
		{"", 0, 0, 0, ""},
	} {
		line, column := placeOf(c.code, c.cursor)
		if line != c.line || column != c.column || word(c.code, c.cursor) != c.word {
			t.Errorf("%q, %d: line %d, column %d, word %q", c.code, c.cursor, line, column, word(c.code, c.cursor))
		}
	}
}

func TestCutMessagesAreRefused(t *testing.T) {
	frames, err := newMessage("status", state{"busy"}).encode(testKey)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := decode(frames); err != nil || m.header.Type != "status" {
		t.Errorf("%v, %v", m, err)
	}
	for n := range len(frames) {
		if _, err := decode(frames[:n]); err == nil {
			t.Errorf("%d of %d frames are taken for a message", n, len(frames))
		}
	}
}

func TestLogIsBegunAnewWhenItIsLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log", "kernel.log")
	size := func() int64 {
		t.Helper()
		f, err := openLog(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if size() != 0 {
		t.Error("a new log is not empty")
	}
	for written, left := range map[int]int64{10: 10, maxLog + 1: 0} {
		if err := os.WriteFile(path, make([]byte, written), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := size(); got != left {
			t.Errorf("of %d bytes %d are kept, want %d", written, got, left)
		}
	}
}
