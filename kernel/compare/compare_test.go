package compare

import (
	"io"
	"os"
	"path/filepath"
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

// dense is a GAN of small dense layers for a set of images.
func dense(t *testing.T, name, set string, settings ...string) experiment.Row {
	t.Helper()
	row := small(t, "digits", append([]string{"hidden_g=[8]", "hidden_d=[8]"}, settings...)...)
	row.Name, row.Data = name, set
	return row
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

// What is measured class by class stands in the table as its mean, with real images of the test
// part beside it.
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
	want := "| | steps | images a step | class accuracy, mean over classes (more is better) | class accuracy of real images, " +
		"mean over classes (more is better) | " +
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
	if err == nil || !strings.Contains(err.Error(), "digits-1: accuracy cannot be measured: this G is not told a class") {
		t.Errorf("a row without classes: %v", err)
	}
}

// twoSets is a comparison over two sets, of which one has classes.
func twoSets(t *testing.T) Comparison {
	t.Helper()
	c := comparison(t, dense(t, "a", "digits"), dense(t, "b", "faces32", "height=32", "width=32", "channels=3"))
	c.Metrics, c.Allowed = "inception,read,frechet,precision,modes", true
	return c
}

// ran runs a comparison; progress is what it has said meanwhile.
func ran(t *testing.T, c Comparison) (printed, progress string) {
	t.Helper()
	var said, b strings.Builder
	c.Progress = &said
	tables, err := c.Run(t.Context())
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	if err := tables.Print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String(), said.String()
}

// Each set has a table of what can be measured on it, with real images of its test part; a second
// time nothing is computed, and a seed more is one run more.
func TestATableForEachSet(t *testing.T) {
	c := twoSets(t)
	printed, progress := ran(t, c)
	digits, faces, ok := strings.Cut(printed, "\n### faces32\n")
	if !ok || !strings.HasPrefix(digits, "### digits\n") {
		t.Fatalf("there are not two tables:\n%s", printed)
	}
	for _, column := range []string{"inception score", "read with confidence", "Fréchet distance", "precision", "recall"} {
		if !strings.Contains(digits, "| "+column+" (") && !strings.Contains(digits, " "+column+" (") {
			t.Errorf("there is no %s of digits:\n%s", column, digits)
		}
	}
	if strings.Contains(faces, "inception") || strings.Contains(faces, "read with") ||
		!strings.Contains(faces, "Fréchet distance (") {
		t.Errorf("of faces there is what is not to be had, or not what is:\n%s", faces)
	}
	if strings.Count(printed, "| 20 real images of the test part |") != 2 || strings.Contains(printed, "not known") {
		t.Errorf("no real images or no minutes:\n%s", printed)
	}
	if !strings.Contains(progress, "run 1 of 2: a, seed 1, on digits") ||
		!strings.Contains(progress, "run 2 of 2: b, seed 1, on faces32") {
		t.Errorf("it does not say how far it is:\n%s", progress)
	}

	again := c
	again.Device = nil // nothing can be computed
	if second, progress := ran(t, again); second != printed || strings.Contains(progress, "Computing on") {
		t.Errorf("a second time it printed\n%s\nand said\n%s", second, progress)
	}

	if err := os.Remove(filepath.Join(c.Dir, "b-1", measuredName)); err != nil {
		t.Fatal(err)
	}
	if third, progress := ran(t, c); third != printed || strings.Contains(progress, "Computing on") {
		t.Errorf("measured again, it printed\n%s\nand said\n%s", third, progress)
	}

	c.Rows[0].Seeds = 2
	more, progress := ran(t, c)
	if !strings.Contains(more, " ± ") || !strings.Contains(progress, "run 2 of 3: a, seed 2, on digits; about ") ||
		strings.Count(progress, "Computing on") != 1 {
		t.Errorf("with another seed it printed\n%s\nand said\n%s", more, progress)
	}
}

// A run that lies in the place of a row has to be one of it.
func TestARunOfSomethingElse(t *testing.T) {
	c := comparison(t, dense(t, "a", "digits"))
	c.Metrics = "frechet"
	ran(t, c)
	for want, change := range map[string]func(r *experiment.Row){
		"another hidden_d": func(r *experiment.Row) { *r = dense(t, "a", "digits", "hidden_d=[4]") },
		"another set":      func(r *experiment.Row) { r.Data = "faces32" },
		"another batch":    func(r *experiment.Row) { r.Batch = 5 },
		"another recipe":   func(r *experiment.Row) { r.Recipe = small(t, "faces").Recipe },
	} {
		other := c
		other.Rows = []experiment.Row{c.Rows[0]}
		change(&other.Rows[0])
		if _, err := other.Run(t.Context()); err == nil || !strings.Contains(err.Error(), want) ||
			!strings.Contains(err.Error(), "a-1") {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// A number that a recipe got later is not asked of an older run.
func TestNumbersOfLaterVersions(t *testing.T) {
	is := map[string]any{"size": 1.0, "adam": map[string]any{"rate": 2.0}}
	want := map[string]any{"size": 1.0, "adam": map[string]any{"rate": 2.0, "new": 3.0}, "augment": "ada"}
	if name, a, b := difference("", is, want); name != "" {
		t.Errorf("%s is %v, not %v", name, a, b)
	}
	want["adam"].(map[string]any)["rate"] = 4.0
	if name, a, b := difference("", is, want); name != "adam.rate" || a != 2.0 || b != 4.0 {
		t.Errorf("%q is %v, not %v", name, a, b)
	}
}
