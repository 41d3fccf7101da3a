package grade

import (
	"fmt"
	"strings"
	"testing"

	"gophergan/kernel/exercise"
)

const given = `{"function":"F","case":"c","points":1,"state":"given","compared":[{"what":"y","dims":[2],"got":[1,"NaN"]}],"allow":0,"why":"","cause":""}`

func line(json string) string { return part("1/1", json) }

func part(n, text string) string { return marker + "TestF/c exercise " + n + " " + text + "\n" }

func TestReadReports(t *testing.T) {
	for _, test := range []struct {
		output string
		cases  int
		twice  int
		odd    int
		why    string
	}{
		{line(given), 1, 0, 0, "a report"},
		{"debug" + line(given) + "more", 1, 0, 0, "a learner prints without an end of line"},
		{line(given) + line(given), 1, 1, 0, "one case twice"},
		{strings.TrimSuffix(line(given), "\n"), 0, 0, 1, "half a line"},
		{strings.ReplaceAll(line(given), `"F"`, `"G"`), 0, 0, 1, "another function"},
		{strings.ReplaceAll(line(given), "TestF/", "TestG/"), 0, 0, 1, "another test"},
		{strings.ReplaceAll(line(given), `"given"`, `"right"`), 0, 0, 1, "it says that it is right"},
		{strings.ReplaceAll(line(given), `"got"`, `"want":[1,2],"got"`), 0, 0, 1, "it judges itself"},
		{strings.ReplaceAll(line(given), `"cause"`, `"mistake":{"function":"F","name":"x","text":"y"},"cause"`), 0, 0, 1,
			"it names its mistake"},
		{part("1/2", given[:30]) + "x" + part("2/2", given[30:]), 1, 0, 0, "a report in two parts"},
		{part("1/2", given[:30]), 0, 0, 0, "the second part is missing"},
		{part("2/2", given[30:]), 0, 0, 1, "the first part is missing"},
		{part("1/2", "lies") + line(given), 1, 0, 0, "a part that somebody else began"},
		{part("1/2", given[:30]) + part("2/3", given[30:60]) + line(given), 1, 0, 0, "three parts that are two"},
		{part("-1/99999999999999999999", given), 0, 0, 1, "no part at all"},
		{strings.ReplaceAll(line(given), "[2]", "[3]"), 0, 0, 1, "a shape that does not fit"},
		{strings.ReplaceAll(line(given), "[2]", "[-1,-2]"), 0, 0, 1, "a negative shape"},
		{strings.ReplaceAll(line(given), "[2]", "[0,9223372036854775807]"), 0, 0, 1, "a shape that overflows"},
		{line(given + given), 0, 0, 1, "two objects"},
		{line(strings.ReplaceAll(given, `"NaN"`, "1e999")), 0, 0, 1, "a number that is none"},
		{line(strings.Repeat("[", 20_000)), 0, 0, 1, "deep"},
		{line(strings.ReplaceAll(given, `"why":""`, `"why":"`+strings.Repeat("x", maxLine)+`"`)), 0, 0, 1, "a long line"},
		{"=== ATTR  TestF/c exercise " + given + "\n", 0, 0, 0, "the mark of package testing is missing"},
	} {
		r := readReports([]byte(test.output), "F")["F"]
		if len(r.outcomes) != test.cases || len(r.twice) != test.twice || r.odd != test.odd {
			t.Errorf("%s: %d cases, %d of them twice, %d odd lines; want %d, %d, %d",
				test.why, len(r.outcomes), len(r.twice), r.odd, test.cases, test.twice, test.odd)
		}
	}
	if r := readReports([]byte(strings.Repeat(line("x"), 2*maxReports)), "F")["F"]; r.odd > maxReports+1 {
		t.Errorf("%d lines were read", r.odd)
	}
}

func TestReportsOfSeveralFunctions(t *testing.T) {
	of := func(function string) string {
		return strings.NewReplacer("TestF/", "Test"+function+"/", `"F"`, `"`+function+`"`).Replace(line(given))
	}
	all := readReports([]byte(of("F")+of("G")+of("G")+of("H")), "F", "G")
	if f, g := all["F"], all["G"]; len(all) != 2 || len(f.outcomes) != 1 || len(f.twice) != 0 || len(g.twice) != 1 || f.odd != 1 ||
		g.odd != 1 {
		t.Errorf("%+v", all)
	}
}

func TestFailuresAreFitToBeShown(t *testing.T) {
	o, _, err := readReport(new(exercise.Reader),
		[]byte(`TestF/c exercise 1/1 {"function":"F","case":"c","state":"given","failure":"a\u001b[31m\u202eb\n<b>`+
			strings.Repeat("é", 400)+`"}`), "F")
	if err != nil || strings.ContainsAny(o.Failure, "\x1b\u202e\n") || len(o.Failure) > maxText+10 {
		t.Errorf("%q, %v", o.Failure, err)
	}
}

func FuzzReadReports(f *testing.F) {
	f.Add([]byte(line(given)))
	f.Add([]byte("x" + line(given) + line(given)))
	f.Add([]byte(line(`{"function":"F","case":"c","state":"todo"}`)))
	f.Add([]byte(line(`{"function":"F","state":"given","compared":[{"dims":[2,0],"got":[]}]}`)))
	reference := exercise.Outcome{Function: "F", Case: "c", Points: 1, Allow: 1e-9,
		Compared: []exercise.Comparison{{What: "y", Dims: []int{2}, Got: []exercise.Float{1, 2}}}}
	f.Fuzz(func(t *testing.T, output []byte) {
		for name, o := range readReports(output, "F")["F"].outcomes {
			judged := o.JudgedBy(reference)
			if judged.Points != 1 || judged.Allow != 1e-9 {
				t.Errorf("%s: %d points, %g allowed", name, judged.Points, judged.Allow)
			}
			if right := judged.State == exercise.Right; right && fmt.Sprint(o.Compared[0].Dims) != "[2]" {
				t.Errorf("right with %+v", o.Compared)
			}
			_ = judged.Text()
		}
	})
}
