package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/metric"
)

// A StyleGAN2 of 16 pixels is trained with adaptive augmentation, measured, and measured again as
// an exported copy.
func TestEvaluateAndExport(t *testing.T) {
	run, copied := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "copy")
	train := []string{"train", "style32", "--backend", "go", "--images", "faces16", "--batch", "4", "--steps", "2", "--out", run}
	for _, setting := range []string{"size=16", "z=8", "w=8", "mapping=2", "base=64", "max_channels=8", `augment="ada"`} {
		train = append(train, "--set", setting)
	}
	out := mustKernel(t, append(train, "--json")...)
	for _, measure := range []string{`"R1"`, `"path length"`, `"r_t"`, `"p"`} {
		if !strings.Contains(out, measure) {
			t.Errorf("training did not measure %s:\n%s", measure, out)
		}
	}
	evaluate := func(dir string) (results []metric.Result) {
		out := mustKernel(t, "evaluate", dir, "--backend", "go", "--metrics", "ppl", "--distance", "filters", "--paths", "64", "--json")
		for line := range strings.Lines(out) {
			if !strings.HasPrefix(line, "{") {
				continue // how far it is
			}
			var r metric.Result
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatal(err)
			}
			results = append(results, r)
		}
		return results
	}
	first := evaluate(run)
	if len(first) != 2 || first[0].Card.Settings["path"] == first[1].Card.Settings["path"] || first[0].Value <= 0 ||
		first[1].Value <= 0 {
		t.Fatalf("got %v, want a path length through z and one through w", first)
	}
	if out := mustKernel(t, "export", run, "--out", copied); !strings.Contains(out, copied) {
		t.Errorf("export printed %q", out)
	}
	for i, r := range evaluate(copied) {
		if same, err := metric.Compare(r, first[i]); err != nil || same != 0 {
			t.Errorf("the copy has %v, the run %v: %v", r, first[i], err)
		}
	}
}

// All metrics of a run on digits, and the same numbers again.
func TestEvaluateDigits(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	mustKernel(t, "train", "digits", "--backend", "go", "--batch", "8", "--steps", "2", "--set", "hidden_g=[8]", "--set",
		"hidden_d=[8]", "--out", run)
	evaluate := func(args ...string) (results []metric.Result) {
		out := mustKernel(t, append([]string{"evaluate", run, "--backend", "go", "-n", "24", "--paths", "32", "--json"}, args...)...)
		for line := range strings.Lines(out) {
			var r metric.Result
			if strings.HasPrefix(line, "{") {
				if err := json.Unmarshal([]byte(line), &r); err != nil {
					t.Fatal(err)
				}
				results = append(results, r)
			}
		}
		return results
	}
	var names []string
	all := evaluate()
	for _, r := range all {
		names = append(names, r.Card.Metric)
		if (r.Card.Net == "" || r.Card.Hash == "") && r.Card.Metric != "grid" { // which looks at pixels alone
			t.Errorf("the card of %s names no net: %v", r.Card.Metric, r.Card)
		}
	}
	want := []string{"Fréchet distance", "kernel distance", "precision", "recall", "density", "coverage",
		"sliced Wasserstein distance",
		"variety", "grid", "inception score", "read with confidence", "modes covered", "KL divergence of labels", "perceptual path length"}
	if !slices.Equal(names, want) {
		t.Errorf("measured %v, want %v", names, want)
	}
	if again := evaluate("--metrics", "kid, frechet"); len(again) != 2 || again[0].Value != all[1].Value ||
		again[1].Value != all[0].Value {
		t.Errorf("measured %v, want again the kernel and the Fréchet distance of %v", again, all[:2])
	}
}
