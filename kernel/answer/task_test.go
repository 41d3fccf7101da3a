package answer

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

const scale = "\nfunc Scale(x []float64) []float64 { return nil }\n"

func source(body string) []byte { return []byte("package numbers\n" + body) }

func TestChooseLeavesOutStubsOfWhatIsWrittenElsewhere(t *testing.T) {
	t.Parallel()
	const stub = "\n// Scale scales.\nfunc Scale(x []float64) []float64 {\n\tpanic(notWritten)\n}\n"
	for _, test := range []struct {
		files  Files
		chosen string
		why    string
	}{
		{Files{"mean.go": source(mean), "scale.go": source(stub)}, "mean.go scale.go", "nobody has written it"},
		{Files{"mean.go": source(mean + scale), "scale.go": source(stub)}, "mean.go", "it is written beside the other"},
		{Files{"mean.go": source("var Scale = func(x []float64) []float64 { return x }\n"), "scale.go": source(stub)}, "mean.go",
			"it is a variable there"},
		{Files{"mean.go": source(scale), "scale.go": source(stub + "\nfunc help() {}\n")}, "mean.go scale.go",
			"the stub's file holds more, and Go shall say that there are two"},
		{Files{"mean.go": source("type t int\n\nfunc (t) Scale() {}\n"), "scale.go": source(stub)}, "mean.go scale.go",
			"a method is no function"},
		{Files{"mean.go": source("\nimport \"unsafe\"\n" + scale), "scale.go": source(stub)}, "scale.go",
			"where it is written is refused"},
	} {
		chosen, _ := numbers.Choose(test.files)
		if got := strings.Join(slices.Sorted(maps.Keys(chosen)), " "); got != test.chosen {
			t.Errorf("%s: chosen %q, want %q", test.why, got, test.chosen)
		}
	}
}

// complaining complains as Go does about files that hold words; hidden ones it does not blame on
// anybody.
func complaining(compiled *[]string) Compile {
	return func(files Files) (said string, err error) {
		names := slices.Sorted(maps.Keys(files))
		*compiled = names
		all := ""
		for _, name := range names {
			all += string(files[name])
		}
		for _, name := range names {
			text := string(files[name])
			switch {
			case strings.Contains(text, "broken"):
				said += fmt.Sprintf("# gophergan/exercises/ex90_numbers\nexercises/ex90_numbers/%s:3:5: undefined: broken\n", name)
			case strings.Contains(text, "leans") && !strings.Contains(all, "helps"):
				said += fmt.Sprintf("./%s:7: undefined: helps\n", name)
			case strings.Contains(text, "othertypes"):
				said += "exercises/ex90_numbers/numbers_test.go:9:2: cannot use numbers.Mean(x) as float64\n"
			case strings.Contains(text, "ends()") && said == "":
				said = AtStart + "it ends"
			case strings.Contains(text, "hidden"):
				said += "link: something is wrong\n"
			case strings.Contains(text, "full"):
				return "", errors.New("the disk is full")
			}
		}
		return said, nil
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		files Files
		used  string
		says  map[string]string
		why   string
	}{
		{Files{"a.go": source(mean), "b.go": source(scale)}, "a.go b.go", nil, "all compile"},
		{Files{"a.go": source(mean), "b.go": source("broken")}, "a.go", map[string]string{"b.go": "line 3: undefined: broken"},
			"one does not"},
		{Files{"my a (1).go": source("broken"), "b.go": source(scale)}, "b.go", map[string]string{"my a (1).go": "line 3: undefined"},
			"a name with blanks"},
		{Files{"a.go": source("leans"), "b.go": source("broken helps")}, "", map[string]string{"a.go": "line 7: undefined: helps",
			"b.go": "line 3"}, "one leans on it"},
		{Files{"a.go": source(mean + "othertypes"), "b.go": source(scale)}, "b.go",
			map[string]string{"a.go": "Mean has other types than the task asks for: cannot use numbers.Mean(x) as float64"},
			"the tests cannot call it"},
		{Files{"a.go": source("hidden"), "b.go": source(scale), "c.go": source(mean)}, "b.go c.go",
			map[string]string{"a.go": "link: something"}, "nobody is blamed"},
		{Files{"a.go": source(mean + "leans"), "b.go": source(scale + "helps"), "c.go": source("hidden")}, "a.go b.go",
			map[string]string{"c.go": "link: something"}, "nobody is blamed, and files lean on each other"},
		{Files{}, "", nil, "there is nothing"},
	} {
		var compiled []string
		used, unbuilt, err := numbers.Together(test.files, complaining(&compiled))
		if err != nil {
			t.Errorf("%s: %v", test.why, err)
		}
		if got := strings.Join(slices.Sorted(maps.Keys(used)), " "); got != test.used || got != strings.Join(compiled, " ") {
			t.Errorf("%s: used %q, compiled last %q, want %q", test.why, got, compiled, test.used)
		}
		if len(unbuilt) != len(test.says) {
			t.Errorf("%s: unbuilt %v, want %v", test.why, unbuilt, test.says)
		}
		for name, words := range test.says {
			if !strings.HasPrefix(unbuilt[name], words) {
				t.Errorf("%s: %s is said to be %q, want %q", test.why, name, unbuilt[name], words)
			}
		}
	}
	var compiled []string
	if _, _, err := numbers.Together(Files{"a.go": source("full")}, complaining(&compiled)); err == nil ||
		!strings.Contains(err.Error(), "disk is full") {
		t.Errorf("a fault of the machine is %v", err)
	}
	if _, _, err := numbers.Together(Files{"a.go": source("x")},
		func(Files) (string, error) {
			return "lib.go:1: no", nil
		}); err == nil || !strings.Contains(err.Error(), "neither does it with all functions unwritten") {
		t.Errorf("a fault of nobody is %v", err)
	}
}

