package compare

import (
	"io"
	"strings"
	"testing"

	"gophergan/ganlib/backend"
	"gophergan/kernel/experiment"
)

// small is a recipe that is trained in a moment.
func small(t *testing.T, name string, settings ...string) experiment.Row {
	t.Helper()
	e, err := experiment.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	r := e.Recipe
	for _, s := range settings {
		if r, err = experiment.Set(r, s); err != nil {
			t.Fatal(err)
		}
	}
	e.Recipe, e.Data, e.Batch = r, "digits", 10
	return experiment.Row{Experiment: e, Steps: 1}
}

func comparison(t *testing.T, rows ...experiment.Row) Comparison {
	t.Helper()
	device, err := backend.New("go")
	if err != nil {
		t.Fatal(err)
	}
	table := experiment.Comparison{Name: "classes", Metrics: "accuracy,class-frechet", Images: 20, Seeds: 1, Rows: rows}
	return Comparison{Comparison: table, Dir: t.TempDir(), Device: device, Progress: io.Discard}
}

// What is measured class by class stands in the table as its mean, with real images of the test part
// beside it.
func TestScoresOfClasses(t *testing.T) {
	row := small(t, "cgan", "hidden_z=8", "hidden_y=8", "hidden_g=8", "units_x.units=4", "units_y.units=4", "units_d.units=4")
	table, err := comparison(t, row).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := table.Print(&b); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(b.String(), "\n")
	want := "| | steps | images a step | class accuracy, mean over classes (more is better) | class accuracy of real images, mean over classes (more is better) | " +
		"Fréchet distance, mean over classes (less is better) | minutes |"
	if head != want || !strings.Contains(b.String(), "split test") {
		t.Errorf("got\n%s\nwant\n%s\nand a card of the test part", b.String(), want)
	}
}

// A row that has no classes is named.
func TestARowWithoutClasses(t *testing.T) {
	classes := small(t, "cgan", "hidden_z=8", "hidden_y=8", "hidden_g=8", "units_x.units=4", "units_y.units=4", "units_d.units=4")
	plain := small(t, "digits", "hidden_g=[8]", "hidden_d=[8]")
	_, err := comparison(t, classes, plain).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "digits: accuracy cannot be measured: this G is not told a class") {
		t.Errorf("a row without classes: %v", err)
	}
}
