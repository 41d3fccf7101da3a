package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/kernel/compare"
	"gophergan/kernel/experiment"
	"gophergan/kernel/runs"
)

func compareCommand() *cobra.Command {
	var o compareOptions
	cmd := &cobra.Command{
		Use:   "compare <name>",
		Short: "Train several GANs on the same images and measure them alike",
		Long: `Train several GANs on the same images, each with several seeds, and print a table of their scores in Markdown, with the cards
below it; of several sets a table for each. The minutes are those of the steps, without compiling. What is trained already is
measured only, what is measured already only printed; what was interrupted goes on. A run that train has made counts as well: move
it to <out>/<row>-<seed>. What can be compared:

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

func (o compareOptions) run(ctx context.Context, table experiment.Comparison, out, progress io.Writer) error {
	table, err := o.changed(table)
	if err != nil {
		return err
	}
	var sets []string
	for _, row := range table.Rows {
		sets = append(sets, row.Data)
	}
	if note := runs.NoEffect(o.data, sets...); note != "" {
		fmt.Fprintln(progress, note)
	}
	if o.out == "" {
		o.out = filepath.Join("runs", "compare-"+table.Name)
	}
	device, err := backend.New(o.backend)
	if err != nil {
		return err
	}
	c := compare.Comparison{Comparison: table, Dir: o.out, Place: o.data, Device: device, Progress: progress}
	results, err := c.Run(ctx)
	if err != nil {
		return err
	}
	return results.Print(out)
}

// changed is the table with what is named on the command line in place of its own numbers.
func (o compareOptions) changed(table experiment.Comparison) (experiment.Comparison, error) {
	if o.only != "" {
		var err error
		if table.Rows, err = table.Named(strings.Split(o.only, ",")); err != nil {
			return table, err
		}
	}
	if o.seeds > 0 {
		table.Seeds = o.seeds
	}
	for i := range table.Rows {
		if o.seeds > 0 {
			table.Rows[i].Seeds = o.seeds
		}
	}
	if o.images > 0 {
		table.Images = o.images
	}
	for i := range table.Rows {
		if o.steps > 0 {
			table.Rows[i].Steps = o.steps
		}
	}
	return table, nil
}
