package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/kernel/experiment"
)

// A comparison trains, measures and prints; a second time it only measures, and prints the same.
func TestCompare(t *testing.T) {
	dir := t.TempDir()
	quick := []string{"compare", "digits", "--backend", "go", "--out", dir, "--only", "mlp", "--steps", "1", "-n", "16", "--seeds", "2"}
	first := mustKernel(t, quick...)
	for _, want := range []string{"step 1 of 1", "| GAN of dense layers | 1 |", "inception score (more is better)", "Fréchet distance (less is better)", " ± ", "net digits · hash "} {
		if !strings.Contains(first, want) {
			t.Errorf("it printed no %q:\n%s", want, first)
		}
	}
	table := func(out string) string { return out[strings.Index(out, "| | steps"):] }
	second := mustKernel(t, quick...)
	if strings.Contains(second, "step 1 of 1") || table(second) != table(first) {
		t.Errorf("the second time it printed\n%s\nand the first time\n%s", second, table(first))
	}
	if err := os.RemoveAll(filepath.Join(dir, "mlp-2")); err != nil {
		t.Fatal(err)
	}
	if third := mustKernel(t, quick...); strings.Count(third, "step 1 of 1") != 1 {
		t.Errorf("with one run of two removed it printed\n%s", third)
	}
	for args, want := range map[string]string{"compare nothing": "choose one of: mnist, digits, stacked", "compare mnist --only lsgam": `no row of mnist "lsgam"; choose one of: mlp, lsgan`} {
		if _, err := kernel(t, strings.Fields(args)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("kernel %s: %v, want an error with %q", args, err, want)
		}
	}
}

// Every row of every table can be trained: its recipe fits its images.
func TestComparisonsAreWhole(t *testing.T) {
	for _, c := range experiment.Comparisons() {
		for _, r := range c.Rows {
			if r.Data != c.Rows[0].Data {
				t.Errorf("%s: %s learns from %s and %s from %s", c.Name, c.Rows[0].Name, c.Rows[0].Data, r.Name, r.Data)
			}
		}
	}
}
