package museum_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"

	"gophergan/ganlib/doctor/museum"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/train"
)

// What a recipe computes is kept by these digests of all its variables after 50 steps in pure Go: a
// change of the loop, of the sources or of a recipe that is meant to leave the numbers alone leaves
// the digests alone. Where a number has to move, run the test with GOPHERGAN_DIGESTS=1, which
// prints the new ones, and say in the commit which moved and why.
var digests = map[string]string{
	"healthy-digits": "8afb00fae558eae02fb25189",
	"healthy-ring":   "0d60c6b20210cffcb40ecd6b",
	"healthy-wgangp": "113c7981ed39e70544e31a66",
	"healthy-sngan":  "dc8d77d8803951edda7edf7b",
	"healthy-wgan":   "efd0783c113831ca9ea4aa23",
	"healthy-dcgan":  "dd12523e783e92428ed59596",
	"healthy-lsgan":  "c06caabddc48290f4b509d89",
	"healthy-faces":  "156ce57501e46cd88b2e02d8",
	"healthy-slow":   "9c7c07b9be51a1d7d57fdaa2",
	"healthy-style":  "96cf8ae02fdfbf419b68bd83",
}

func TestTheSameBitsAfterFiftySteps(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the digests were taken on amd64; other processors fuse a product and a sum, and round once where this one rounds twice")
	}
	for name, want := range digests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := museum.ByName(name)
			if err != nil {
				t.Fatal(err)
			}
			got := digest(t, e)
			if os.Getenv("GOPHERGAN_DIGESTS") != "" {
				t.Logf("%q: %q,", name, got)
			} else if got != want {
				t.Errorf("the variables of 50 steps have the digest %s, want %s: the recipe computes something else", got, want)
			}
		})
	}
}

// stepsOf is 50, and 20 for StyleGAN2, which needs half a second for each: enough for both of its
// penalties to be due again.
func stepsOf(e museum.Exhibit) int {
	if e.Name == "healthy-style" {
		return 20
	}
	return 50
}

// digest trains an exhibit in pure Go and sums up all variables of its checkpoint.
func digest(t *testing.T, e museum.Exhibit) string {
	t.Helper()
	steps := stepsOf(e)
	dir := t.TempDir()
	source, _, err := e.Source(1)
	if err != nil {
		t.Fatal(err)
	}
	c := train.Defaults(steps)
	c.SampleEvery, c.ProbeEvery, c.SaveEvery = 0, 0, 0
	c.LearningRate = e.Config(1).LearningRate
	loop, err := train.New(gantest.PlainGo(t), e.Recipe, source, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range loop.Run(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	store := model.NewStore()
	if _, err := checkpoint.Load(store).Dir(filepath.Join(dir, "checkpoints",
		fmt.Sprintf("%07d", steps))).Immediate().Done(); err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	all := recipetest.Bytes(t, store)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		sum.Write([]byte(path))
		sum.Write(all[path])
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}
