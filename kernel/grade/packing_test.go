package grade

import (
	"archive/tar"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// raw is an entry of a zip file byte by byte, as programs write it that package archive/zip does
// not imitate.
type raw struct {
	name    string // in whatever code page
	content string
	extra   []byte
}

// maker is what tells the zip files of one program from those of another.
type maker struct {
	by       uint16 // version made by, and on which system
	flags    uint16 // 1<<3: sizes stand behind the content; 1<<11: names are UTF-8
	external uint32 // attributes
}

var (
	windows = maker{by: 20, external: 0x20} // Explorer: FAT, names in the code page of DOS
	// Archive Utility: sizes behind the content, UTF-8 without a word about it
	mac       = maker{by: 3<<8 | 21, flags: 1 << 3, external: 0o100644 << 16}
	sevenZip  = maker{by: 63, external: 0x20}                  // 7-Zip on Windows
	infoZip   = maker{by: 3<<8 | 30, external: 0o100644 << 16} // zip on Linux
	powerful  = maker{by: 20}                                  // .NET of old, with backslashes
	utf8Names = uint16(1 << 11)
)

var le, be = binary.LittleEndian, binary.BigEndian

// pack writes a zip file.
func (m maker) pack(t testing.TB, entries ...raw) []byte {
	t.Helper()
	var body, directory bytes.Buffer
	for _, e := range entries {
		var packed bytes.Buffer
		w, err := flate.NewWriter(&packed, 6)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(e.content))
		w.Close()
		method, offset := uint16(8), uint32(body.Len())
		sizes := le.AppendUint32(le.AppendUint32(le.AppendUint32(nil, crc32.ChecksumIEEE([]byte(e.content))), uint32(packed.Len())),
			uint32(len(e.content)))
		local := sizes
		if m.flags&(1<<3) != 0 {
			local = make([]byte, 12)
		}
		head := func(signature string, made []byte, sizes []byte) []byte {
			b := append([]byte(signature), made...)
			for _, v := range []uint16{20, m.flags, method, 0x6c20, 0x5d7e} {
				b = le.AppendUint16(b, v)
			}
			return le.AppendUint16(le.AppendUint16(append(b, sizes...), uint16(len(e.name))), uint16(len(e.extra)))
		}
		body.Write(head("PK\x03\x04", nil, local))
		body.WriteString(e.name)
		body.Write(e.extra)
		body.Write(packed.Bytes())
		if m.flags&(1<<3) != 0 {
			body.WriteString("PK\x07\x08")
			body.Write(sizes)
		}
		directory.Write(head("PK\x01\x02", le.AppendUint16(nil, m.by), sizes))
		directory.Write(le.AppendUint32(le.AppendUint32(make([]byte, 6), m.external), offset))
		directory.WriteString(e.name)
		directory.Write(e.extra)
	}
	end := []byte("PK\x05\x06\x00\x00\x00\x00")
	end = le.AppendUint16(le.AppendUint16(end, uint16(len(entries))), uint16(len(entries)))
	end = le.AppendUint32(le.AppendUint32(end, uint32(directory.Len())), uint32(body.Len()))
	return slices.Concat(body.Bytes(), directory.Bytes(), end, []byte{0, 0})
}

// below are the answers as entries of an archive, with paths that begin so.
func (a answers) below(prefix string) (entries []raw) {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		entries = append(entries, raw{name: prefix + name, content: a[name]})
	}
	return entries
}

// tarred packs entries with gzip around; a name may be of any length and in any code page.
func tarred(t testing.TB, format tar.Format, entries ...raw) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.content)), Format: format, ModTime: time.Unix(1e9, 0)}
		if strings.HasSuffix(e.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	z.Close()
	return b.Bytes()
}

// wide is a text in UTF-16 with a mark.
func wide(text string, order binary.AppendByteOrder) string {
	b := order.AppendUint16(nil, 0xfeff)
	for _, v := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, v)
	}
	return string(b)
}

func (a answers) mapped(change func(string) string) answers {
	b := answers{}
	for name, content := range a {
		b[name] = change(content)
	}
	return b
}

