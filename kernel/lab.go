package main

import (
	"os"

	"github.com/spf13/cobra"

	"gophergan/kernel/lab"
)

func labCommand() *cobra.Command {
	var o lab.Options
	var token string
	var setUpOnly bool
	cmd := &cobra.Command{
		Use:   "lab [flags] [-- options of JupyterLab]",
		Short: "Set up what is missing and open JupyterLab at the course's first page",
		Long: `Set up what is missing and open JupyterLab at the course's first page.

Everything is put into .gophergan in this clone; only XLA goes to your cache folder, because clones share it.
Your own Jupyter, its settings and kernels are neither used nor changed. A second start has nothing left to do.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			if setUpOnly {
				return clone.SetUpAll(cmd.Context(), cmd.OutOrStdout())
			}
			if cmd.Flags().Changed("token") {
				o.Token = &token
			}
			o.More = args
			return clone.Run(cmd.Context(), o, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&o.NoBrowser, "no-browser", false, "do not open a browser, only print the address")
	cmd.Flags().StringVar(&o.IP, "ip", "localhost", "the address to listen on; any other than localhost lets other machines in")
	cmd.Flags().IntVar(&o.Port, "port", 8888, "the port to listen on, or the first free one after it")
	cmd.Flags().StringVar(&token, "token", "", "the secret in the address; JupyterLab makes one up if you give none, and an "+
		"empty one lets every user of this machine in")
	cmd.Flags().BoolVar(&setUpOnly, "setup-only", false, "set up and do not start JupyterLab, as when an image is built")
	return cmd
}

// findClone returns the clone that the command was called in.
func findClone() (lab.Clone, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return lab.FindClone(dir)
}
