package experiment

import "testing"

// Every row of every table can be trained: its recipe fits its images.
func TestComparisonsAreWhole(t *testing.T) {
	for _, c := range Comparisons() {
		for _, r := range c.Rows {
			if !c.Allowed && r.Data != c.Rows[0].Data {
				t.Errorf("%s: %s learns from %s and %s from %s", c.Name, c.Rows[0].Name, c.Rows[0].Data, r.Name, r.Data)
			}
		}
	}
}

// The table of quality has what train makes in an hour on two cores, as train makes it.
func TestQuality(t *testing.T) {
	c, err := ComparisonByName("quality")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range c.Rows {
		e, err := ByName(r.Name)
		if err != nil || r.Steps != 0 || r.Seeds != e.Seeds || names[r.Name] {
			t.Errorf("%s: %d steps, %d seeds, %v", r.Name, r.Steps, r.Seeds, err)
		}
		names[r.Name] = true
	}
	for _, want := range []string{"mnist", "mnist-clean", "stacked-clean", "faces-clean", "style-clean", "faces", "style32-pairs"} {
		if !names[want] {
			t.Errorf("%s is not in it", want)
		}
	}
	if names["digits"] || names["dcgan"] {
		t.Errorf("rows of a built-in set, or for a GPU, are in it")
	}
}