// page is a notebook whose cells write the answers, as JupyterLab stores it after it was run.
func (a answers) page(t testing.TB, target string) string {
	t.Helper()
	cells := []map[string]any{{"id": "0", "cell_type": "markdown", "metadata": map[string]any{},
		"source": []string{"# Exercise\n", "%%writefile is how"}}}
	for _, name := range slices.Sorted(maps.Keys(a)) {
		source := slices.Collect(strings.Lines("%%writefile " + target + name + "\n" + strings.TrimSuffix(a[name], "\n")))
		cells = append(cells,
			map[string]any{"id": name, "cell_type": "code", "metadata": map[string]any{}, "execution_count": 1, "source": source,
				"outputs": []any{map[string]any{"output_type": "stream", "name": "stderr", "text": []string{"Cell contents written\n"}}}},
			map[string]any{"id": "check-" + name, "cell_type": "code", "metadata": map[string]any{}, "execution_count": 2,
				"source": "import \"gophergan/kernel/check\"\n\n%%\ncheck.Show(\"ex90\")", "outputs": []any{}})
	}
	content, err := json.Marshal(map[string]any{"cells": cells, "metadata": map[string]any{}, "nbformat": 4, "nbformat_minor": 5})
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// inGit makes a repository of files and runs git in it, and in a shallow clone of it: there the
// last commit has the answers.
func inGit(t testing.TB, before, after map[string]string, shallow bool, bundle ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git here")
	}
	dir := t.TempDir()
	git := func(in string, args ...string) {
		cmd := exec.Command("git", append([]string{"-c", "user.name=s", "-c", "user.email=s@example.org"}, args...)...)
		cmd.Dir = in
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", cmd, err, out)
		}
	}
	place, clone := filepath.Join(dir, "course"), filepath.Join(dir, "clone")
	for i, files := range []map[string]string{{"README.md": "first"}, before} {
		for name, content := range files {
			write(t, filepath.Join(place, name), content)
		}
		if i == 0 {
			git(place, "init", "-q", "-b", "main")
		}
		git(place, "add", "-A")
		git(place, "commit", "-q", "-m", fmt.Sprint("part ", i))
	}
	if shallow {
		git(dir, "clone", "-q", "--depth", "1", "file://"+place, clone)
	} else {
		git(dir, "clone", "-q", place, clone)
	}
	for name, content := range after {
		write(t, filepath.Join(clone, name), content)
	}
	git(clone, "add", "-A")
	git(clone, "commit", "-q", "-m", "answers")
	file := filepath.Join(dir, "handed.bundle")
	git(clone, append([]string{"bundle", "create", "-q", file}, bundle...)...)
	return content(t, file)
}

func (a answers) files(prefix string) map[string]string {
	files := map[string]string{}
	for name, content := range a {
		files[prefix+name] = content
	}
	return files
}

// stubs are the answers before anybody has written them.
func stubs() answers {
	return answers{
		"mean.go":     "package numbers\n\nfunc Mean(x []float64) float64 {\n\tpanic(notWritten)\n}\n",
		"variance.go": "package numbers\n\nfunc Variance(x []float64) float64 {\n\tpanic(notWritten)\n}\n",
		"scale.go":    "package numbers\n\nfunc Scale(x []float64, k float64) []float64 {\n\tpanic(notWritten)\n}\n",
	}
}

