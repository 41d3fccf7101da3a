package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/kernel/interrupt"
	"gophergan/kernel/lab"
)

func doctorCommand() *cobra.Command {
	var asJSON bool
	var out string
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
				return diagnose(args[0], asJSON, out, cmd.OutOrStdout())
			}
			if out != "" {
				return errors.New("--out keeps the report of a run: name the run's directory")
			}
			clone, err := findClone()
			if err != nil {
				return err
			}
			report, err := interrupt.Promptly(cmd.Context(), "stopped before all was examined, so there is no report", func() (lab.Report, error) {
				return clone.Examine(cmd.Context()), nil
			})
			if err != nil {
				return err
			}
			if asJSON {
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetIndent("", "  ")
				if err := encoder.Encode(report); err != nil {
					return err
				}
			} else {
				report.Print(cmd.OutOrStdout())
			}
			var names []string
			for _, check := range report.Bad() {
				names = append(names, check.Name)
			}
			if len(names) > 0 {
				return fmt.Errorf("to mend before the course works: %s", strings.Join(names, ", "))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	cmd.Flags().StringVar(&out, "out", "", "a file x.html for the report of a run, with charts")
	return cmd
}
