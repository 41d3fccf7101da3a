package ganlib_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Without C the pure-Go backend is all there is, and everything still compiles, here and for a Mac.
// -mod=readonly: go.mod names every module that the build needs.
func TestBuildsWithoutC(t *testing.T) {
	for _, target := range []struct {
		env    []string
		onlyCI bool // it compiles even the standard library anew, which a learner need not wait for
	}{
		{[]string{"CGO_ENABLED=0"}, false},
		{[]string{"CGO_ENABLED=0", "GOOS=darwin", "GOARCH=arm64"}, true},
	} {
		t.Run(strings.Join(target.env, " "), func(t *testing.T) {
			if testing.Short() {
				t.Skip("compiles everything, which takes a minute the first time")
			}
			if target.onlyCI && os.Getenv("CI") == "" {
				t.Skip("compiles even the standard library, which takes minutes the first time; set CI=true to do it here")
			}
			build := exec.Command("go", "build", "-mod=readonly", "./...")
			build.Dir = root
			build.Env = append(os.Environ(), target.env...)
			if out, err := build.CombinedOutput(); err != nil {
				t.Errorf("%v: %v\n%s", build, err, out)
			}
		})
	}
}
