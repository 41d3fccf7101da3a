package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func doctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what works here, what mends the rest, and how long each lesson will take",
		Long: `Say what works here, what mends the rest, and how long each lesson will take.

It looks at each piece of the set-up and trains for some seconds to see how fast this machine is.
The exit status is 1 if something is broken that the course does not work without.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			report := clone.Examine(cmd.Context())
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
	return cmd
}
