// Command make trains the runs of the museum and keeps what the doctor needs of each:
//
//	go run ./ganlib/doctor/museum/make ganlib/doctor/testdata [runs [exhibits]]
//
// With a second folder the runs themselves stay there, pictures and all, to be looked at; one that
// is there already is not trained again. Exhibits are names, with their seed behind a dash if not
// all of them are wanted: overfit-300 cured-300-4; without any, all are made.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/gomlx/compute"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/doctor"
	"gophergan/ganlib/doctor/museum"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) < 1 {
		return errors.New("say where the files shall go, and where the runs, if they shall stay: make <files> [runs [exhibits]]")
	}
	runs, err := os.MkdirTemp("", "museum-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(runs)
	var named []string
	if len(args) > 1 {
		runs, named = args[1], args[2:]
	}
	device, err := backend.New("")
	if err != nil {
		return err
	}
	for _, e := range museum.Corpus() {
		for _, seed := range e.Seeds {
			name := fmt.Sprintf("%s-%d", e.Name, seed)
			if len(named) > 0 && !slices.Contains(named, e.Name) && !slices.Contains(named, name) {
				continue
			}
			start := time.Now()
			r, err := trained(ctx, device.Backend, e, seed, filepath.Join(runs, name))
			if err != nil {
				return fmt.Errorf("%s, seed %d: %w", e.Name, seed, err)
			}
			if err := museum.WriteFile(filepath.Join(args[0], e.FileName(seed)), r); err != nil {
				return err
			}
			fmt.Printf("%s, seed %d: %.0f s\n", e.Name, seed, time.Since(start).Seconds())
		}
	}
	return nil
}

// trained trains a run, or reads it if it is there.
func trained(ctx context.Context, b compute.Backend, e museum.Exhibit, seed uint64, dir string) (doctor.Run, error) {
	if r, err := doctor.Open(dir); err == nil && len(r.History) > 0 {
		if last := r.History[len(r.History)-1]; last.Step == e.Steps || last.Ended != "" {
			return r, nil
		}
	}
	return e.Run(ctx, b, seed, dir)
}
