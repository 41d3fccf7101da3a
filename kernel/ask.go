package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/kernel/ask"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/runs"
)

func askCommand() *cobra.Command {
	var o askOptions
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
			o.given = cmd.Flags().Changed
			if o.report {
				return o.printReport(args, cmd.OutOrStdout())
			}
			if len(args) == 0 {
				return errors.New("say which run to ask about, such as runs/mnist, or add --report for what has been answered")
			}
			return o.run(cmd.Context(), args[0], cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntVarP(&o.pairs, "pairs", "n", 50, "how many pairs to ask about")
	f.Uint64Var(&o.seed, "seed", 0, "seed of the pictures and of their sides (default: another one each time)")
	f.BoolVar(&o.resume, "resume", false, "go on with the newest session on this run that was stopped")
	f.StringVar(&o.answers, "answers", filepath.Join("runs", "answers.sqlite"), "the SQLite file that keeps the answers")
	f.StringVar(&o.listen, "listen", "127.0.0.1:0", "where the page is, on 127.0.0.1; port 0 is any that is free")
	f.BoolVar(&o.report, "report", false, "ask nobody; print the fooling rate of the run, or of all runs")
	f.BoolVar(&o.json, "json", false, "print the report as JSON")
	f.StringVar(&o.data, "data", "", "where the data lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}

type askOptions struct {
	pairs                          int
	seed                           uint64
	resume, report, json           bool
	answers, listen, data, backend string
	given                          func(flag string) bool
}

func (o askOptions) run(ctx context.Context, dir string, w io.Writer) error {
	run, err := train.ReadRun(dir)
	if err != nil {
		return err
	}
	if o.pairs < 1 {
		return fmt.Errorf("--pairs is %d; ask about at least one", o.pairs)
	}
	store, err := ask.Open(o.answers)
	if err != nil {
		return err
	}
	defer store.Close()
	trial, err := o.trial(store, dir)
	if err != nil {
		return err
	}
	set, note, err := runs.HeldOut(ctx, run, o.data, w)
	if err != nil {
		return err
	}
	trial.Data = set.Name()
	if note := runs.NoEffect(o.data, run.Data); note != "" && !o.json {
		fmt.Fprintln(w, note)
	}
	notes := w
	if o.json {
		notes = io.Discard
	}
	d, err := interrupt.Promptly(ctx, "stopped before the first question", func() (drawn, error) { return o.draw(dir, set, trial, notes) })
	if err != nil {
		return err
	}
	pairs, step := d.pairs, d.step
	if !o.resume {
		trial.Step = step
		trial.Pictures = ask.Checksum(pairs)
		if trial, err = store.Begin(trial); err != nil {
			return err
		}
	}
	session, err := ask.NewSession(store, trial, pairs)
	if err != nil {
		return err
	}
	err = ask.Serve(ctx, o.listen, session, func(url string) {
		if !o.json {
			if note != "" {
				fmt.Fprintln(w, note)
			}
			fmt.Fprintf(w, "%d pairs wait at\n\n  %s\n\nOpen it in a browser on this machine. Ctrl-C stops; the answers are kept in %s\n", trial.Pairs, url, o.answers)
		} else {
			json.NewEncoder(w).Encode(map[string]any{"event": "ready", "url": url, "pairs": trial.Pairs})
		}
	})
	if err != nil {
		return o.stopped(store, trial, err)
	}
	return o.printReport([]string{dir}, w)
}

// trial is the session to ask: that which was stopped, or a new one.
func (o askOptions) trial(store *ask.Store, dir string) (ask.Trial, error) {
	name, err := store.Run(dir)
	if err != nil {
		return ask.Trial{}, err
	}
	if o.resume {
		for _, flag := range []string{"seed", "pairs"} {
			if o.given(flag) {
				return ask.Trial{}, fmt.Errorf("--%s is for a new session; one that goes on keeps its own", flag)
			}
		}
		return store.Unfinished(name)
	}
	if !o.given("seed") {
		o.seed = rand.Uint64()
	}
	return ask.Trial{Run: name, Seed: o.seed, Pairs: o.pairs}, nil
}

// drawn is the pairs of a trial, and the step of the checkpoint that the generated ones are from.
type drawn struct {
	pairs []ask.Pair
	step  int
}

// draw makes the pairs of a trial: real images of the set, and generated ones from the newest
// checkpoint.
func (o askOptions) draw(dir string, set data.Images, t ask.Trial, out io.Writer) (d drawn, err error) {
	run, err := runs.Open(dir, o.backend)
	if err != nil {
		return d, err
	}
	gen, err := run.Generator(out)
	if err != nil {
		return d, err
	}
	defer gen.Close()
	real, err := ask.RealImages(set, t.Seed, t.Pairs)
	if err != nil {
		return d, err
	}
	in, err := gen.Draw(t.Seed, t.Pairs)
	if err != nil {
		return d, err
	}
	generated, err := gen.Make(in)
	if err != nil {
		return d, err
	}
	h, w, c := set.Shape()
	if gh, gw, gc := gen.Shape(); gh != h || gw != w || gc != c {
		return d, fmt.Errorf("%s makes images of %d×%d×%d and %s has %d×%d×%d: nobody would have to look to tell them apart; "+
			"name the data that the run was trained on with --data", dir, gh, gw, gc, set.Name(), h, w, c)
	}
	d.pairs, err = ask.NewPairs(real, generated, h, w, c, t.Seed)
	d.step = gen.Step()
	return d, err
}

// stopped says how to go on.
func (o askOptions) stopped(store *ask.Store, t ask.Trial, why error) error {
	n, err := store.Answered(t.ID)
	if err != nil {
		return errors.Join(why, err)
	}
	if !errors.Is(why, context.Canceled) {
		return why
	}
	return fmt.Errorf("stopped after %d of %d pairs, which are kept; --resume goes on with the rest: %w", n, t.Pairs, why)
}

// askReport is what --json prints.
type askReport struct {
	Runs []ask.Rate `json:"runs"`
	All  ask.Rate   `json:"all"` // of the runs above
}

// printReport prints the rates of the run that is named, or of all.
func (o askOptions) printReport(dirs []string, w io.Writer) error {
	answers, err := ask.Read(o.answers)
	if err != nil {
		return err
	}
	if len(dirs) > 0 {
		store, err := ask.Open(o.answers)
		if err != nil {
			return err
		}
		defer store.Close()
		name, err := store.Run(dirs[0])
		if err != nil {
			return err
		}
		answers = slices.DeleteFunc(answers, func(a ask.Answer) bool { return a.Trial.Run != name })
		if len(answers) == 0 {
			return fmt.Errorf("%w of %s in %s", ask.ErrNoAnswers, dirs[0], o.answers)
		}
	}
	runs, all, err := ask.Summarise(answers)
	if err != nil {
		return err
	}
	if o.json {
		return json.NewEncoder(w).Encode(askReport{runs, all})
	}
	ask.Print(w, runs, all)
	return nil
}
