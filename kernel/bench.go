package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
	"gophergan/kernel/interrupt"
)

func benchCommand() *cobra.Command {
	var o benchOptions
	var list strings.Builder
	for _, b := range experiment.Benches() {
		fmt.Fprintf(&list, "  %-8s %s, batch %d\n", b.Name, b.Summary, b.Batch)
	}
	cmd := &cobra.Command{
		Use:   "bench <name>",
		Short: "Time one training step",
		Long: "Time one training step, D and G updated once, of:\n\n" + list.String() + `
With --beside, another program that times the same step runs in turn with it, --rounds times: a command line whose last
line of output is JSON with a field ms_per_step, such as
"python bench/peer_jax.py dcgan".`,
		Args: oneOf("which step to time", list.String),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := experiment.BenchByName(args[0])
			if err != nil {
				return err
			}
			return o.run(cmd.Context(), b, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.batch, "batch", 0, "images in a batch (default: the benchmark's)")
	f.IntVar(&o.steps, "steps", 100, "steps that are timed in each round, after five that are not")
	f.IntVar(&o.rounds, "rounds", 1, "how often to measure, in turn with what runs beside")
	f.StringArrayVar(&o.beside, "beside", nil, "a command to measure in turn with this one; may be repeated")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	f.BoolVar(&o.json, "json", false, "print one JSON line for each measurement")
	return cmd
}

type benchOptions struct {
	batch, steps, rounds int
	beside               []string
	backend              string
	json                 bool
}

// benchResult is what a benchmark found; its JSON is read by scripts.
type benchResult struct {
	Model     string  `json:"model"`
	Backend   string  `json:"backend,omitempty"`
	Peer      string  `json:"peer,omitempty"` // the other program, as it calls itself
	Batch     int     `json:"batch"`
	MsPerStep float64 `json:"ms_per_step"` // the median
	MsMin     float64 `json:"ms_min"`
	MsMax     float64 `json:"ms_max"`
	MsMean    float64 `json:"ms_mean,omitempty"`   // what counts where not every step is the same
	CompileS  float64 `json:"compile_s,omitempty"` // the first step, in the first round
	PeakMB    float64 `json:"peak_mb,omitempty"`   // the most memory that the process has held; 0: not known
}

func (r benchResult) String() string {
	who := r.Backend
	if r.Peer != "" {
		who = r.Peer
	}
	s := fmt.Sprintf("%s on %s, batch %d: %.1f ms a step (median; %.1f to %.1f)", r.Model, who, r.Batch, r.MsPerStep, r.MsMin, r.MsMax)
	if r.MsMean > 0 {
		s += fmt.Sprintf(", mean %.1f ms", r.MsMean)
	}
	if r.CompileS > 0 {
		s += fmt.Sprintf(", first step %.1f s", r.CompileS)
	}
	if r.PeakMB > 0 {
		s += fmt.Sprintf(", at most %.0f MB", r.PeakMB)
	}
	return s
}

func (o benchOptions) run(ctx context.Context, b experiment.Bench, w io.Writer) error {
	if o.batch > 0 {
		b.Batch = o.batch
	}
	if o.steps < 1 || o.rounds < 1 {
		return fmt.Errorf("--steps is %d and --rounds %d; time at least one step in one round", o.steps, o.rounds)
	}
	device, err := backend.New(o.backend)
	if err != nil {
		return err
	}
	timer, err := newTimer(b, device)
	if err != nil {
		return err
	}
	defer func() {
		if ctx.Err() == nil { // else a step may still be under way
			timer.step.Close()
		}
	}()
	ratios := make([][]float64, len(o.beside))
	words := "stopped; nothing was measured"
	for range o.rounds {
		ours, err := interrupt.Promptly(ctx, words, func() (benchResult, error) { return timer.round(ctx, o.steps) })
		if err != nil {
			return err
		}
		if err := o.print(w, ours); err != nil {
			return err
		}
		words = "stopped; what stands above was measured"
		for i, command := range o.beside {
			peer, err := runPeer(ctx, command)
			if err != nil {
				return err
			}
			if err := o.print(w, peer); err != nil {
				return err
			}
			ratios[i] = append(ratios[i], peer.MsPerStep/ours.MsPerStep)
		}
	}
	for i, command := range o.beside {
		slices.Sort(ratios[i])
		if !o.json {
			fmt.Fprintf(w, "%.2f times as fast as %q (%.2f to %.2f in %d rounds)\n",
				ratios[i][len(ratios[i])/2], command, ratios[i][0], ratios[i][len(ratios[i])-1], o.rounds)
		}
	}
	return nil
}

func (o benchOptions) print(w io.Writer, r benchResult) error {
	if o.json {
		return json.NewEncoder(w).Encode(r)
	}
	_, err := fmt.Fprintln(w, r)
	return err
}

// timer times the step as the loop does it: a batch of bytes goes in, what the step measures comes
// out.
type timer struct {
	bench   experiment.Bench
	backend string
	step    *train.Stepper
	batch   media.Batch
	first   time.Duration // the first step, which compiles
}

func newTimer(b experiment.Bench, d *backend.Device) (*timer, error) {
	step, err := train.NewStepper(d.Backend, b.Recipe, model.NewStore(), 0)
	if err != nil {
		return nil, err
	}
	batch, err := b.Data(b.Batch)
	return &timer{bench: b, backend: d.Choice, step: step, batch: batch}, err
}

// round times some steps, after a few that are not counted.
func (t *timer) round(ctx context.Context, steps int) (benchResult, error) {
	const warmUp = 5
	var ms []float64
	for i := range 1 + warmUp + steps {
		if err := ctx.Err(); err != nil {
			return benchResult{}, err
		}
		start := time.Now()
		if _, err := t.step.Next(t.batch); err != nil {
			return benchResult{}, err
		}
		took := time.Since(start)
		if t.first == 0 {
			t.first = took
		}
		if i > warmUp {
			ms = append(ms, took.Seconds()*1e3)
		}
	}
	total := 0.0
	for _, v := range ms {
		total += v
	}
	slices.Sort(ms)
	return benchResult{
		Model: t.bench.Name, Backend: t.backend, Batch: t.bench.Batch,
		MsPerStep: ms[len(ms)/2], MsMin: ms[0], MsMax: ms[len(ms)-1], MsMean: total / float64(len(ms)), CompileS: t.first.Seconds(), PeakMB: peakMB(os.Getpid()),
	}, nil
}

// runPeer runs another program that times the same step, and reads the last line that it prints. It
// gets the environment without what was set for our own process.
func runPeer(ctx context.Context, command string) (benchResult, error) {
	words := strings.Fields(command)
	if len(words) == 0 {
		return benchResult{}, errors.New("--beside names no command")
	}
	var out bytes.Buffer
	peer := exec.CommandContext(ctx, words[0], words[1:]...)
	peer.Stdout, peer.Stderr = &out, os.Stderr
	peer.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "GLIBC_TUNABLES=") || strings.HasPrefix(v, "XLA_FLAGS=")
	})
	if err := peer.Start(); err != nil {
		return benchResult{}, fmt.Errorf("beside: %w", err)
	}
	ended := make(chan struct{})
	peak := watchPeak(peer.Process.Pid, ended)
	err := peer.Wait()
	close(ended)
	if ctx.Err() != nil {
		return benchResult{}, fmt.Errorf("stopped beside %q; what stands above was measured: %w", command, ctx.Err())
	}
	if err != nil {
		return benchResult{}, fmt.Errorf("beside: %s: %w", command, err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var r benchResult
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &r); err != nil || r.MsPerStep <= 0 {
		return benchResult{}, fmt.Errorf("beside: the last line that %q printed is no JSON with ms_per_step: %s", command, lines[len(lines)-1])
	}
	if r.Peer == "" {
		r.Peer = command
	}
	r.PeakMB = <-peak
	return r, nil
}