// packings are ways to hand in, as systems and platforms pack. Each writes what it makes into the
// folder of the class.
func packings() map[string]func(t testing.TB, class, student string, a answers) {
	at := "exercises/" + slug + "/"
	save := func(t testing.TB, class, name string, content []byte) {
		t.Helper()
		write(t, filepath.Join(class, name), string(content))
	}
	unicodePath := func(old, name string) []byte {
		field := append(binary.LittleEndian.AppendUint32([]byte{1}, crc32.ChecksumIEEE([]byte(old))), name...)
		return append(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, 0x7075), uint16(len(field))), field...)
	}
	return map[string]func(t testing.TB, class, student string, a answers){
		"Windows, code page 850": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+".zip",
				windows.pack(t, append(a.below("M\x81ller \x9dre/"+at), raw{name: "M\x81ller \x9dre/", content: ""})...))
		},
		"Windows, code page 437 and the file alone": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+".zip", windows.pack(t, a.below("\x9abung/"+slug+"/")...))
		},
		"backslashes": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+".zip",
				powerful.pack(t, append([]raw{{name: `GopherGAN\exercises\`}}, a.below(`GopherGAN\exercises\`+slug+`\`)...)...))
		},
		"macOS": func(t testing.TB, class, student string, a answers) {
			entries := append(a.below("U\u0308bung/"+at), a.mapped(func(string) string {
				return "\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X"
			}).below("__MACOSX/U\u0308bung/"+at+"._")...)
			entries = append(entries, raw{name: "U\u0308bung/.DS_Store", content: "\x00\x00\x00\x01Bud1"},
				raw{name: "U\u0308bung/" + at + ".DS_Store"}, raw{name: "U\u0308bung/Icon\r"})
			save(t, class, student+".zip", mac.pack(t, entries...))
		},
		"7-Zip": func(t testing.TB, class, student string, a answers) {
			entries := a.below("Abgabe \x84/" + at)
			for i := range entries { // times of NTFS
				entries[i].extra = append([]byte{0x0a, 0, 32, 0, 0, 0, 0, 0, 1, 0, 24, 0}, make([]byte, 24)...)
			}
			save(t, class, student+".zip", sevenZip.pack(t, entries...))
		},
		"a name in two spellings": func(t testing.TB, class, student string, a answers) {
			var entries []raw
			for _, e := range a.below(at) {
				old := "?bung/exercises/" + slug + "/" + strings.Repeat("?", len(filepath.Base(e.name)))
				entries = append(entries, raw{name: old, content: e.content, extra: unicodePath(old, "\u00dcbung/"+e.name)})
			}
			save(t, class, student+".zip", infoZip.pack(t, entries...))
		},
		"Moodle, a folder around a zip file": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+"_123456_assignsubmission_file_/my answers.zip", infoZip.pack(t, a.below(at)...))
			write(t, filepath.Join(class, student+"_123456_assignsubmission_onlinetext_", "onlinetext.html"), "<p>see the file</p>")
		},
		"Moodle, the files alone": func(t testing.TB, class, student string, a answers) {
			for name, content := range a {
				write(t, filepath.Join(class, student+"_99_assignsubmission_file_", name), content)
			}
		},
		"Moodle, no folders": func(t testing.TB, class, student string, a answers) {
			for name, content := range a {
				write(t, filepath.Join(class, student+"_7_assignsubmission_file_"+name), content)
			}
		},
		"Moodle's folder in a zip file": func(t testing.TB, class, student string, a answers) {
			m := infoZip
			m.flags = utf8Names
			save(t, class, student+".zip", m.pack(t, a.below("\u00c9l\u00e8ve Caf\u00e9_123456_assignsubmission_file_/"+at)...))
		},
		"capitals": func(t testing.TB, class, student string, a answers) {
			var entries []raw
			for _, e := range a.below(at) {
				entries = append(entries, raw{name: strings.ToUpper(e.name), content: e.content})
			}
			save(t, class, student+".ZIP", windows.pack(t, entries...))
		},
		"a zip file in a zip file": func(t testing.TB, class, student string, a answers) {
			inner := windows.pack(t, a.below("Abgabe \x84/"+at)...)
			save(t, class, student+".zip", mac.pack(t, raw{name: "final/Abgabe.Zip", content: string(inner)},
				raw{name: "__MACOSX/final/._Abgabe.Zip", content: "x"}))
		},
		"blanks and dots around names": func(t testing.TB, class, student string, a answers) {
			var entries []raw
			for i, e := range a.below("exercises ./ " + slug + ". /") {
				entries = append(entries, raw{name: e.name + []string{" ", ".", " . "}[i%3], content: e.content})
			}
			save(t, class, student+".zip", infoZip.pack(t, entries...))
		},
		"two more folders": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+".zip", infoZip.pack(t, a.below("work/last version/"+at)...))
		},
		".tar.gz": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+".tar.gz", tarred(t, tar.FormatUSTAR, append([]raw{{name: "./"}, {name: "./._exercises", content: "x"}},
				a.below("./"+at)...)...))
		},
		".TGZ with long names": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+".TGZ", tarred(t, tar.FormatGNU, a.below(strings.Repeat("\u00e9l\u00e8ve/", 30)+at)...))
		},
		"GitHub": func(t testing.TB, class, student string, a answers) {
			entries := append(a.below("gophergan-2026-main/"+at),
				stubs().below("gophergan-2026-main/kernel/grade/testdata/school/solutions/"+slug+"/")...)
			save(t, class, student+".zip",
				infoZip.pack(t, append(entries, raw{name: "gophergan-2026-main/"}, raw{name: "gophergan-2026-main/.gitignore"})...))
		},
		"git bundle": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+".bundle", []byte(inGit(t, stubs().files(at), a.files(at), false, "HEAD")))
		},
		"git bundle of a shallow clone": func(t testing.TB, class, student string, a answers) {
			save(t, class, student+".bundle", []byte(inGit(t, stubs().files(at), a.files(at), true, "main")))
		},
		"UTF-16": func(t testing.TB, class, student string, a answers) {
			order := binary.AppendByteOrder(binary.LittleEndian)
			for _, name := range slices.Sorted(maps.Keys(a)) {
				write(t, filepath.Join(class, student, at, name), wide(strings.ReplaceAll(a[name], "\n", "\r\n"), order))
				order = binary.BigEndian
			}
		},
		"a notebook": func(t testing.TB, class, student string, a answers) {
			write(t, filepath.Join(class, student+".ipynb"), a.page(t, "../exercises/"+slug+"/"))
		},
		"a notebook in a folder, and its checkpoint": func(t testing.TB, class, student string, a answers) {
			write(t, filepath.Join(class, student, "notebooks", slug+".ipynb"), a.page(t, `..\exercises\`+slug+`\`))
			write(t, filepath.Join(class, student, "notebooks", ".ipynb_checkpoints", slug+"-checkpoint.ipynb"),
				stubs().with("mean.go", "package numbers\n").page(t, "../exercises/"+slug+"/"))
			write(t, filepath.Join(class, student, "lessons", "notes.ipynb"), "{}")
		},
		"a whole clone with unwritten copies": func(t testing.TB, class, student string, a answers) {
			for name, content := range stubs() {
				write(t, filepath.Join(class, student, at, name), content)
			}
			a.handIn(t, class, student+"/backup/clone/gophergan-main")
			write(t, filepath.Join(class, student, ".git", "x"), "")
			write(t, filepath.Join(class, student, "notebooks", slug+".ipynb"), stubs().page(t, "../exercises/"+slug+"/"))
			write(t, filepath.Join(class, student, "solutions", slug, "mean.go"), stubs()["mean.go"])
		},
		"a folder that was unpacked with backslashes": func(t testing.TB, class, student string, a answers) {
			for name, content := range a {
				write(t, filepath.Join(class, student, `exercises\`+slug+`\`+name), content)
			}
		},
		"downloaded twice": func(t testing.TB, class, student string, a answers) {
			for name, content := range a {
				write(t, filepath.Join(class, student, "Downloads", strings.TrimSuffix(name, ".go")+" (1).go"), content)
			}
		},
	}
}

// Each way to pack gives all answers of one student, letter by letter, without a complaint.
func TestEveryPackingIsRead(t *testing.T) {
	for way, pack := range packings() {
		class := t.TempDir()
		pack(t, class, "anna", good())
		list, _, err := Submissions(class)
		if err != nil || len(list) != 1 || list[0].Name != "anna" {
			t.Errorf("%s: %+v, %v", way, list, err)
			continue
		}
		h, err := list[0].Open(numbersExercise(), t.TempDir())
		if err != nil || len(h.Files) != 3 || len(h.Refused)+len(h.Notes) > 0 {
			t.Errorf("%s: %d files, refused %q, notes %q, %v", way, len(h.Files), h.Refused, h.Notes, err)
		}
		for name, content := range h.Files {
			if got, want := strings.ReplaceAll(string(content), "\r", ""), good()[strings.TrimPrefix(name, slug+"/")]; got != want {
				t.Errorf("%s: %s is %q, want %q", way, name, got, want)
			}
		}
	}
}

// Fifty students and twenty-five ways to pack: everybody gets what the answers are worth, in one
// row, and nothing is complained of.
func TestPackedInManyWays(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute")
	}
	t.Parallel()
	skipWithoutBubblewrap(t)
	school, class := newSchool(t), t.TempDir()
	ways := slices.Sorted(maps.Keys(packings()))
	all := samples()
	want := map[string]string{}
	var lines strings.Builder
	lines.WriteString("student;name\n")
	for i := range 50 {
		student, a, earned := fmt.Sprintf("stu%02d", i), answers{}, map[string]int{}
		for k, file := range []string{"mean.go", "variance.go", "scale.go"} {
			s := all[file][0]
			if i >= len(ways) { // the second time answers are worth less
				s = all[file][(i*(k+1)+k)%3]
			}
			a[file], earned[file] = s.source, s.earned
		}
		packings()[ways[i%len(ways)]](t, class, student, a)
		want[student] = fmt.Sprintf("Mean %d, Scale %d, Variance %d", earned["mean.go"], earned["scale.go"], earned["variance.go"])
		fmt.Fprintf(&lines, "%s;Student %d\n", strings.ToUpper(student), i)
	}
	people, err := ReadPeople(strings.NewReader(lines.String()))
	if err != nil {
		t.Fatal(err)
	}
	g := newGrader(t, school, class)
	g.People = people
	run, results := grade(t, g)
	for i := range 50 {
		student := fmt.Sprintf("stu%02d", i)
		r := results[strings.ToUpper(student)]
		if got := points(r); got != want[student] {
			t.Errorf("%s, packed as %s, earned %s, want %s:\n%s", student, ways[i%len(ways)], got, want[student], notes(r))
		}
		if len(r.Notes) > 0 {
			t.Errorf("%s, packed as %s, is told %q", student, ways[i%len(ways)], r.Notes)
		}
	}
	c := NewClass("Class", run, list(results), people, Policy{}, RevealReasons)
	if len(c.Rows) != 50 {
		t.Errorf("%d rows of 50 students", len(c.Rows))
	}
	for _, row := range c.Rows {
		if row.Missing {
			t.Errorf("%s counts as missing", row.Student)
		}
	}
}
