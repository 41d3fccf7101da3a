package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/metric"
)

// A StyleGAN2 of 16 pixels is trained with adaptive augmentation, measured, and measured again as an exported copy.
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
		out := mustKernel(t, "evaluate", dir, "--backend", "go", "--paths", "64", "--json")
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
	if len(first) != 2 || first[0].Card.Settings["path"] == first[1].Card.Settings["path"] || first[0].Value <= 0 || first[1].Value <= 0 {
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
	if _, err := kernel(t, "export", run, "--out", copied); err == nil || !strings.Contains(err.Error(), "choose another directory") {
		t.Errorf("exporting over a run: %v", err)
	}
	if _, err := kernel(t, "export", run); err == nil || !strings.Contains(err.Error(), "--out DIR") {
		t.Errorf("exporting to nowhere: %v", err)
	}
	if _, err := kernel(t, "evaluate", t.TempDir()); err == nil || !strings.Contains(err.Error(), "is not a run") {
		t.Errorf("evaluating an empty directory: %v", err)
	}
}
