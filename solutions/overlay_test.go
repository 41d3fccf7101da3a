package solutions_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// overlay is a folder of the clone that only one build of the go command sees.
type overlay struct {
	t            *testing.T
	folder, real string
	files        map[string]string // where it seems to lie: where it lies
}

func newOverlay(t *testing.T, folder string) overlay {
	t.Helper()
	return overlay{t, abs(t, folder), t.TempDir(), map[string]string{}}
}

// put lays a file into it.
func (o overlay) put(content []byte, elem ...string) {
	o.t.Helper()
	real := filepath.Join(o.real, fmt.Sprintf("%d.go", len(o.files)))
	if err := os.WriteFile(real, content, 0o644); err != nil {
		o.t.Fatal(err)
	}
	o.files[filepath.Join(append([]string{o.folder}, elem...)...)] = real
}

// compile makes a program of the tests of a package in it.
func (o overlay) compile(t *testing.T, pkg string) (program string) {
	t.Helper()
	list, err := json.Marshal(map[string]any{"Replace": o.files})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(o.real, "overlay.json")
	if err := os.WriteFile(file, list, 0o644); err != nil {
		t.Fatal(err)
	}
	program = filepath.Join(o.real, "program.test")
	build := exec.Command("go", "test", "-c", "-vet=off", "-overlay", file, "-o", program, pkg)
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	return program
}
