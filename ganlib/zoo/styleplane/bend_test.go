package styleplane_test

import (
	"slices"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/zoo/styleplane"
)

// Trained is a game that was played, and Bend its two measures on the same styles.
func TestTrainedAndBend(t *testing.T) {
	points := func() *data.Points {
		p, err := data.NewPoints(data.CutSquare(), 1, 16)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	const steps, n = 5, 600
	got, err := styleplane.Trained(gantest.PlainGo(t), tiny(4), points(), steps, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(got.Close)
	by, err := styleplane.NewGame(gantest.PlainGo(t), tiny(4), points(), styleplane.Decay(steps, 1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(by.Close)
	if _, err := by.Play(steps); err != nil {
		t.Fatal(err)
	}
	bend, err := got.Bend(3, n)
	if err != nil {
		t.Fatal(err)
	}
	w, err := by.Map(by.Latents(3, n))
	if err != nil {
		t.Fatal(err)
	}
	x, err := by.Synth(w)
	if err != nil {
		t.Fatal(err)
	}
	ruler, err := styleplane.NewRuler(w, x)
	if err != nil {
		t.Fatal(err)
	}
	detour, err := by.Detour(w[:len(w)/3])
	if err != nil {
		t.Fatal(err)
	}
	if bend.Missed != ruler.Missed || bend.Detour != detour || !slices.Equal(bend.Read, ruler.Read(w)) || len(bend.Read) != 2*n {
		t.Errorf("missed %g, detour %g, want %g, %g; %d values are read", bend.Missed, bend.Detour, ruler.Missed, detour, len(bend.Read))
	}
	if _, err := got.Bend(3, 2); err == nil {
		t.Error("two styles have a ruler")
	}
}
