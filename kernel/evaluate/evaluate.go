// Package evaluate measures the G of a run: its images against real ones, all together and, where G
// is told a class or a code, each class for itself; and how smoothly they follow its noise.
//
// Non-goals: the metrics (packages score and ganlib/metric), and opening a run (package runs).
package evaluate

import (
	"context"
	"fmt"
	"io"
	"strings"

	"gophergan/ganlib/data"
	"gophergan/ganlib/feature"
	"gophergan/ganlib/metric"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/runs"
	"gophergan/kernel/score"
)

// Request says what to measure, and of how many images.
type Request struct {
	Metrics   string // as package score calls them, and [PathLength], with commas; "": all that can be measured
	Images    int    // of G, and as many real ones, if there are
	Paths     int    // to walk
	Distance  string // what sees how far apart two images of a path are: "sight" or "filters"
	Inception string // a file with the weights of Inception-v3; "": none
	Seed      uint64 // of the noise and of the paths
	Place     string // where the data lie; "": where they were found before
}

// PathLength is what Request.Metrics calls the one that looks at G, and not at its images.
const PathLength = "ppl"

// List describes the metrics, a line for each.
func List() string {
	var b strings.Builder
	for _, m := range score.All() {
		fmt.Fprintf(&b, "  %-15s %s\n", m.Name, m.Summary)
	}
	fmt.Fprintf(&b, "  %-15s %s\n", PathLength,
		"perceptual path length: how much the image changes where z, or the style w of a mapped G, moves steadily")
	return b.String()
}

// Run measures the G of a run. print is called for what was measured, one or two times; progress is
// told how far it is.
func (q Request) Run(ctx context.Context, run runs.Run, print func(score.Report) error, progress io.Writer) error {
	distance, err := q.chosenDistance()
	if err != nil {
		return err
	}
	ofImages, ofPaths := q.split()
	if ofPaths {
		if why := noPaths(run.Recipe); why != "" && q.Metrics != "" {
			return fmt.Errorf("%s; leave %s out of --metrics", why, PathLength)
		} else if why != "" {
			fmt.Fprintf(progress, "%s is not measured: %s\n", PathLength, why)
			ofPaths = false
		}
	}
	progress = interrupt.QuietAfter(ctx, progress)
	words := "stopped; nothing was measured"
	if ofImages != nil {
		report, err := interrupt.Promptly(ctx, words, func() (score.Report, error) {
			return q.ofImages(ctx, run, strings.Join(ofImages, ","), progress)
		})
		if err != nil {
			return err
		}
		if err := print(report); err != nil {
			return err
		}
		words = "stopped; what stands above was measured, the path length was not"
	}
	if !ofPaths {
		return nil
	}
	results, err := interrupt.Promptly(ctx, words, func() ([]metric.Result, error) {
		return q.ofPaths(ctx, run, distance, progress)
	})
	if err != nil {
		return err
	}
	return print(score.Report{Results: results})
}

// split takes the path length out of the list of metrics. No names are all of them.
func (q Request) split() (ofImages []string, ofPaths bool) {
	if q.Metrics == "" {
		return []string{""}, true
	}
	for name := range strings.SplitSeq(q.Metrics, ",") {
		if strings.TrimSpace(name) == PathLength {
			ofPaths = true
		} else {
			ofImages = append(ofImages, name)
		}
	}
	return ofImages, ofPaths
}

func (q Request) chosenDistance() (metric.Distance, error) {
	switch q.Distance {
	case "sight":
		return feature.SightDistance(), nil
	case "filters":
		return metric.FilterBank(), nil
	}
	return metric.Distance{}, fmt.Errorf("--distance is %q; choose sight or filters", q.Distance)
}

// ofImages measures by the images that G makes.
func (q Request) ofImages(ctx context.Context, run runs.Run, metrics string, progress io.Writer) (score.Report, error) {
	if q.Images < 2 {
		return score.Report{}, fmt.Errorf("-n is %d; ask for at least 2 images", q.Images)
	}
	set, err := runs.Data(ctx, run.Info, q.Place, progress)
	if err != nil {
		return score.Report{}, err
	}
	gen, err := run.Generator(progress) // what is wrong with the run is said before the real images are looked at
	if err != nil {
		return score.Report{}, err
	}
	defer gen.Close()
	condition := score.ConditionOf(gen.From(), set)
	test, err := q.heldOut(ctx, run, condition, progress)
	if err != nil {
		return score.Report{}, err
	}
	n := min(q.Images, set.Len())
	reference, err := score.NewReference(ctx, run.Device.Backend, set, score.Options{
		Images: n, Metrics: metrics, Inception: q.Inception, Condition: condition, Test: test, Progress: runs.NewProgress(progress,
			"real images").Tick,
	})
	if err != nil {
		return score.Report{}, err
	}
	defer reference.Close()
	chosen, left, err := reference.ChooseFor(metrics, n)
	if err != nil {
		return score.Report{}, err
	}
	if left != "" {
		fmt.Fprintln(progress, left)
	}
	pix, in, err := runs.Images(ctx, gen, q.Seed, q.Images, runs.NewProgress(progress, "images of G"))
	if err != nil {
		return score.Report{}, err
	}
	return reference.Measure(condition.Images(pix, in), chosen)
}

// heldOut are real images that G has not learned from, to see how well a net reads such; nil where
// G is told nothing, or where there are none.
func (q Request) heldOut(ctx context.Context, run runs.Run, condition score.Condition, progress io.Writer) (data.Images, error) {
	if condition.N == 0 || !data.HasTest(run.Info.Data) {
		return nil, nil
	}
	test, _, err := runs.HeldOut(ctx, run.Info, q.Place, progress)
	return test, err
}
