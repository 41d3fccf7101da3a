package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/stat"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/runs"
	"gophergan/kernel/score"
	"gophergan/kernel/wholefile"
)

func compareCommand() *cobra.Command {
	var o compareOptions
	cmd := &cobra.Command{
		Use:   "compare <name>",
		Short: "Train several GANs on the same images and measure them alike",
		Long: `Train several GANs on the same images, each with several seeds, and print a table of their scores in Markdown, with the cards
below it. What is trained already is measured only; what was interrupted goes on. What can be compared:

` + comparisonList(),
		Args: oneOf("what to compare", comparisonList),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := experiment.ComparisonByName(args[0])
			if err != nil {
				return err
			}
			return o.run(cmd.Context(), c, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.out, "out", "", "the directory of the runs (default runs/compare-<name>)")
	f.StringVar(&o.only, "only", "", "some of the rows, with commas")
	f.IntVar(&o.seeds, "seeds", 0, "how many seeds (default: the table's)")
	f.IntVar(&o.steps, "steps", 0, "steps of training (default: the table's)")
	f.IntVarP(&o.images, "number", "n", 0, "images of G to measure (default: the table's)")
	f.StringVar(&o.data, "data", "", "where the data lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}

func comparisonList() string {
	var b strings.Builder
	for _, c := range experiment.Comparisons() {
		var rows []string
		for _, r := range c.Rows {
			rows = append(rows, r.Name)
		}
		fmt.Fprintf(&b, "  %-8s %s: %s\n", c.Name, c.Summary, strings.Join(rows, ", "))
	}
	return b.String()
}

type compareOptions struct {
	out, only, data, backend string
	seeds, steps, images     int
}

func (o compareOptions) run(ctx context.Context, c experiment.Comparison, out, progress io.Writer) error {
	if o.out == "" {
		o.out = filepath.Join("runs", "compare-"+c.Name)
	}
	if o.seeds > 0 {
		c.Seeds = o.seeds
	}
	if o.images > 0 {
		c.Images = o.images
	}
	rows, err := chosenRows(c, o.only)
	if err != nil {
		return err
	}
	for i := range rows {
		if o.steps > 0 {
			rows[i].Steps = o.steps
		}
	}
	var sets []string
	for _, row := range rows {
		sets = append(sets, row.Data)
	}
	if note := runs.NoEffect(o.data, sets...); note != "" {
		fmt.Fprintln(progress, note)
	}
	device, err := backend.New(o.backend)
	if err != nil {
		return err
	}
	for _, row := range rows {
		for seed := range c.Seeds {
			if err := o.train(ctx, device, row, uint64(seed+1), progress); err != nil {
				return err
			}
		}
	}
	const words = "stopped while measuring; all runs are trained, and the same command measures them"
	table, err := interrupt.Promptly(ctx, words, func() (*comparisonTable, error) {
		return o.measure(ctx, device, c, rows, interrupt.QuietAfter(ctx, progress))
	})
	if err != nil {
		return err
	}
	return table.print(out)
}

// measure holds what each run makes against real images.
func (o compareOptions) measure(ctx context.Context, device *backend.Device, c experiment.Comparison, rows []experiment.Row, progress io.Writer) (*comparisonTable, error) {
	set, err := runs.OpenSet(ctx, c.Rows[0].Data, o.data, progress)
	if err != nil {
		return nil, err
	}
	reference, err := score.NewReference(ctx, device.Backend, set, score.Options{
		Images: min(c.Images, set.Len()), Metrics: c.Metrics, Progress: runs.NewProgress(progress, "real images").Tick,
	})
	if err != nil {
		return nil, err
	}
	defer reference.Close()
	metrics, err := reference.Choose(c.Metrics)
	if err != nil {
		return nil, err
	}
	table := &comparisonTable{}
	for _, row := range rows {
		for seed := range c.Seeds {
			dir := o.dir(row, uint64(seed+1))
			pix, err := runs.Run{Dir: dir, Recipe: row.Recipe, Device: device}.Images(ctx, 1, c.Images, runs.NewProgress(progress, dir))
			if err != nil {
				return nil, err
			}
			results, err := reference.Measure(pix, metrics)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(progress, "%s: %s\n", dir, values(results))
			if err := table.add(row, dir, results); err != nil {
				return nil, err
			}
		}
	}
	return table, nil
}

// chosenRows are those with the given names, or all.
func chosenRows(c experiment.Comparison, only string) ([]experiment.Row, error) {
	if only == "" {
		return c.Rows, nil
	}
	var chosen []experiment.Row
	for name := range strings.SplitSeq(only, ",") {
		row, err := c.Row(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, row)
	}
	return chosen, nil
}

// dir is where the run of a row and a seed lies.
func (o compareOptions) dir(row experiment.Row, seed uint64) string {
	return filepath.Join(o.out, fmt.Sprintf("%s-%d", row.Name, seed))
}

// train trains one run, or what is left of it, and notes how long that took.
func (o compareOptions) train(ctx context.Context, device *backend.Device, row experiment.Row, seed uint64, progress io.Writer) error {
	dir := o.dir(row, seed)
	if h := history(dir); len(h) > 0 && h[len(h)-1].Step >= row.Steps {
		return nil
	}
	_, err := train.ReadRun(dir)
	t := trainOptions{
		out: dir, resume: err == nil, exact: true, data: o.data, device: device, steps: row.Steps, seed: seed,
		given: func(flag string) bool { return flag == "steps" },
	}
	start := time.Now()
	err = t.run(ctx, row.Experiment, progress)
	if _, none := train.ReadRun(dir); none != nil {
		return err // it has not begun
	}
	return errors.Join(err, addTime(dir, time.Since(start)))
}

// A run of a comparison keeps in this file how many seconds it was trained, over all its parts.
const timeName = "seconds.json"

func trainedFor(dir string) (d time.Duration, known bool) {
	text, err := os.ReadFile(filepath.Join(dir, timeName))
	var seconds float64
	if err != nil || json.Unmarshal(text, &seconds) != nil {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}

func addTime(dir string, d time.Duration) error {
	before, _ := trainedFor(dir)
	text, err := json.Marshal(math.Round((before + d).Seconds()))
	if err != nil {
		return err
	}
	return wholefile.Write(filepath.Join(dir, timeName), text)
}

// comparisonTable is what was measured, row by row.
type comparisonTable struct {
	names []string        // of the scores
	cards []metric.Result // the first result of each score, whose card holds for all
	rows  []tableRow
}

type tableRow struct {
	row     experiment.Row
	values  [][]float64 // of each score, one for each seed
	minutes []float64   // of training, where it is known
}

// add takes in the results of one run. All have to be measured alike.
func (t *comparisonTable) add(row experiment.Row, dir string, results []metric.Result) error {
	if t.cards == nil {
		t.cards = results
		for _, r := range results {
			t.names = append(t.names, r.Card.Metric)
		}
	}
	if len(t.rows) == 0 || t.rows[len(t.rows)-1].row.Name != row.Name {
		t.rows = append(t.rows, tableRow{row: row, values: make([][]float64, len(results))})
	}
	last := &t.rows[len(t.rows)-1]
	for i, r := range results {
		if _, err := metric.Compare(r, t.cards[i]); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		last.values[i] = append(last.values[i], r.Value)
	}
	if d, known := trainedFor(dir); known {
		last.minutes = append(last.minutes, d.Minutes())
	}
	return nil
}

// print writes the table in Markdown: of several seeds the mean and the deviation (N − 1).
func (t *comparisonTable) print(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| | steps | images a step |")
	for i, name := range t.names {
		fmt.Fprintf(&b, " %s (%s is better) |", name, map[bool]string{true: "more", false: "less"}[t.cards[i].Card.Higher])
	}
	b.WriteString(" minutes |\n|---|---|---|" + strings.Repeat("---|", len(t.names)+1) + "\n")
	for _, row := range t.rows {
		fmt.Fprintf(&b, "| %s | %d | %d |", row.row.Summary, row.row.Steps, row.row.Batch)
		for _, values := range append(row.values, row.minutes) {
			b.WriteString(" " + meanAndDeviation(values) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
	for i, name := range t.names {
		fmt.Fprintf(&b, "%s: %v\n", name, t.cards[i].Card)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func meanAndDeviation(values []float64) string {
	switch len(values) {
	case 0:
		return "not known"
	case 1:
		return fmt.Sprintf("%.4g", values[0])
	}
	μ, σ := stat.MeanStdDev(values, nil)
	return fmt.Sprintf("%.4g ± %.2g", μ, σ)
}

// values is one line for whoever watches.
func values(results []metric.Result) string {
	var parts []string
	for _, r := range results {
		parts = append(parts, fmt.Sprintf("%s %.4g", r.Card.Metric, r.Value))
	}
	return strings.Join(parts, ", ")
}
