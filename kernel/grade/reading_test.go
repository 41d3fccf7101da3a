package grade

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// numbersExercise is what reading needs to know of the exercise of the tests' school.
func numbersExercise() []*Exercise {
	return []*Exercise{{Slug: slug, Package: "numbers", Functions: []Function{{Name: "Mean", File: "mean.go"},
		{Name: "Variance", File: "variance.go"}, {Name: "Scale", File: "scale.go"}}}}
}

// taken reads what is handed in as one file and returns the answers, by file, and what is said.
func taken(t *testing.T, name string, content []byte) (Handed, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	write(t, file, string(content))
	return takenFrom(t, file)
}

func takenFrom(t *testing.T, file string) (Handed, string) {
	t.Helper()
	h, err := Submission{Name: "s", Parts: []Part{{file, filepath.Base(file)}}}.Open(numbersExercise(), t.TempDir())
	said := slices.Concat(h.Notes, h.Asides)
	for _, why := range h.Refused {
		said = append(said, why)
	}
	if err != nil {
		said = append(said, err.Error())
	}
	return h, strings.Join(said, "\n")
}

// What cannot be read is refused with its reason and the way out.
func TestUnreadableArchivesSayWhy(t *testing.T) {
	at := "exercises/" + slug + "/mean.go"
	locked := infoZip
	locked.flags = 1
	odd := bytes.ReplaceAll(infoZip.pack(t, raw{name: at, content: "package numbers"}), []byte{20, 0, 0, 0, 8, 0},
		[]byte{20, 0, 0, 0, 14, 0})
	deep := infoZip.pack(t, raw{name: at, content: "package numbers"})
	for range maxDepth + 1 {
		deep = infoZip.pack(t, raw{name: "a.zip", content: string(deep)})
	}
	var many []raw
	for i := range maxArchives + 1 {
		many = append(many, raw{name: fmt.Sprint(i, ".zip"), content: string(infoZip.pack(t))})
	}
	for _, test := range []struct {
		name    string
		content string
		says    string
	}{
		{"s.7z", "7z\xbc\xaf\x27\x1c\x00\x04", "it is a 7z archive, which is not read here; hand in a folder, a zip file"},
		{"s.zip", "Rar!\x1a\x07\x01\x00", "it is a RAR archive"},
		{"s.tar.xz", "\xfd7zXZ\x00\x00", "it is a xz archive"},
		{"s.zip", "", "it is empty: 0 bytes"},
		{"s.zip", "<!DOCTYPE html>", "the zip file cannot be read"},
		{"s.tar.gz", "<!DOCTYPE html>", "it is no archive that can be read"},
		{"s.tar.gz", "\x1f\x8b\x08", "the archive cannot be read"},
		{"s.tar.gz", string(tarred(t, tar.FormatUSTAR, raw{name: at, content: strings.Repeat("x", 99)})[:60]), "make it anew"},
		{"s.zip", string(locked.pack(t, raw{name: at, content: "package numbers"})), "locked with a password"},
		{"s.zip", string(odd), "packed by a method (14)"},
		{"s.zip", string(deep), "too deep"},
		{"s.zip", string(infoZip.pack(t, many...)), "more than 50 archives"},
		{"s.zip", string(infoZip.pack(t, raw{name: "a.zip", content: strings.Repeat("\x00", maxInner+1)})), "larger than 64 MiB"},
		{"s.zip", string(infoZip.pack(t, raw{name: "a/ex90.rar", content: "Rar!\x1a\x07"})),
			`"a/ex90.rar" was left out: it is a RAR archive`},
		{"s.zip", string(infoZip.pack(t, raw{name: "report.pdf"}, raw{name: "main.go"})),
			`No answer was found in it: it holds "report.pdf", "main.go". An answer is called like exercises/ex90_numbers/mean.go`},
		{"s.zip", string(infoZip.pack(t)), "No answer was found in it: it is empty"},
		{"s.zip", string(infoZip.pack(t, raw{name: "/abs/s/" + at, content: "package numbers"})),
			`No answer was found in it: it holds "/abs/s/exercises/ex90_numbers/mean.go"`},
		{"s.zip", string(infoZip.pack(t, raw{name: "/abs/s/" + at, content: "package numbers"})), "pack the folder exercises anew"},
		{"s.zip", string(infoZip.pack(t, raw{name: ".work/" + at, content: "package numbers"})),
			"it holds nothing but hidden files and folders"},
		{"ex90.ipynb", answers{"maen.go": good()["mean.go"]}.page(t, "../exercises/ex09/"),
			`"ex90.ipynb" was graded without its cell 2: it writes "../exercises/ex09/maen.go", which is no file of an exercise`},
		{"s.ipynb", "{", "this is no notebook"},
		{"ex90.ipynb", answers{}.page(t, ""), `"ex90.ipynb" is without an answer: no cell begins with %%writefile`},
		{"s.bundle", "# v2 git bundle\n", "git cannot read the bundle"},
		{"s.bundle", "# v2 git bundle\n\nPACK", "git cannot read the bundle"},
		{"s.bundle", "# v2 git bundle\n" + strings.Repeat("a", 40) + " refs/heads/a\n" + strings.Repeat("b", 40) +
			" refs/heads/b\n\nPACK", "several branches"},
		{"s.bundle", "# v2 git bundle\n-" + strings.Repeat("a", 40) + " base\n" + strings.Repeat("b", 40) + " HEAD\n\nPACK",
			"only what was changed after commit aaaaaaaaaa, which is not known here"},
	} {
		if h, said := taken(t, test.name, []byte(test.content)); len(h.Files) > 0 || !strings.Contains(said, test.says) {
			t.Errorf("%s that begins %.30q: %d files, said %q; want %q", test.name, test.content, len(h.Files), said, test.says)
		}
	}
	page := answers{"../notes.md": "words"}.page(t, "")
	if _, said := taken(t, "ex90.ipynb", []byte(page)); strings.Contains(said, "graded without") {
		t.Errorf("a cell that writes no program: %q", said)
	}
}

