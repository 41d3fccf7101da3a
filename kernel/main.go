// Command kernel is what stands between JupyterLab and the course: it sets up, trains, samples,
// builds notebooks.
//
//	go run ./kernel <verb> [flags]
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/show"
)

func main() {
	if len(os.Args) > 1 && slices.Contains([]string{"train", "bench", "doctor", "feature"}, os.Args[1]) {
		backend.KeepMemory()
	}
	if err := Run(show.Context(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "kernel:", err)
		os.Exit(1)
	}
}

// Run executes one command line. It is main without the process, so that tests can call it.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := &cobra.Command{
		Use:           "kernel",
		Short:         "GopherGAN: set up the course, train GANs, look at what they make",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(
		checkCommand(),
		doctorCommand(),
		labCommand(), updateCommand(),
		trainCommand(),
		sampleCommand(),
		exportCommand(),
		evaluateCommand(),
		compareCommand(),
		notebooksCommand(),
		benchCommand(),
		askCommand(),
		featureCommand(),
		gradeCommand(),
	)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return interrupt.Plainly(root.ExecuteContext(ctx))
}
