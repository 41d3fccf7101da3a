package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"gophergan/kernel/ask"
	"gophergan/kernel/interview"
)

func askCommand() *cobra.Command {
	var o askOptions
	var seed uint64
	cmd := &cobra.Command{
		Use:   "ask <run>",
		Short: "Ask people which of two pictures is real",
		Long: `Ask people which of two pictures is real: one comes from the run's data, from the part kept for testing where there is one,
the other from the G of its newest checkpoint.

It prints the address of a page that this machine's browser opens. The command ends when all pairs are answered; Ctrl-C
stops it before, and --resume goes on. Ask each person with a new start of the command.

The fooling rate is the share of answers in which the generated picture was taken for the real one. Somebody who sees no
difference guesses, and has 50 %. It is told at the end, with the 95 % interval of Wilson, and again with --report, for one
run or for all of them.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.report {
				return o.printReport(cmd.OutOrStdout(), args...)
			}
			if len(args) == 0 {
				return errors.New("say which run to ask about, such as runs/mnist, or add --report for what has been answered")
			}
			if err := o.check(cmd.Flags().Changed); err != nil {
				return err
			}
			if cmd.Flags().Changed("seed") {
				o.Seed = &seed
			}
			return o.run(cmd.Context(), args[0], cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.IntVarP(&o.Pairs, "pairs", "n", 50, "how many pairs to ask about")
	f.Uint64Var(&seed, "seed", 0, "seed of the pictures and of their sides (default: another one each time)")
	f.BoolVar(&o.Resume, "resume", false, "go on with the newest session on this run that was stopped")
	f.StringVar(&o.Answers, "answers", filepath.Join("runs", "answers.sqlite"), "the SQLite file that keeps the answers")
	f.StringVar(&o.Listen, "listen", "127.0.0.1:0", "where the page is, on 127.0.0.1; port 0 is any that is free")
	f.BoolVar(&o.report, "report", false, "ask nobody; print the fooling rate of the run, or of all runs")
	f.BoolVar(&o.json, "json", false, "print the report as JSON")
	f.StringVar(&o.Place, "data", "", "where the data lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&o.Backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}

type askOptions struct {
	interview.Request
	report, json bool
}

// check says what is wrong with the flags before anything is opened.
func (o askOptions) check(given func(flag string) bool) error {
	if o.Pairs < 1 {
		return fmt.Errorf("--pairs is %d; ask about at least one", o.Pairs)
	}
	for _, flag := range []string{"seed", "pairs"} {
		if o.Resume && given(flag) {
			return fmt.Errorf("--%s is for a new session; one that goes on keeps its own", flag)
		}
	}
	return nil
}

func (o askOptions) run(ctx context.Context, dir string, out, stderr io.Writer) error {
	notes := out
	if o.json {
		notes = stderr
	}
	if err := o.Ask(ctx, dir, notes, o.ready(out)); err != nil {
		return err
	}
	return o.printReport(out, dir)
}

// ready says where the page is.
func (o askOptions) ready(out io.Writer) func(url string, pairs int) {
	return func(url string, pairs int) {
		if o.json {
			json.NewEncoder(out).Encode(map[string]any{"event": "ready", "url": url, "pairs": pairs})
			return
		}
		fmt.Fprintf(out, "%d pairs wait at\n\n  %s\n\nOpen it in a browser on this machine. Ctrl-C stops; the answers are kept in %s\n",
			pairs, url, o.Answers)
	}
}

// printReport prints the rates of the run that is named, or of all.
func (o askOptions) printReport(w io.Writer, dirs ...string) error {
	dir := ""
	if len(dirs) > 0 {
		dir = dirs[0]
	}
	report, err := interview.ReportOf(o.Answers, dir)
	if err != nil {
		return err
	}
	if o.json {
		return json.NewEncoder(w).Encode(report)
	}
	ask.Print(w, report.Runs, report.All)
	return nil
}
