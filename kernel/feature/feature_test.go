package feature

import (
	"strings"
	"testing"
	"time"

	"gophergan/ganlib/feature"
)

// A line for the first step, then one whenever the pause is over, and one for the last; the loss is
// the mean since the line before.
func TestFeatureProgress(t *testing.T) {
	var said strings.Builder
	tell := progressLines(10*time.Second, "x", &said)
	for step := 1; step <= 5; step++ {
		tell(feature.Progress{Step: step, Steps: 5, Elapsed: time.Duration(step) * 6 * time.Second, Left: time.Second,
			Loss: float64(step)})
	}
	want := "x: step 1 of 5, loss 1.0000, 1s left\nx: step 3 of 5, loss 2.5000, 1s left\nx: step 5 of 5, loss 4.5000, 1s left\n"
	if said.String() != want {
		t.Errorf("got\n%swant\n%s", said.String(), want)
	}
}