// Bombs and ways out are refused in a tar archive and in inner archives as they are in a zip file;
// what lies beside them counts.
func TestHarmlessBombsAndWaysOut(t *testing.T) {
	at := "exercises/" + slug + "/"
	good := raw{name: at + "scale.go", content: "package numbers"}
	links := tarHeaders(t, tar.Header{Name: at + "mean.go", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		tar.Header{Name: at + "variance.go", Typeflag: tar.TypeFifo}, tar.Header{Name: at + "scale.go", Typeflag: tar.TypeLink,
			Linkname: "/etc/passwd"})
	for name, test := range map[string]struct {
		archive []byte
		file    string
		says    []string
	}{
		"tar, ways out": {tarred(t, tar.FormatUSTAR, raw{name: "../" + at + "mean.go", content: "1"},
			raw{name: "/" + at + "variance.go", content: "1"}, good), "s.tar.gz", []string{"leads out of the submission"}},
		"tar, a bomb": {tarred(t, tar.FormatUSTAR, raw{name: at + "mean.go", content: strings.Repeat("\x00", 8<<20)}, good),
			"s.tar.gz", []string{"longer than 128 KiB"}},
		"inner, ways out": {infoZip.pack(t,
			raw{name: "a.zip", content: string(infoZip.pack(t, raw{name: `..\..\` + at + "mean.go", content: "1"}, good))}), "s.zip",
			[]string{`"a.zip/../../exercises/ex90_numbers/mean.go" was left out: such a path leads out`}},
		"inner, a bomb": {infoZip.pack(t,
			raw{name: "a.zip", content: string(infoZip.pack(t, raw{name: at + "mean.go", content: strings.Repeat("\x00", 8<<20)}, good))}),
			"s.zip", []string{"longer than 128 KiB"}},
	} {
		h, said := taken(t, test.file, test.archive)
		if len(h.Files) != 1 || h.Files[slug+"/scale.go"] == nil {
			t.Errorf("%s: %d files, want the good one", name, len(h.Files))
		}
		for _, want := range test.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s: said %q, want %q", name, said, want)
			}
		}
	}
	if h, said := taken(t, "s.tar", links); len(h.Files) != 0 || len(h.Refused) != 3 || !strings.Contains(said, "a link") ||
		!strings.Contains(said, "something else") {
		t.Errorf("links: %d files, said %q", len(h.Files), said)
	}
	c := newCollector(numbersExercise(), "")
	c.stream = 1 << 20
	bomb := tarred(t, tar.FormatUSTAR, raw{name: "x", content: strings.Repeat("\x00", 2<<20)}, good)
	if err := c.readArchive(place{}, "s.tgz", bytes.NewReader(bomb), int64(len(bomb))); !errors.Is(err, errUnpacked) {
		t.Errorf("a tar archive that unpacks to more than it may: %v", err)
	}
	c = newCollector(numbersExercise(), "")
	c.left = 10
	two := infoZip.pack(t, raw{name: at + "mean.go", content: "package numbers"}, good)
	if err := c.readArchive(place{}, "s.zip", bytes.NewReader(two), int64(len(two))); err != nil || len(c.handed().Files) != 0 ||
		!strings.Contains(fmt.Sprint(c.handed().Refused), "to look through") {
		t.Errorf("more to read than there may be: %v, %+v", err, c.handed())
	}
	c = newCollector(numbersExercise(), "")
	c.left = maxRead / 2
	helper := infoZip.pack(t, raw{name: "a/b/c/help.go", content: "package numbers"})
	if err := c.readArchive(place{}, "s.zip", bytes.NewReader(helper), int64(len(helper))); err != nil || c.left != maxRead/2 {
		t.Errorf("a file that nobody asks for took %d bytes of what is left for those that are: %v", maxRead/2-c.left, err)
	}
	c = newCollector(numbersExercise(), "")
	c.entries = maxEntries - 1
	if err := c.readArchive(place{}, "s.zip", bytes.NewReader(two), int64(len(two))); !errors.Is(err, errTooMany) {
		t.Errorf("too many files: %v", err)
	}
}

// tarHeaders is a tar archive of entries without content.
func tarHeaders(t *testing.T, headers ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	return b.Bytes()
}

// Of two versions of an answer one counts, and it is said which; what is not written is no version.
func TestTwoVersions(t *testing.T) {
	at := "exercises/" + slug + "/"
	version := func(n int) string {
		return fmt.Sprintf("package numbers\n\nfunc Mean(x []float64) float64 { return %d }\n", n)
	}
	stub, layout := stubs()["mean.go"], "package numbers\r\n\r\nfunc Mean(x []float64)   float64 { return 1 }\r\n"
	page := func(sources ...string) string {
		var b strings.Builder
		for i, s := range sources {
			fmt.Fprintf(&b, `%s{"id":"%d","cell_type":"code","metadata":{},"source":%q,"outputs":[],"execution_count":null}`,
				strings.Repeat(",", min(i, 1)), i, s)
		}
		return `{"cells":[` + b.String() + `],"metadata":{},"nbformat":4,"nbformat_minor":5}`
	}
	cell := func(source string) string { return "%%writefile ../" + at + "mean.go\n" + source }
	for name, test := range map[string]struct {
		files map[string]string
		want  string
		says  string // "": nothing
	}{
		"a file and a notebook": {map[string]string{at + "mean.go": version(1),
			"notebooks/ex90.ipynb": page(cell(version(2)))}, version(1),
			`"notebooks/ex90.ipynb" has another version of it, and the file counts`},
		"a file and the same notebook": {map[string]string{at + "mean.go": version(1), "notebooks/ex90.ipynb": page(cell(layout))},
			version(1), ""},
		"a stub and a notebook": {map[string]string{at + "mean.go": stub, "notebooks/ex90.ipynb": page(cell(version(2)))},
			version(2), `mean.go" is not written, so the answer in "notebooks/ex90.ipynb" was graded`},
		"a file and an unwritten notebook": {map[string]string{at + "mean.go": version(1), "notebooks/ex90.ipynb": page(cell(stub))},
			version(1), ""},
		"a notebook alone": {map[string]string{"ex90.ipynb": page(cell(version(2)))}, version(2), ""},
		"a notebook with two cells": {map[string]string{"ex90.ipynb": page(cell(version(1)), cell(version(2)))}, version(2),
			"was graded as its cell 2 says; cell 1 has another version"},
		"a cell that adds": {map[string]string{"ex90.ipynb": page(cell("package numbers\n"), "\n%%writefile -a '../"+
			at+"mean.go' \n"+strings.TrimPrefix(version(3), "package numbers\n"))}, version(3), ""},
		"a cell with GoNB's comment": {map[string]string{"x/y.ipynb": page("//gonb:%%writefile ~/clone/" + at + "mean.go\n" +
			version(4))}, version(4), ""},
		"a cell that writes elsewhere": {map[string]string{"ex90.ipynb": page("%%writefile median.go\npackage main\n")}, "",
			"is without an answer"},
		"an old copy": {map[string]string{at + "mean.go": version(1), "old/" + at + "mean.go": version(2)},
			version(1), `another version of it lies in "old/exercises/ex90_numbers"`},
		"the same copy": {map[string]string{at + "mean.go": version(1), "old/" + at + "mean.go": layout},
			version(1), ""},
		"an unwritten copy": {map[string]string{at + "mean.go": stub, "old/" + at + "mean.go": version(2)}, version(2),
			""},
		"a copy in a zip file": {map[string]string{at + "mean.go": version(1),
			"a.zip": string(infoZip.pack(t, raw{name: at + "mean.go", content: version(2)}))}, version(1),
			`another version of it lies in "a.zip/exercises/ex90_numbers"`},
		"two spellings": {map[string]string{at + "mean.go": version(1), at + "MEAN.GO": version(2)}, version(1),
			"another version"},
		"a file at the top, of the package": {map[string]string{"a/b/c/mean.go": version(1)}, version(1), ""},
		"one of another package": {map[string]string{"a/b/c/mean.go": strings.Replace(version(1), "numbers", "stat", 1)}, "",
			"No answer was found in it"},
	} {
		dir := t.TempDir()
		for file, content := range test.files {
			write(t, filepath.Join(dir, file), content)
		}
		h, said := takenFrom(t, dir)
		if got := string(h.Files[slug+"/mean.go"]); got != test.want {
			t.Errorf("%s: %q was taken, want %q", name, got, test.want)
		}
		if test.says == "" && said != "" || !strings.Contains(said, test.says) {
			t.Errorf("%s: said %q, want %q", name, said, test.says)
		}
	}
	dir := t.TempDir()
	for i, name := range []string{"first.zip", "second.zip"} {
		write(t, filepath.Join(dir, name), string(zipped(t, entry{name: at + "mean.go", content: version(i)})))
	}
	if h, said := takenFrom(t, dir); string(h.Files[slug+"/mean.go"]) != version(0) ||
		!strings.Contains(said, `lies in "second.zip/exercises`) {
		t.Errorf("two archives without times: %q, %q", h.Files, said)
	}
	h, said := taken(t, "s.tgz", slices.Concat(tarred(t, tar.FormatUSTAR, raw{name: "v1/" + at + "mean.go", content: version(1)})))
	if len(h.Files) != 1 || said != "" {
		t.Errorf("%d files, %q", len(h.Files), said)
	}
}

// Functions may stand in any files of the exercise's folder, however it is handed in; those of
// another copy do not count beside them.
func TestAnswersInOtherFiles(t *testing.T) {
	at := "exercises/" + slug + "/"
	cell := answers{"all.go": allInOne}.page(t, "../"+at)
	for name, test := range map[string]struct {
		content []byte
		file    string
		want    string
		says    string
	}{
		"in capitals":   {windows.pack(t, raw{name: strings.ToUpper(at) + "ALL.GO", content: allInOne}), "s.zip", "[all.go]", ""},
		"in a notebook": {[]byte(cell), "ex90.ipynb", "[all.go]", ""},
		"beside the notebook that wrote it": {infoZip.pack(t, raw{name: at + "all.go", content: allInOne},
			raw{name: "notebooks/ex90.ipynb", content: cell}, raw{name: at + "mean.go", content: stubs()["mean.go"]}),
			"s.zip", "[all.go mean.go]", ""},
		"and an old copy": {infoZip.pack(t, raw{name: at + "all.go", content: allInOne},
			raw{name: "old/" + at + "mean.go", content: good()["mean.go"]}, raw{name: "old/" + at + "help.go",
				content: "package numbers"}),
			"s.zip", "[all.go]",
			`"old/exercises/ex90_numbers/mean.go" was not taken: its function stands in another file of "exercises/ex90_numbers"`},
		"and the stubs of a clone": {infoZip.pack(t,
			slices.Concat(stubs().below(at), []raw{{name: "mine/" + slug + "/all.go", content: allInOne}})...), "s.zip", "[all.go]", ""},
	} {
		h, said := taken(t, test.file, test.content)
		var names []string
		for name := range h.Files {
			names = append(names, strings.TrimPrefix(name, slug+"/"))
		}
		if slices.Sort(names); fmt.Sprint(names) != test.want || !strings.Contains(said, test.says) || test.says == "" && said != "" {
			t.Errorf("%s: %v were taken, said %q; want %s, %q", name, names, said, test.want, test.says)
		}
	}
}

// The folder of an exercise may have another name, also where several exercises are graded: what
// lies beside an answer in it is a part of that.
func TestHelpersInFoldersOfOtherNames(t *testing.T) {
	f := raw{name: "f.go", content: "package a\n\nfunc f() { help() }"}
	for _, folder := range []string{"", "ex1/", "me/ex01/", "exercises/a/", "exercises/ex01_a (1)/", "x/ex01_a - Kopie/",
		`exercises\ex01_a \`, "exercises /ex01_a./"} {
		var entries []raw
		for _, e := range []raw{{name: "f.go", content: "package a\n\nfunc f() { help() }"},
			{name: "help.go", content: "package a\n\nfunc help() {}"}} {
			entries = append(entries, raw{name: folder + e.name, content: e.content}, raw{name: "old/" + folder + e.name,
				content: e.content + "\n\nfunc old() {}"})
		}
		entries = append(entries, raw{name: folder + "other.go", content: "package main\n\nfunc main() {}"},
			raw{name: folder + "f_test.go", content: "package a"}, raw{name: "kernel/a/none.go", content: "package a"},
			raw{name: "ex2/f.go", content: "package b\n\nfunc f() {}"})
		for _, all := range [][]*Exercise{sampleExercises(), sampleExercises()[:1]} {
			file := filepath.Join(t.TempDir(), "s.zip")
			write(t, file, string(infoZip.pack(t, entries...)))
			h, err := Submission{Name: "s", Parts: []Part{{file, "s.zip"}}}.Open(all, t.TempDir())
			help, other := string(h.Files["ex01_a/help.go"]), h.Files["ex01_a/other.go"]
			if err != nil || string(h.Files["ex01_a/f.go"]) != f.content || help != "package a\n\nfunc help() {}" ||
				h.Files["ex01_a/none.go"] != nil || h.Files["ex01_a/f_test.go"] != nil || other != nil && strings.Contains(folder, "/") &&
				!strings.Contains(folder, "ex01_a.") {
				t.Errorf("in %q, %d exercises: %q, notes %q, %v", folder, len(all), h.Files, h.Notes, err)
			}
			if len(all) == 2 && h.Files["ex02_b/f.go"] == nil {
				t.Errorf("in %q: f of the other exercise is missing", folder)
			}
		}
	}
}

// The newer of two versions that lie equally near counts.
func TestTheNewerVersionCounts(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"a", "b"} {
		file := filepath.Join(dir, name, "exercises", slug, "mean.go")
		write(t, file, fmt.Sprintf("package numbers\n\nvar version = %d\n", i))
		if err := os.Chtimes(file, time.Time{}, time.Unix(int64(1e9+i), 0)); err != nil {
			t.Fatal(err)
		}
	}
	h, said := takenFrom(t, dir)
	if !bytes.Contains(h.Files[slug+"/mean.go"], []byte("version = 1")) || !strings.Contains(said, `lies in "a/exercises`) ||
		!h.Time.Equal(time.Unix(1e9+1, 0)) {
		t.Errorf("%q, %q, %v", h.Files, said, h.Time)
	}
}

func TestTextOfEditors(t *testing.T) {
	text := "package numbers // Größe\n"
	for _, content := range []string{text, "\ufeff" + text, wide(text, le), wide(text, be), wide(text, le)[2:], wide(text, be)[2:],
		"package numbers // Gr\xf6\xdfe\n"} {
		if got, _, err := decodeText([]byte(content)); err != nil || string(got) != text {
			t.Errorf("%q is read as %q, %v", content, got, err)
		}
	}
	for _, content := range []string{"a\x00\x00b", "\x7fELF\x02\x01\x01\x00\x00\x00",
		string([]byte{0xff, 0xfe, 0, 0xd8, 0, 0xd8, 0, 0xd8}), "PK\x03\x04\x14\x00"} {
		if got, was, err := decodeText([]byte(content)); err == nil {
			t.Errorf("%q is read as %q, in %s", content, got, was)
		}
	}
}

// An important note is the first, however many others there are.
func TestImportantNotesAreNotCrowdedOut(t *testing.T) {
	at := "exercises/" + slug + "/"
	entries := []entry{{name: at + "scale.go", content: "package numbers"}, {name: at + "mean.go", content: "x",
		mode: os.ModeSymlink}}
	for i := range 300 {
		entries = append(entries, entry{name: fmt.Sprintf("../%d/x", i)}, entry{name: at + fmt.Sprintf("help%d.go", i)},
			entry{name: fmt.Sprintf("a%s/x", strings.Repeat("b", 1000+i))})
	}
	h, _ := taken(t, "s.zip", zipped(t, entries...))
	if len(h.Notes) != 1 || !strings.Contains(h.Notes[0], "and 247 more were left out: there are more than 50 files beside") ||
		len(h.Asides) == 0 || !strings.Contains(h.Refused[slug+"/mean.go"], "a link") {
		t.Errorf("notes %q, asides %.300q, refused %q", h.Notes, h.Asides, h.Refused)
	}
	r := Result{Notes: h.Notes,
		Exercises: []ExerciseResult{{Slug: slug, Functions: []FunctionResult{{Name: "Mean", File: "mean.go", Standing: Refused,
			Notes: []string{h.Refused[slug+"/mean.go"]}}}}}}
	if state := (Row{Result: r}).State(); !strings.Contains(state, "a link") || !strings.Contains(state, "files beside") {
		t.Errorf("the note in the table is %q", state)
	}
	c := newCollector(numbersExercise(), "")
	for i := range 2000 {
		c.note(aside, "x", fmt.Sprint("left out ", i))
	}
	c.note(important, "x", "left out: it matters")
	if notes, asides := c.notes(); len(notes) != 1 || len(asides) != maxNotes || !strings.Contains(asides[maxNotes-1],
		"more of this kind") {
		t.Errorf("%d notes, %d asides", len(notes), len(asides))
	}
}

// A bundle of the last commits alone can be read where the instructor has the commits before them;
// where not, it says so.
func TestBundleOfTheLastCommits(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git here")
	}
	at := "exercises/" + slug + "/"
	bundle := inGit(t, stubs().files(at), good().files(at), false, "origin/main..main")
	h, said := taken(t, "s.bundle", []byte(bundle))
	if len(h.Files) != 0 || !strings.Contains(said, "which is not known here; make it of everything") {
		t.Errorf("%d files, %q", len(h.Files), said)
	}
	course := t.TempDir()
	full := filepath.Join(t.TempDir(), "all.bundle")
	write(t, full, inGit(t, stubs().files(at), good().files(at), false, "HEAD"))
	for _, args := range [][]string{{"init", "-q", course}, {"-C", course, "fetch", "-q", full, "HEAD:refs/heads/x"}} {
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	file := filepath.Join(t.TempDir(), "s.bundle")
	write(t, file, lastCommits(t, course))
	exercises := numbersExercise()
	exercises[0].root = course
	h, err := Submission{Name: "s", Parts: []Part{{file, "s.bundle"}}}.Open(exercises, t.TempDir())
	if err != nil || len(h.Files) != 3 || string(h.Files[slug+"/mean.go"]) != good()["mean.go"] {
		t.Errorf("with the commits before: %d files, %v", len(h.Files), err)
	}
}

// lastCommits bundles the last commit of a repository.
func lastCommits(t *testing.T, dir string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.bundle")
	if out, err := exec.Command("git", "-C", dir, "bundle", "create", "-q", file, "x~1..x").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return content(t, file)
}

func TestAssign(t *testing.T) {
	list := func(names ...string) (all []Submission) {
		for _, n := range names {
			all = append(all, Submission{Name: n, Parts: []Part{{n + ".zip", n + ".zip"}}})
		}
		return all
	}
	people := []Person{{Student: "anna01", First: "Anna", Last: "Berg", Email: "anna@example.org"},
		{Student: "Jose\u0301", Name: "J. Garc\u00eda", ID: "007"}, {Student: "0042"}, {Student: "b1", Name: "Ben Oak"}, {Student: "b2",
			First: "Ben", Last: "Oak"}}
	for _, test := range []struct{ name, student string }{
		{"ANNA01", "anna01"}, {"Anna  Berg", "anna01"}, {"berg anna", "anna01"}, {"Berg, Anna", "anna01"}, {"anna",
			"anna01"}, {"Anna@Example.org", "anna01"},
		{"jos\u00e9", "Jose\u0301"}, {"j. garci\u0301a", "Jose\u0301"}, {"7", "Jose\u0301"}, {"42", "0042"}, {"00042", "0042"}, {"zoe",
			"zoe"}, {"4", "4"},
	} {
		all := list(test.name)
		if _, err := assign(all, people); err != nil || all[0].Student != test.student {
			t.Errorf("%q is taken for %q, %v; want %q", test.name, all[0].Student, err, test.student)
		}
	}
	if notes, err := assign(list("Anna Berg", "zoe"), people); err != nil || len(notes) != 1 ||
		!strings.Contains(notes[0], "Anna Berg = anna01") {
		t.Errorf("what was found by a name is told as %q, %v", notes, err)
	}
	if _, err := assign(list("Ben Oak"), people); err == nil || !strings.Contains(err.Error(), `may be of "b1", "b2"`) {
		t.Errorf("two students of one name: %v", err)
	}
	if _, err := assign(list("anna01", "Anna Berg"), people); err == nil ||
		!strings.Contains(err.Error(), `both of student "anna01"`) {
		t.Errorf("two submissions of one student: %v", err)
	}
	all := list("a", "b")
	if _, err := assign(all, nil); err != nil || all[1].Student != "b" {
		t.Errorf("without a list: %v, %v", all, err)
	}
}

func TestSubmissionsOfPlatforms(t *testing.T) {
	list := func(names ...string) (students []string, notes []string, err error) {
		dir := t.TempDir()
		for _, n := range names {
			if strings.HasSuffix(n, "/") {
				n += "x"
			}
			write(t, filepath.Join(dir, n), "x")
		}
		all, notes, err := Submissions(dir)
		for _, s := range all {
			students = append(students, fmt.Sprintf("%s %d", s.Name, len(s.Parts)))
		}
		return students, notes, err
	}
	for _, test := range []struct {
		names []string
		want  string
		notes string
	}{
		{[]string{"a.ZIP", "b.Tar.Gz", "c.tgz", "d.7z", "e.ipynb", "f.v2.zip", "__MACOSX/x", ".DS_Store", "Thumbs.db"},
			"[a 1 b 1 c 1 d 1 e 1 f.v2 1]", "[]"},
		{[]string{"Jo Li_12_assignsubmission_file_/x", "Jo Li_12_assignsubmission_onlinetext_/x", "Al_B_3_assignsubmission_file/x"},
			"[Al_B 1 Jo Li 1]", "holds no files"},
		{[]string{"Jo Li_12_assignsubmission_file_a.go", "Jo Li_12_assignsubmission_file_b.go", "Jo Li_13_assignsubmission_file_a.zip"},
			"[Jo Li_12 2 Jo Li_13 1]", "[]"},
		{[]string{"a/x", "notes.txt", "value.go"}, "[a 1]", `"value.go" is nobody's`},
	} {
		students, notes, err := list(test.names...)
		if fmt.Sprint(students) != test.want || err != nil || !strings.Contains(fmt.Sprintf("%s", notes), test.notes) {
			t.Errorf("%q are %v, notes %q, %v; want %s, %s", test.names, students, notes, err, test.want, test.notes)
		}
	}
	for _, names := range [][]string{{"anna.zip", "Anna/"}, {"anna.zip", "anna.tar.gz"}, {"Jos\u00e9.zip", "jose\u0301.ZIP"},
		{"0123/", "123.zip"}, {"a.zip", "a.tgz", "b.zip", "B.tgz"}} {
		if _, _, err := list(names...); err == nil || !strings.Contains(err.Error(), "keep one of them") {
			t.Errorf("%q: %v, want a question", names, err)
		}
	}
	if _, _, err := list("a.zip", "a.tgz", "b.zip", "B.tgz"); strings.Count(err.Error(), "keep one") != 2 {
		t.Errorf("two questions at once: %v", err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "no ending"), string(infoZip.pack(t, raw{name: "x"})))
	if all, _, err := Submissions(dir); err != nil || len(all) != 1 || all[0].Name != "no ending" {
		t.Errorf("an archive without an ending: %+v, %v", all, err)
	}
}

// Killed while it compiles or reads a bundle, the grader leaves no folder, and nothing that it has
// started goes on.
func TestKilledGraderLeavesNothing(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("what still runs is read from /proc")
	}
	for _, tool := range []string{"go", "git"} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			school, class, tools := newSchool(t), t.TempDir(), t.TempDir()
			mark := filepath.Join(tools, "started")
			// In place of the tool: a program that starts another one, which never ends.
			write(t, filepath.Join(tools, tool), "#!/bin/sh\ncase $1 in env|version) exit 0;; esac\npwd >"+mark+".tmp; mv "+mark+".tmp "+
				mark+"\ntail -f "+mark+" &\nwait\n")
			if err := os.Chmod(filepath.Join(tools, tool), 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(class, "s.bundle"), "# v2 git bundle\n"+strings.Repeat("a", 40)+" HEAD\n\nPACK")
			g := newGrader(t, school, class)
			g.Plain = true
			cmd := graderProcess(t, g)
			cmd.Env = append(cmd.Env, "PATH="+tools+":"+os.Getenv("PATH"))
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			waitFor(t, func() bool { return len(running(mark)) > 0 })
			scratch := content(t, g.Out, "work", "scratch")
			if _, err := os.Stat(scratch); err != nil {
				t.Fatal(err)
			}
			cmd.Process.Kill()
			cmd.Wait()
			waitFor(t, func() bool {
				_, err := os.Stat(scratch)
				return os.IsNotExist(err) && len(running(mark)) == 0 && len(running(scratch)) == 0
			})
		})
	}
}

// waitFor waits until it is so, for as long as a busy machine may need.
func waitFor(t *testing.T, so func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it is not so after two minutes")
		}
	}
}

// running are the command lines of processes that name something.
func running(name string) (lines []string) {
	for _, p := range processesNow() {
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.pid))
		if bytes.Contains(line, []byte(name)) && !p.zombie {
			lines = append(lines, string(line))
		}
	}
	return lines
}