func TestRunsAtStart(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		mean:                                  false,
		"func init() {}\n":                    true,
		"type t int\n\nfunc (t) init() {}\n":  false,
		"var seen = make(map[int]float64)\n":  false,
		"var eps = -1e-9 * math.Pi\n":         false,
		"var table = []float64{float64(3)}\n": false,
		"var f = func() int { return g() }\n": false,
		"var x = g()\n":                       true,
		"var x = func() int { return 1 }()\n": true,
		"var x = <-make(chan int)\n":          true,
		"var x = table[9]\n":                  true,
		"var x = []int{len(table), g()}\n":    true,
		"const c = 3\n\nvar x float64 = c\n":  false,
		"func f() { x := g(); _ = x }\n":      false,
		"var x = sync.OnceValue(g)\n":         true, // what it does, a row here need not know
	} {
		if got := RunsAtStart(source(body)); got != want {
			t.Errorf("%q runs at start: %t, want %t", body, got, want)
		}
	}
}

// Stubs that stand in need nothing that a learner could have changed.
func TestFilledHasAStubForWhatIsNotThere(t *testing.T) {
	t.Parallel()
	pkg, stub, err := Stub(source("\nimport (\n\t\"math\"\n\tr \"math/rand/v2\"\n)\n\n// Mean is a mean.\nfunc Mean(x []float64, "+
		"random *r.Rand) float64 { return math.Pi }\n"), "Mean")
	if want := "package numbers\n\nimport r \"math/rand/v2\"\n\n// Mean is a mean.\nfunc Mean(x []float64, random *r.Rand) " +
		"float64 {\n\tpanic(notWritten)\n}\n"; err != nil || pkg != "numbers" || string(stub) != want {
		t.Errorf("the stub is\n%s, %v, want\n%s", stub, err, want)
	}
	if !IsStub(stub) || IsStub(source(mean)) {
		t.Error("a stub is not told from an answer")
	}
	if _, _, err := Stub(source(mean), "Other"); err == nil || !strings.Contains(err.Error(), "no function Other") {
		t.Errorf("a stub of what is not there: %v", err)
	}
	all := numbers.Filled(Files{"all.go": source(scale)}, map[string][]byte{"Mean": stub, "Scale": stub})
	if len(all) != 2 || !strings.Contains(string(all["not_written_Mean.go"]), "panic(todo.Error{})") ||
		strings.Contains(string(all["not_written_Mean.go"]), "notWritten)") {
		t.Errorf("filled with %s", all["not_written_Mean.go"])
	}
	if got := numbers.Inspect("x.go", all["not_written_Mean.go"]); len(got) > 0 {
		t.Errorf("the stub is refused: %q", got)
	}
}
