package main

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
	"github.com/rogpeppe/go-internal/testscript"
)

// The tests can start this command as a program of its own: its name is kernel.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"kernel": main}) }

// Each script in testdata/script is a session of a user, who has an empty home, no folder of data,
// and computes in pure Go. Beside what testscript knows there are these lines:
//
//	refused TEXT …            the last command printed one error, and these texts stand in it
//	album DIR N SEED          a folder with N pictures, which the seed tells from other albums
//	array FILE N H W C        the file is a NumPy array of this shape
//	sheet FILE WIDTH          the file is a picture at least so wide
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("GOMLX_BACKEND", "go")
			return os.Mkdir(env.Getenv("HOME"), 0o777)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"refused": refused, "album": album, "array": array, "sheet": sheet,
		},
		RequireUniqueNames: true,
	})
}

func refused(ts *testscript.TestScript, _ bool, texts []string) {
	stderr := ts.ReadFile("stderr")
	for _, problem := range refusalProblems(stderr, texts) {
		ts.Fatalf("%s\n%s", problem, stderr)
	}
}

// refusalProblems says why an output is no refusal with these texts: one error, which shows no
// stack and no line of ours.
func refusalProblems(stderr string, texts []string) (problems []string) {
	if strings.Count("\n"+stderr, "\nkernel: ") != 1 {
		problems = append(problems, "this is not one error")
	}
	if strings.Contains(stderr, ".go:") {
		problems = append(problems, "this shows a stack")
	}
	if len(texts) == 0 {
		problems = append(problems, "say what stands in it")
	}
	for _, text := range texts {
		if !strings.Contains(stderr, text) {
			problems = append(problems, fmt.Sprintf("there is no %q in", text))
		}
	}
	return problems
}

func TestRefusalProblems(t *testing.T) {
	for _, test := range []struct {
		stderr string
		texts  []string
		want   int
	}{
		{"kernel: no run\n", []string{"no run"}, 0},
		{"a warning\nkernel: it has:\n\n  a\n", []string{"it has", "a\n"}, 0},
		{"kernel: no run\n", nil, 1},
		{"kernel: no run\n", []string{"no run", "no file"}, 1},
		{"", []string{"no run"}, 2},
		{"kernel: a\nkernel: b\n", []string{"a", "b"}, 1},
		{"kernel: no run\nmain.go:7\n", []string{"no run"}, 1},
	} {
		if got := refusalProblems(test.stderr, test.texts); len(got) != test.want {
			t.Errorf("%q with %q: %q", test.stderr, test.texts, got)
		}
	}
}

func album(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: album DIR N SEED")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	seed, err := strconv.Atoi(args[2])
	ts.Check(err)
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o777))
	for i := range n {
		picture := image.NewGray(image.Rect(0, 0, 70, 64))
		picture.Pix[(i*701+seed)%len(picture.Pix)] = 255
		var content bytes.Buffer
		ts.Check(png.Encode(&content, picture))
		ts.Check(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.png", i)), content.Bytes(), 0o666))
	}
}

func array(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer file.Close()
	r, err := npy.NewReader(file)
	ts.Check(err)
	if got := fmt.Sprint(r.Header.Descr.Shape); got != fmt.Sprint(args[1:]) {
		ts.Fatalf("%s has the shape %s, not %v", args[0], got, args[1:])
	}
	var pix []uint8
	ts.Check(r.Read(&pix))
}

func sheet(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer file.Close()
	width, err := strconv.Atoi(args[1])
	ts.Check(err)
	picture, _, err := image.Decode(file)
	ts.Check(err)
	if got := picture.Bounds().Dx(); got < width {
		ts.Fatalf("%s is %d pixels wide, not %d", args[0], got, width)
	}
}
