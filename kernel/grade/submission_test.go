package grade

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// entry is a file in an archive; with a mode of fs.ModeSymlink its content is where it leads to.
type entry struct {
	name, content string
	mode          fs.FileMode
}

func zipped(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		h.SetMode(e.mode | 0o644)
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, exercises []*Exercise, path string) (files []string, notes string) {
	t.Helper()
	h, err := Submission{Name: "s", Parts: []Part{{Path: path, Name: filepath.Base(path)}}}.Open(exercises, t.TempDir())
	if err != nil {
		return nil, err.Error()
	}
	for name, content := range h.Files {
		files = append(files, name+"="+string(content))
	}
	slices.Sort(files)
	return files, strings.Join(slices.Concat(h.Notes, slices.Collect(maps.Values(h.Refused)), h.Asides), "\n")
}

func sampleExercises() []*Exercise {
	function := func(name string) Function { return Function{Name: name, File: name + ".go"} }
	return []*Exercise{
		{Slug: "ex01_a", Package: "a", Functions: []Function{function("f"), function("g")}},
		{Slug: "ex02_b", Package: "b", Functions: []Function{function("f")}},
	}
}

func TestZip(t *testing.T) {
	bomb := strings.Repeat("\x00", 64<<20)
	for _, test := range []struct {
		name    string
		entries []entry
		files   string
		notes   string
	}{
		{"a clone", []entry{{name: "exercises/ex01_a/f.go", content: "1"}, {name: "exercises/ex02_b/f.go", content: "2"},
			{name: "README.md"}}, "[ex01_a/f.go=1 ex02_b/f.go=2]", ""},
		{"below a folder", []entry{{name: "me/exercises/ex01_a/f.go", content: "1"}}, "[ex01_a/f.go=1]", ""},
		{"only the folder of the exercise", []entry{{name: "ex01_a/f.go", content: "1"}}, "[ex01_a/f.go=1]", ""},
		{"the reference is in it", []entry{{name: "solutions/ex01_a/f.go", content: "r"},
			{name: "exercises/ex01_a/f.go", content: "1"}}, "[ex01_a/f.go=1]", ""},
		{"only the reference is in it", []entry{{name: "solutions/ex01_a/f.go", content: "r"}}, "[]", ""},
		{"only the reference is in it, in another folder", []entry{{name: "solutions/a/f.go", content: "package a"}}, "[]", ""},
		{"an old copy is in it", []entry{{name: "exercises/ex01_a/f.go", content: "1"}, {name: "old/exercises/ex01_a/f.go",
			content: "0"}}, "[ex01_a/f.go=1]", ""},
		{"an old copy comes first", []entry{{name: "old/exercises/ex01_a/f.go", content: "0"},
			{name: "exercises/ex01_a/f.go", content: "1"}}, "[ex01_a/f.go=1]", ""},
		{"tests and more", []entry{{name: "exercises/ex01_a/a_test.go"}, {name: "exercises/ex01_a/go.mod"},
			{name: "exercises/ex01_a/_old.go"}, {name: "exercises/ex01_a/x.s"}}, "[]", ""},
		{"a helper", []entry{{name: "exercises/ex01_a/f.go", content: "1"}, {name: "exercises/ex01_a/h (1).go", content: "2"}},
			"[ex01_a/f.go=1 ex01_a/h (1).go=2]", ""},
		{"a helper in an old copy", []entry{{name: "old/exercises/ex01_a/h.go", content: "0"},
			{name: "exercises/ex01_a/f.go", content: "1"}}, "[ex01_a/f.go=1]", ""},
		{"all in one file, and an old copy", []entry{{name: "exercises/ex01_a/all.go", content: "package a\nfunc f() {}"},
			{name: "old/exercises/ex01_a/f.go", content: "0"}, {name: "old/exercises/ex01_a/g.go", content: "1"}},
			"[ex01_a/all.go=package a\nfunc f() {} ex01_a/g.go=1]", ""},
		{"no folder", []entry{{name: "f.go", content: "1"}}, "[]", ""},
		{"a way out", []entry{{name: "../exercises/ex01_a/f.go", content: "1"}}, "[]", "leads out of the submission"},
		{"a way out and in", []entry{{name: "x/../exercises/ex01_a/f.go", content: "1"}}, "[]", "leads out of the submission"},
		{"an absolute path", []entry{{name: "/exercises/ex01_a/f.go", content: "1"}}, "[]", "leads out of the submission"},
		{"backslashes", []entry{{name: `exercises\ex01_a\`}, {name: `exercises\ex01_a\f.go`, content: "1"}}, "[ex01_a/f.go=1]", ""},
		{"a way out with backslashes", []entry{{name: `..\exercises\ex01_a\f.go`, content: "1"}}, "[]", "leads out of the submission"},
		{"a drive", []entry{{name: `C:\exercises\ex01_a\f.go`, content: "1"}}, "[]", "leads out of the submission"},
		{"a share", []entry{{name: `\\host\exercises\ex01_a\f.go`, content: "1"}}, "[]", "leads out of the submission"},
		{"a link", []entry{{name: "exercises/ex01_a/f.go", content: "/etc/passwd", mode: fs.ModeSymlink},
			{name: "exercises/ex01_a/g.go", content: "1"}}, "[ex01_a/g.go=1]", "not a plain file but a link"},
		{"twice the same", []entry{{name: "exercises/ex01_a/f.go", content: "1"}, {name: "exercises/ex01_a/f.go", content: "2"}},
			"[ex01_a/f.go=2]", "is there twice, with two contents; the later one counts"},
		{"twice, and the same", []entry{{name: "exercises/ex01_a/f.go", content: "1"}, {name: "exercises/ex01_a/f.go", content: "1"}},
			"[ex01_a/f.go=1]", ""},
		{"a bomb", []entry{{name: "exercises/ex01_a/f.go", content: bomb}, {name: "exercises/ex01_a/g.go", content: "1"}},
			"[ex01_a/g.go=1]", "longer than 128 KiB"},
		{"no text", []entry{{name: "exercises/ex01_a/f.go", content: "a\x00\x00b"}}, "[]", "not UTF-8"},
		{"a name that is no text", []entry{{name: "exercises/ex01_a/\nf.go", content: "1"}}, "[]", "its name is not text"},
	} {
		file := filepath.Join(t.TempDir(), "s.zip")
		write(t, file, string(zipped(t, test.entries...)))
		files, notes := open(t, sampleExercises(), file)
		if fmt.Sprint(files) != test.files || !strings.Contains(notes, test.notes) {
			t.Errorf("%s: files %v, notes %q; want %s, %q", test.name, files, notes, test.files, test.notes)
		}
	}
	many := make([]entry, maxEntries+1)
	for i := range many {
		many[i].name = fmt.Sprint(i)
	}
	file := filepath.Join(t.TempDir(), "s.zip")
	write(t, file, string(zipped(t, many...)))
	if _, notes := open(t, sampleExercises(), file); !strings.Contains(notes, "too many files") {
		t.Errorf("%d files: %q", len(many), notes)
	}
	if err := os.Truncate(file, maxArchive+1); err != nil {
		t.Fatal(err)
	}
	if _, notes := open(t, sampleExercises(), file); !strings.Contains(notes, "less than 256 MiB") {
		t.Errorf("a large file: %q", notes)
	}
	write(t, file, "PK no zip")
	if _, notes := open(t, sampleExercises(), file); !strings.Contains(notes, "make it anew") {
		t.Errorf("no zip file: %q", notes)
	}
}

func TestOneExerciseMayLieAtTheTop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.zip")
	write(t, file, string(zipped(t, entry{name: "f.go", content: "1"}, entry{name: "sub/g.go", content: "2"},
		entry{name: "a/b/f.go", content: "3"})))
	if files, notes := open(t, sampleExercises()[:1], file); fmt.Sprint(files) != "[ex01_a/f.go=1 ex01_a/g.go=2]" {
		t.Errorf("files %v, notes %q", files, notes)
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(t.TempDir(), "secret.go")
	write(t, secret, "secret")
	write(t, filepath.Join(dir, "exercises/ex02_b/f.go"), "2")
	write(t, filepath.Join(dir, ".git/exercises/ex01_a/f.go"), "hidden")
	if err := os.MkdirAll(filepath.Join(dir, "exercises/ex01_a"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "exercises/ex01_a/f.go")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "exercises/ex01_a/g.go"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/", filepath.Join(dir, "root")); err != nil {
		t.Fatal(err)
	}
	files, notes := open(t, sampleExercises(), dir)
	if fmt.Sprint(files) != "[ex02_b/f.go=2]" || !strings.Contains(notes, "a link") || !strings.Contains(notes, "something else") {
		t.Errorf("files %v, notes %q", files, notes)
	}
}

// bundled makes a git bundle of some files.
func bundled(t testing.TB, files map[string]string, links map[string]string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git here")
	}
	dir := t.TempDir()
	for name, content := range files {
		write(t, filepath.Join(dir, name), content)
	}
	for name, to := range links {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	bundle := filepath.Join(t.TempDir(), "s.bundle")
	for _, args := range [][]string{
		{"init", "-q", "-b", "work"}, {"add", "-A"}, {"commit", "-q", "-m", "all"}, {"bundle", "create", "-q", bundle, "HEAD"},
	} {
		git := exec.Command("git", append([]string{"-c", "user.name=s", "-c", "user.email=s@example.org"}, args...)...)
		git.Dir = dir
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", git, err, out)
		}
	}
	return bundle
}

func TestBundle(t *testing.T) {
	t.Parallel()
	bundle := bundled(t, map[string]string{
		"exercises/ex01_a/f.go": "1", "exercises/ex02_b/f.go": strings.Repeat("x", maxFile+1), "exercises/ex01_a/h.go": "",
		".gitattributes": "* filter=run",
	}, map[string]string{"exercises/ex01_a/g.go": "/etc/passwd"})
	files, notes := open(t, sampleExercises(), bundle)
	if fmt.Sprint(files) != "[ex01_a/f.go=1 ex01_a/h.go=]" {
		t.Errorf("files %v", files)
	}
	for _, want := range []string{"a link", "longer than"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes %q, want %q", notes, want)
		}
	}
	write(t, bundle, "# v2 git bundle\nnonsense\n")
	if _, notes := open(t, sampleExercises(), bundle); !strings.Contains(notes, "git cannot read the bundle") {
		t.Errorf("a bundle that is none: %q", notes)
	}
}

func TestSubmissions(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "bob.zip"), "")
	write(t, filepath.Join(dir, "eve.bundle"), "")
	write(t, filepath.Join(dir, "anna/x"), "")
	write(t, filepath.Join(dir, "list.txt"), "")
	write(t, filepath.Join(dir, ".hidden/x"), "")
	list, notes, err := Submissions(dir)
	var names []string
	for _, s := range list {
		names = append(names, s.Name)
	}
	if err != nil || fmt.Sprint(names) != "[anna bob eve]" || len(notes) != 1 || !strings.Contains(notes[0], "list.txt") {
		t.Errorf("%v, notes %q, error %v", names, notes, err)
	}
	write(t, filepath.Join(dir, "anna.zip"), "")
	if _, _, err := Submissions(dir); err == nil || !strings.Contains(err.Error(), "keep one") {
		t.Errorf("one student twice: %v", err)
	}
	if _, _, err := Submissions(t.TempDir()); err == nil || !strings.Contains(err.Error(), "put one folder") {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestSafeName(t *testing.T) {
	seen := map[string]string{}
	for _, name := range []string{"anna", "Anna", "ANNA", "../anna", "a/b", "a_b", "..", "", "名前", "名字",
		strings.Repeat("x", 300), "a b", "-rf", "con", ".x"} {
		safe := safeName(name)
		if other, ok := seen[strings.ToLower(safe)]; ok || safe == "" || strings.ContainsAny(safe, "/\\ ") ||
			strings.HasPrefix(safe, ".") || len(safe) > 100 {
			t.Errorf("safeName(%q) = %q, as of %q", name, safe, other)
		}
		seen[strings.ToLower(safe)] = name
	}
}

func FuzzArchive(f *testing.F) {
	f.Add(zipped(f, entry{name: "exercises/ex01_a/f.go", content: "1"}))
	f.Add(zipped(f, entry{name: "../x"}, entry{name: "exercises/ex01_a/f.go", content: "/", mode: fs.ModeSymlink}))
	f.Add([]byte("PK\x05\x06"))
	f.Add(zipped(f, entry{name: "a/b.ZIP", content: string(zipped(f, entry{name: `exercises\ex01_a\f.go`, content: "1"}))},
		entry{name: "ex01.ipynb", content: `{"cells":[{"cell_type":"code","source":"%%writefile ../exercises/ex01_a/f.go\n1"}]}`}))
	f.Add(tarred(f, tar.FormatGNU, raw{name: "exercises/ex01_a/f.go", content: "1"}, raw{name: "../x/ex01_a/g.go"}))
	f.Add([]byte("# v2 git bundle\n-" + strings.Repeat("a", 40) + " x\n" + strings.Repeat("b", 40) + " HEAD\n\nPACK"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if archiveKind(content) == "bundle" { // git is fuzzed by others
			readBundleHead(bytes.NewReader(content))
			return
		}
		c := newCollector(sampleExercises(), "")
		if c.readArchive(place{}, "s.zip", bytes.NewReader(content), int64(len(content))) != nil {
			return
		}
		c.readInner()
		h := c.handed()
		if len(h.Files)+len(h.Refused) > 3 || len(h.Notes) > maxNotes || len(h.Asides) > maxNotes {
			t.Errorf("%d files, %d notes", len(h.Files), len(h.Notes))
		}
		for name, content := range h.Files {
			if !slices.Contains([]string{"ex01_a/f.go", "ex01_a/g.go", "ex02_b/f.go"}, name) || len(content) > maxFile {
				t.Errorf("%q with %d bytes", name, len(content))
			}
		}
	})
}
