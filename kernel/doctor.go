package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/kernel/diagnosis"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/lab"
)

func doctorCommand() *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor [run]",
		Short: "Say what works here, or what a training run suffers from",
		Long: `Without an argument: say what works here, what mends the rest, and how long each lesson will take.
It looks at each piece of the set-up and trains for some seconds to see how fast this machine is.
The exit status is 1 if something is broken that the course does not work without.

With the directory of a run: say what the run suffers from, by what it measured, and what to change. Curves are
printed as blocks; --out keeps the report as a page with charts.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return o.ofRun(args[0], cmd.OutOrStdout())
			}
			return o.ofMachine(cmd.Context(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print the report as JSON")
	cmd.Flags().StringVar(&o.out, "out", "", "a file x.html for the report of a run, with charts")
	return cmd
}

type doctorOptions struct {
	json bool
	out  string
}

// ofRun says what the run in dir suffers from.
func (o doctorOptions) ofRun(dir string, w io.Writer) error {
	for _, err := range []error{endsIn("out", o.out, ".html"), hasPlace("out", o.out)} {
		if err != nil {
			return err
		}
	}
	report, err := diagnosis.Of(dir)
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := diagnosis.WritePage(o.out, dir, report); err != nil {
			return err
		}
	}
	if o.json {
		text, err := report.JSON()
		if err == nil {
			_, err = fmt.Fprintln(w, string(text))
		}
		return err
	}
	report.Print(w)
	if o.out != "" {
		fmt.Fprintf(w, "\n%s: the same with charts\n", o.out)
	}
	return nil
}

// ofMachine says what works here. What is broken is the error.
func (o doctorOptions) ofMachine(ctx context.Context, w io.Writer) error {
	if o.out != "" {
		return errors.New("--out keeps the report of a run: name the run's directory")
	}
	clone, err := findClone()
	if err != nil {
		return err
	}
	const words = "stopped before all was examined, so there is no report"
	report, err := interrupt.Promptly(ctx, words, func() (lab.Report, error) { return clone.Examine(ctx), nil })
	if err != nil {
		return err
	}
	if o.json {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(report); err != nil {
			return err
		}
	} else {
		report.Print(w)
	}
	var names []string
	for _, check := range report.Bad() {
		names = append(names, check.Name)
	}
	if len(names) > 0 {
		return fmt.Errorf("to mend before the course works: %s", strings.Join(names, ", "))
	}
	return nil
}
