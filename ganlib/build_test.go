package ganlib_test

import (
	"os"
	"os/exec"
	"testing"
)

// Without C the pure-Go backend is all there is, and everything still compiles: on a machine that has no C compiler, and
// for one that this machine can only cross-compile to. -mod=readonly: go.mod names every module that the build needs.
func TestBuildsWithoutC(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles everything twice, which takes minutes the first time; -short leaves it out")
	}
	for _, target := range [][]string{
		{"CGO_ENABLED=0"},
		{"CGO_ENABLED=0", "GOOS=darwin", "GOARCH=arm64"},
	} {
		build := exec.Command("go", "build", "-mod=readonly", "./...")
		build.Dir = root
		build.Env = append(os.Environ(), target...)
		if out, err := build.CombinedOutput(); err != nil {
			t.Errorf("%v go build ./...: %v\n%s", target, err, out)
		}
	}
}
