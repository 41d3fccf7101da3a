// Package bench times one training step as the loop does it, alone or in turn with other programs
// that time the same step.
//
// Non-goals: where the time goes, and whole trainings.
package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"gonum.org/v1/gonum/stat"

	"gophergan/ganlib/backend"
	"gophergan/kernel/experiment"
	"gophergan/kernel/interrupt"
)

// Options say what is timed and how often.
type Options struct {
	Steps, Rounds int
	Beside        []string // commands of other programs
	JSON          bool     // print a line of JSON for each measurement
}

// Result is what a benchmark found; its JSON is read by scripts.
type Result struct {
	Model     string  `json:"model"`
	Backend   string  `json:"backend,omitempty"`
	Peer      string  `json:"peer,omitempty"` // the other program, as it calls itself
	Batch     int     `json:"batch"`
	MsPerStep float64 `json:"ms_per_step"` // the median: of steps, or of the means over whole periods where not every step is the same
	MsMin     float64 `json:"ms_min"`
	MsMax     float64 `json:"ms_max"`
	MsMean    float64 `json:"ms_mean,omitempty"`   // of all steps
	CompileS  float64 `json:"compile_s,omitempty"` // the first step, in the first round
	Kept      bool    `json:"kept,omitempty"`      // an earlier process had compiled it, or a part of it
	PeakMB    float64 `json:"peak_mb,omitempty"`   // the most memory that the process has held; 0: not known
}

func (r Result) String() string {
	who := r.Backend
	if r.Peer != "" {
		who = r.Peer
	}
	s := fmt.Sprintf("%s on %s, batch %d: %.1f ms a step (median; %.1f to %.1f)",
		r.Model, who, r.Batch, r.MsPerStep, r.MsMin, r.MsMax)
	if r.MsMean > 0 {
		s += fmt.Sprintf(", mean %.1f ms", r.MsMean)
	}
	if r.CompileS > 0 {
		s += fmt.Sprintf(", first step %.1f s", r.CompileS)
		if r.Kept {
			s += " (compiled before)"
		}
	}
	if r.PeakMB > 0 {
		s += fmt.Sprintf(", at most %.0f MB", r.PeakMB)
	}
	return s
}

// Run measures, and prints each measurement to w as soon as it is there.
func (o Options) Run(ctx context.Context, b experiment.Bench, device *backend.Device, w io.Writer) error {
	timer, err := newTimer(b, device)
	if err != nil {
		return err
	}
	defer func() {
		if ctx.Err() == nil { // else a step may still be under way
			timer.step.Close()
		}
	}()
	ratios := make([][]float64, len(o.Beside))
	words := "stopped; nothing was measured"
	for range o.Rounds {
		ours, err := interrupt.Promptly(ctx, words, func() (Result, error) { return timer.round(ctx, o.Steps) })
		if err != nil {
			return err
		}
		if err := o.print(w, ours); err != nil {
			return err
		}
		words = "stopped; what stands above was measured"
		for i, command := range o.Beside {
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
	for i, command := range o.Beside {
		if !o.JSON {
			fmt.Fprintf(w, "%.2f times as fast as %q (%.2f to %.2f in %d rounds)\n",
				median(ratios[i]), command, slices.Min(ratios[i]), slices.Max(ratios[i]), o.Rounds)
		}
	}
	return nil
}

func (o Options) print(w io.Writer, r Result) error {
	if o.JSON {
		return json.NewEncoder(w).Encode(r)
	}
	_, err := fmt.Fprintln(w, r)
	return err
}

// median is the smallest value that at least half of them do not exceed.
func median(values []float64) float64 {
	return stat.Quantile(0.5, stat.Empirical, slices.Sorted(slices.Values(values)), nil)
}
