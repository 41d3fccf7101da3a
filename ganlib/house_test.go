// The house rules that a program can check, as ordinary tests; CONTRIBUTING.md says the rest in
// words.
//
// They live here because doc.go beside them is where the conventions and the map of the packages
// stand, and because this package has no code: its tests compile in a second and need neither a
// device nor Python. At the root, where they would be at home too, no Go file may lie.
package ganlib_test

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the top of the clone: tests run in the folder of their package.
const root = ".."

// topLevel is everything that may lie at the top of the clone, besides files and folders whose name
// begins with a dot.
var topLevel = []string{
	"notebooks", "lessons", "ganlib", "kernel", "exercises", "solutions", "findings", "bench",
	"go.mod", "go.sum", "README.md", "CONTRIBUTING.md", "LICENSE", "Makefile",
}

// tracked returns the slash-separated paths of all files that git keeps and that are on the disk.
// Only those count: what a learner makes beside them is nobody's business.
func tracked(t *testing.T) []string {
	t.Helper()
	git := exec.Command("git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z")
	out, err := git.Output()
	if err != nil || len(out) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatalf("CI must check the files of a git clone, and %v gave none: %v", git, err)
		}
		t.Skipf("no git clone here, so there is no list of the project's own files (%v: %v)", git, err)
	}
	var files []string
	for file := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if info, err := os.Lstat(onDisk(file)); err == nil && info.Mode().IsRegular() {
			files = append(files, file)
		}
	}
	return files
}

func onDisk(file string) string { return filepath.Join(root, filepath.FromSlash(file)) }

func read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(onDisk(file))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// report fails the test with every problem, then says once why the rule exists.
func report(t *testing.T, problems []string, why string) {
	t.Helper()
	for _, problem := range problems {
		t.Error(problem)
	}
	if len(problems) > 0 {
		t.Log("Why: " + why)
	}
}

// A newcomer reads the top level first; it answers "where is …?" only while it is short and stays
// as it is.
func TestTopLevelHoldsOnlyTheFixedNames(t *testing.T) {
	report(t, strangers(tracked(t)), "the top level is a table of contents, and every new entry makes it a worse one")
}

func strangers(files []string) (problems []string) {
	for _, file := range files {
		top, _, _ := strings.Cut(file, "/")
		switch {
		case strings.HasPrefix(top, ".") || slices.Contains(topLevel, top):
		case path.Ext(file) == ".go" && top == file:
			problems = append(problems, file+": no Go file lies at the root; library code goes below ganlib, commands below kernel")
		default:
			problems = append(problems, fmt.Sprintf("%s: %q is not one of the names at the top level (%s, and dotfiles)",
				file, top, strings.Join(topLevel, " ")))
		}
	}
	return problems
}

func TestStrangersAreFound(t *testing.T) {
	for file, stranger := range map[string]bool{
		"main.go":            true,
		"Dockerfile":         true,
		"tools/gen/main.go":  true,
		"ganlib2/doc.go":     true,
		".binder/Dockerfile": false,
		"ganlib/doc.go":      false,
		"go.sum":             false,
	} {
		if found := len(strangers([]string{file})) > 0; found != stranger {
			t.Errorf("strangers(%q) found: %t, want %t", file, found, stranger)
		}
	}
}

// One format for all code, so that a diff shows only what changed in meaning.
func TestGoFilesAreGofmted(t *testing.T) {
	for _, file := range tracked(t) {
		if path.Ext(file) != ".go" {
			continue
		}
		source := read(t, file)
		formatted, err := format.Source(source)
		switch {
		case err != nil:
			t.Errorf("%s does not parse: %v", file, err)
		case !bytes.Equal(source, formatted):
			t.Errorf("%s is not in gofmt form; run: gofmt -w %s", file, file)
		}
	}
}

// maxBytes is room for a notebook with its pictures; everything else is far smaller. Only a trained
// network that a lesson needs at once, since making it takes an hour, may have more.
const maxBytes, maxNetworkBytes = 1_500_000, 8_000_000

var network = regexp.MustCompile(`^lessons/[^/]+/[^/]+/checkpoints/\d+/[^/]+\.bin$`)

