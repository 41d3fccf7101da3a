package experiment

import "testing"

// Every row of every table can be trained: its recipe fits its images.
func TestComparisonsAreWhole(t *testing.T) {
	for _, c := range Comparisons() {
		for _, r := range c.Rows {
			if r.Data != c.Rows[0].Data {
				t.Errorf("%s: %s learns from %s and %s from %s", c.Name, c.Rows[0].Name, c.Rows[0].Data, r.Name, r.Data)
			}
		}
	}
}