func TestNoFileIsLarge(t *testing.T) {
	var problems []string
	for _, file := range tracked(t) {
		most := maxBytes
		if network.MatchString(file) {
			most = maxNetworkBytes
		}
		if size := len(read(t, file)); size > most {
			problems = append(problems, fmt.Sprintf("%s has %d bytes, more than %d", file, size, most))
		}
	}
	report(t, problems, "a clone carries every version of every file for ever, also over a slow line; data is downloaded or drawn")
}

// machinePath matches an absolute path below a folder where people and build machines keep their
// clones and homes. A letter before it means that it is part of a longer path; an escaped line end
// or a colour code before it does not.
var machinePath = regexp.MustCompile(`(?:^|[^\w.$})/+-]|\\[nrt]|\[[0-9;]*m)(/(?:root|home|work|Users)\b[^\s"']*)`)

// registries are the hosts that packages come from. They stand here in pieces because this file is
// checked too.
var registries = regexp.MustCompile(strings.Join([]string{
	`pypi[.]` + `org`, `python` + `hosted[.]org`, `(?:proxy|sum)[.]` + `golang[.]org`, `goproxy[.]` + `(?:io|cn)`,
	`npm` + `js[.](?:org|com)`, `crates[.]` + `io`, `ana` + `conda[.]org`, `deb[.]` + `debian[.]org`,
	`archive[.]` + `ubuntu[.]com`, `\bdocker[.]` + `io\b`, `\bghcr[.]` + `io\b`, `\bquay[.]` + `io\b`,
}, "|"))

// Output of a cell, an error message or a download address easily carries the machine it was made
// on into the project.
func TestNoTraceOfAMachine(t *testing.T) {
	var problems []string
	for _, file := range tracked(t) {
		content := read(t, file)
		if bytes.IndexByte(content, 0) >= 0 {
			continue // a picture or an array, not text
		}
		for i, line := range strings.Split(string(content), "\n") {
			for _, trace := range traces(line) {
				problems = append(problems, fmt.Sprintf("%s:%d: %s", file, i+1, trace))
			}
		}
	}
	report(t, problems, "a path of one machine is wrong on every other, and which host packages come from is for go and pip to "+
		"know, "+
		"as the learner has set them up")
}

func traces(line string) (found []string) {
	for _, match := range machinePath.FindAllStringSubmatch(line, -1) {
		found = append(found, "path of a machine: "+match[1])
	}
	for _, host := range registries.FindAllString(line, -1) {
		found = append(found, "host of a package registry: "+host)
	}
	return found
}

func TestTracesAreFound(t *testing.T) {
	home := "/" + "home/ada"
	for line, want := range map[string]int{
		home + "/go/pkg/mod":                              1,
		`"panic at ` + home + `/x.go:3\n"`:                1,
		`{"text": "done\n` + home + `/run"}`:              1,
		"\x1b[31m" + home:                                 1,
		"cd /" + "work && ls":                             1,
		"--index-url=https://" + "pypi." + "org/simple":   1,
		"GOPROXY=https://proxy." + "golang.org,direct":    1,
		"https://example.org" + home:                      0,
		"${BASE}/" + "root":                               0,
		"a/work/b, the homework, /rooted, /working":       0,
		"golang.org/x/image v0.30.0 h1:jD5/root+home/A=":  0,
		"https://go.dev/doc and https://pkg.go.dev/image": 0,
	} {
		if found := traces(line); len(found) != want {
			t.Errorf("traces(%q) = %q, want %d of them", line, found, want)
		}
	}
}

// The image brings a Go that may not download another one, so it has to be the one that go.mod asks
// for.
func TestTheImageHasTheGoOfTheModule(t *testing.T) {
	version := regexp.MustCompile(`(?m)^go (\S+)$`).FindSubmatch(read(t, "go.mod"))
	image := regexp.MustCompile(`(?m)^FROM golang:([0-9.]+)-`).FindSubmatch(read(t, ".binder/Dockerfile"))
	if version == nil || image == nil || string(version[1]) != string(image[1]) {
		t.Errorf("go.mod says %q and .binder/Dockerfile %q; both name the same Go", version, image)
	}
}
