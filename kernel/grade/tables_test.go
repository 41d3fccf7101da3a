package grade

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gophergan/kernel/exercise"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestLate(t *testing.T) {
	p := Policy{Due: at("2026-12-01T12:00:00Z"), Grace: 5 * time.Minute, PerDay: 0.1, Days: 3}
	for _, test := range []struct {
		handed, extended string
		days             int
		left             float64
	}{
		{"2026-12-01T11:00:00Z", "", 0, 1},
		{"2026-12-01T12:05:00Z", "", 0, 1},
		{"2026-12-01T12:06:00Z", "", 1, 0.9},
		{"2026-12-02T12:00:00Z", "", 1, 0.9},
		{"2026-12-02T12:06:00Z", "", 2, 0.8},
		{"2026-12-04T12:00:00Z", "", 3, 0.7},
		{"2026-12-04T12:01:00Z", "", 4, 0},
		{"2026-12-04T12:01:00Z", "2026-12-04T12:00:00Z", 0, 1},
		{"2026-12-05T12:06:00Z", "2026-12-04T12:00:00Z", 2, 0.8},
		{"2026-12-01T11:00:00Z", "2026-11-30T12:00:00Z", 1, 0.9},
		{"", "", 0, 1},
	} {
		var handed, extended time.Time
		if test.handed != "" {
			handed = at(test.handed)
		}
		if test.extended != "" {
			extended = at(test.extended)
		}
		if days, left := p.Late(handed, extended); days != test.days || math.Abs(left-test.left) > 1e-12 {
			t.Errorf("handed in %s, due %s: %d days, %g left; want %d, %g", test.handed, test.extended, days, left, test.days, test.left)
		}
	}
	if days, left := (Policy{}).Late(at("2026-12-01T12:00:00Z"), time.Time{}); days != 0 || left != 1 {
		t.Errorf("without a date: %d days, %g left", days, left)
	}
	if _, left := (Policy{Due: at("2026-12-01T12:00:00Z"), PerDay: 1, Days: 9}).Late(at("2026-12-05T12:00:00Z"),
		time.Time{}); left != 0 {
		t.Errorf("five days at all points a day leave %g", left)
	}
}

func TestReadPeople(t *testing.T) {
	people, err := ReadPeople(strings.NewReader("\ufeffStudent,first_name, " +
		"Section,due\nanna,Anna,A,2026-12-01T23:59:00+01:00\nbob,,,\n"))
	if err != nil || len(people) != 2 || people[0].First != "Anna" || people[0].Section != "A" ||
		!people[0].Due.Equal(at("2026-12-01T22:59:00Z")) || !people[1].Due.IsZero() {
		t.Errorf("%+v, %v", people, err)
	}
	for list, want := range map[string]string{
		"":                                 "no first line",
		"name\nx\n":                        "no column student",
		"student,shoe\nx,4\n":              `a column "shoe"`,
		"student,due\nx,tomorrow\n":        `line 2, due: "tomorrow" is no time`,
		"student,adjust\nx,much\n":         `adjust: "much" is no number of points`,
		"student,adjust\nx,NaN\n":          `adjust: "NaN" is no number of points`,
		"student,adjust\nx,1e999\n":        `adjust: "1e999" is no number of points`,
		"student,name\n,Anna\n":            "line 2, has a student without a name",
		"student;name;name\n":              "column name twice",
		"student\nAnna\n anna \n":          "in lines 2 and 3",
		"student\nJos\u00e9\nJose\u0301\n": "in lines 2 and 3",
		"student\n0123\n7\n123\n":          "in lines 2 and 4",
		"student\nx\nx\n":                  "twice",
		"student,name\nx,Berg, Anna\n":     `line 2, has "Anna" in a column without a name`,
		"student\ny\nx\"y\n":               "line 3, has a quotation mark where none can stand",
		"student,name\ny,\"Ann\" Berg\n":   "line 2, has a quotation mark where none can stand",
	} {
		if _, err := ReadPeople(strings.NewReader(list)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", list, err, want)
		}
	}
}

// The same list as spreadsheets of several countries and kinds write it.
func TestReadPeopleOfSpreadsheets(t *testing.T) {
	utf16 := func(text string) string {
		b := []byte{0xff, 0xfe}
		for _, r := range text {
			b = append(b, byte(r), byte(r>>8))
		}
		return string(b)
	}
	for name, list := range map[string]string{
		"commas":             "student,Last Name,adjust,section\n007,M\u00fcller,-1.5,A\n\n,,,\n",
		"semicolons":         "\ufeffStudent;last_name;Adjust;Section\r\n007;M\u00fcller;-1,5;A\r\n;;;\r\n",
		"a line above":       "sep=;\nstudent;last_name;adjust;section\n007;\"M\u00fcller\";\"-1,5\";A\n",
		"tabs in UTF-16":     utf16("student\tlast_name\tadjust\tsection\r\n007\tM\u00fcller\t-1,5\tA\r\n"),
		"code page 1252":     "student;last_name;adjust;section\n007;M\xfcller;-1,5;A\n",
		"ends left out":      "student,last_name,adjust,section,comment,due\n007,M\u00fcller,\"-1,5\",A\n,,\n",
		"columns too many":   "student,last_name,adjust,section\n007,M\u00fcller,\"-1,5\",A,,\n",
		"quotes with commas": "student,last_name,adjust,section\n007,M\u00fcller,\"-1,5\",A\n",
	} {
		people, err := ReadPeople(strings.NewReader(list))
		if want := (Person{Student: "007", Last: "M\u00fcller", Adjust: -1.5, Section: "A"}); err != nil || len(people) != 1 ||
			people[0] != want {
			t.Errorf("%s: %+v, %v", name, people, err)
		}
	}
	people, err := ReadPeople(strings.NewReader("student\temail\tsection\nx\t\tA\n"))
	if err != nil || len(people) != 1 || people[0].Email != "" || people[0].Section != "A" {
		t.Errorf("an empty column between tabs: %+v, %v", people, err)
	}
}

// Whatever number of points is given by hand, everybody gets a grade, and all tables say the same
// one.
func TestAnyNumberByHand(t *testing.T) {
	for _, text := range []string{"", "0", "-0", "-5", "-1000000", "1e308", "-1e308", "1e-320", "0.3333", "1234567.891",
		"99999999999999999999"} {
		c := sampleClass(RevealReasons)
		people, err := ReadPeople(strings.NewReader("student,adjust\nbob," + text + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Rows {
			if c.Rows[i].Student == "bob" {
				c.Rows[i].Adjust = people[0].Adjust
			}
		}
		dir := written(t, c)
		scores := map[string]string{}
		for _, record := range table(t, dir, "grades.csv")[1:] {
			scores[record[0]] = record[10]
		}
		if len(scores) != 5 || scores["anna"] != "1.5" || strings.HasPrefix(scores["bob"], "-0") && people[0].Adjust > -0.005 {
			t.Errorf("adjust %q: scores %v", text, scores)
		}
		sameScores(t, dir, scores)
		if page := content(t, dir, "class.html"); strings.Contains(page, "Inf") || strings.Contains(page, "NaN") {
			t.Errorf("adjust %q: the page of the class has a number that is none", text)
		}
	}
}

func table(t *testing.T, dir, file string) [][]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(content(t, dir, file))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// sameScores wants the scores of grades.csv, by student, in all other tables and on the pages.
func sameScores(t *testing.T, dir string, scores map[string]string) {
	t.Helper()
	sums := map[string]float64{}
	for _, r := range table(t, dir, "nbgrader.csv")[1:] {
		raw, penalty, score := float(t, r[7]), float(t, r[8]), float(t, r[9])
		if sums[r[3]] += score; math.Abs(raw-penalty-score) > 1e-9*max(1, math.Abs(raw)) {
			t.Errorf("nbgrader.csv: %v does not add up", r)
		}
		for _, v := range r[7:10] {
			if _, decimals, ok := strings.Cut(v, "."); ok && len(decimals) > 2 && !strings.Contains(v, "e") {
				t.Errorf("nbgrader.csv has %s for %s", v, r[3])
			}
		}
	}
	page := html.UnescapeString(content(t, dir, "class.html"))
	for student, score := range scores {
		if want := float(t, score); math.Abs(sums[student]-want) > 1e-9*max(1, math.Abs(want)) {
			t.Errorf("nbgrader.csv has %g for %s, grades.csv %s", sums[student], student, score)
		}
		var g struct{ Score json.Number }
		if err := json.Unmarshal([]byte(content(t, dir, "gradescope", safeName(strings.TrimPrefix(student, "'")), "results.json")),
			&g); err != nil || float(t, string(g.Score)) != float(t, score) {
			t.Errorf("results.json of %s has %s, %v, grades.csv %s", student, g.Score, err, score)
		}
		if !strings.Contains(page, `<td class="n">`+score+"</td>") {
			t.Errorf("the page of the class has no score %s", score)
		}
		if own := html.UnescapeString(content(t, dir, "feedback", safeName(strings.TrimPrefix(student, "'"))+
			".html")); !strings.Contains(own, ": "+score+" of 3 points") && !strings.Contains(own, ": "+score+" of 8 points") {
			t.Errorf("the page of %s does not say %s", student, score)
		}
	}
	for _, r := range table(t, dir, "canvas.csv")[2:] {
		if r[3] != "a1" && r[5] != scores[r[3]] {
			t.Errorf("canvas.csv has %s for %s, grades.csv %s", r[5], r[3], scores[r[3]])
		}
	}
}

func float(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Several exercises, late: the rounded scores of nbgrader's rows add up to the one score of the
// other tables.
func TestScoresOfSeveralExercises(t *testing.T) {
	exercises := func(a, b int) []ExerciseResult {
		result := func(slug string, earned int) ExerciseResult {
			return ExerciseResult{Slug: slug, Functions: []FunctionResult{{Name: "F", Cases: []CaseResult{{Points: 4, Earned: earned}}}}}
		}
		return []ExerciseResult{result("ex01_a", a), result("ex02_b", b)}
	}
	c := Class{Run: Run{Exercises: []string{"ex01_a", "ex02_b"}}}
	for i, left := range []float64{1, 0.9, 1.0 / 3, 0.29999999999999993, 0.125, 0} {
		for _, adjust := range []float64{0, 0.1, -0.05, 2} {
			name := fmt.Sprintf("s%d.%g", i, adjust)
			c.Rows = append(c.Rows, Row{Person: Person{Student: name, Adjust: adjust},
				Result: Result{Student: name, Exercises: exercises(i%5, 3)}, Left: left})
		}
	}
	dir := written(t, c)
	scores := map[string]string{}
	for _, record := range table(t, dir, "grades.csv")[1:] {
		scores[record[0]] = record[11]
	}
	sameScores(t, dir, scores)
	if text := content(t, dir, "nbgrader.csv"); !strings.Contains(text, "by hand,,,s0.2,,,,2,0,2,0\n") {
		t.Errorf("points by hand have no row:\n%s", text)
	}
}

// What cannot be written leaves every table as it was.
func TestAllTablesOrNone(t *testing.T) {
	c := sampleClass(RevealReasons)
	dir := written(t, c)
	before := content(t, dir, "grades.csv")
	blocked := filepath.Join(dir, "feedback", "zoe.html")
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(blocked, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range c.Rows {
		c.Rows[i].Adjust++
	}
	if err := c.Write(dir); err == nil || !strings.Contains(err.Error(), "zoe.html") {
		t.Errorf("a page that cannot be written: %v", err)
	}
	if after := content(t, dir, "grades.csv"); after != before {
		t.Errorf("grades.csv was replaced though a page could not be:\n%s", after)
	}
	c.Rows[0].Adjust = math.NaN() // no list can say so; results.json cannot hold it
	if err := c.Write(dir); err == nil || !strings.Contains(err.Error(), "no table and no page was written") {
		t.Errorf("a number that is none: %v", err)
	}
}

// sampleClass has a student with every kind of result, a name that wants to be HTML, and one who
// handed nothing in.
func sampleClass(reveal Reveal) Class {
	judged := func(state exercise.State, got, want float64) *exercise.Outcome {
		return &exercise.Outcome{Function: "F", Case: "c", State: state, Points: 2, Allow: 1e-9, Why: "WHY", Cause: "CAUSE",
			Inputs: []exercise.Input{{Name: "x", Value: fmt.Sprint("INPUT", want)}},
			Compared: []exercise.Comparison{{What: "y", Got: []exercise.Float{exercise.Float(got)},
				Want: []exercise.Float{exercise.Float(want)}}}}
	}
	mistake := &exercise.Mistake{Function: "F", Name: "MISTAKE", Text: "TEXT"}
	result := func(student string, f FunctionResult) Result {
		f.Name, f.File = "F", "f.go"
		return Result{Student: student, Seconds: 1.5, Handed: Moment{at("2026-12-02T10:00:00Z")},
			Exercises: []ExerciseResult{{Slug: "ex01_a", Functions: []FunctionResult{f}}}}
	}
	cases := func(a, b CaseResult) []CaseResult {
		a.Name, a.Points, b.Name, b.Points, b.Drawn = "fixed case", 1, "drawn case", 2, true
		return []CaseResult{a, b}
	}
	results := []Result{
		result("anna", FunctionResult{Standing: Right, Cases: cases(CaseResult{Earned: 1, Right: true},
			CaseResult{Earned: 2, Right: true})}),
		result("bob", FunctionResult{Standing: Partly, Mistake: mistake, Cases: cases(CaseResult{Earned: 1, Right: true},
			CaseResult{Public: judged(exercise.Wrong, 1, 5), Hidden: judged(exercise.Wrong, 1, 7), Seed: 77})}),
		result("=cmd|' /C calc'!A0", FunctionResult{Standing: Wrong, Cases: cases(CaseResult{Right: true, ByHeart: true},
			CaseResult{Public: judged(exercise.Right, 5, 5), Hidden: judged(exercise.Wrong, 1, 7), Seed: 77})}),
		result("eve", FunctionResult{Standing: Refused, Notes: []string{"line 3: NOTE <script>alert(1)</script>"},
			Cases: cases(CaseResult{}, CaseResult{})}),
	}
	people := []Person{{Student: "anna", First: "Anna", Last: "Berg", SISLogin: "a1"}, {Student: "bob", Name: "<b>Bob</b>",
		Adjust: 2, Comment: "well explained"}, {Student: "zoe", Section: "B"}, {Student: "=cmd|' /C calc'!A0"}}
	run := Run{Exercises: []string{"ex01_a"}, Seeds: []uint64{1, 77}, Warning: "WARNING", Sandbox: "walls"}
	return NewClass("Title (12)", run, results, people, Policy{Due: at("2026-12-01T12:00:00Z"), PerDay: 0.5, Days: 7}, reveal)
}

func written(t *testing.T, c Class) string {
	t.Helper()
	dir := t.TempDir()
	if err := c.Write(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func content(t testing.TB, elem ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(elem...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTables(t *testing.T) {
	dir := written(t, sampleClass(RevealReasons))
	for file, want := range map[string][]string{
		"grades.csv": {
			"student,name,section,ex01_a,points,of,handed_in,late_days,left,adjust,score,note",
			"'=cmd|' /C calc'!A0,'=cmd|' /C calc'!A0,,0,0,3,2026-12-02T10:00:00Z,1,0.5,0,0,",
			"anna,Anna Berg,,3,3,3,2026-12-02T10:00:00Z,1,0.5,0,1.5,", "bob,<b>Bob</b>,,1,1,3,2026-12-02T10:00:00Z,1,0.5,2,2.5,",
			"eve,eve,,0,0,3,2026-12-02T10:00:00Z,1,0.5,0,0,f.go: not taken: line 3: NOTE <script>alert(1)</script>",
			"zoe,zoe,B,0,0,3,,0,1,0,0,nothing handed in",
		},
		"canvas.csv": {"Student,ID,SIS User ID,SIS Login ID,Section,Title (12)", `"    Points Possible",,,,,3`,
			`"Berg, Anna",,,a1,,1.5`, "zoe,,,zoe,B,0"},
		"nbgrader.csv": {
			"assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score",
			"ex01_a,2026-12-01T12:00:00Z,2026-12-02T10:00:00Z,anna,Berg,Anna,,3,1.5,1.5,3",
		},
	} {
		text := content(t, dir, file)
		for _, line := range want {
			if !slices.Contains(strings.Split(text, "\n"), line) {
				t.Errorf("%s has no line %s:\n%s", file, line, text)
			}
		}
		if _, err := csv.NewReader(strings.NewReader(text)).ReadAll(); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	var suites junitSuites
	if err := xml.Unmarshal([]byte(content(t, dir, "junit.xml")), &suites); err != nil {
		t.Fatal(err)
	}
	counts := ""
	for _, s := range suites.Suites {
		counts += fmt.Sprintf("%s %d %d %d; ", s.Name, s.Tests, s.Failures, s.Skipped)
	}
	if want := "=cmd|' /C calc'!A0/ex01_a 2 2 0; anna/ex01_a 2 0 0; bob/ex01_a 2 1 0; eve/ex01_a 2 2 0; zoe/ex01_a 2 0 2; "; counts != want {
		t.Errorf("suites %q, want %q", counts, want)
	}
	var g map[string]any
	if err := json.Unmarshal([]byte(content(t, dir, "gradescope", "bob", "results.json")), &g); err != nil {
		t.Fatal(err)
	}
	test := g["tests"].([]any)[0].(map[string]any)
	if g["score"] != 2.5 || !strings.Contains(g["output"].(string), "+2 points by hand\nwell explained") || test["score"] != 1.0 ||
		test["max_score"] != 3.0 || test["status"] != "failed" || test["number"] != "1.1" || !strings.Contains(test["output"].(string),
		"MISTAKE") && !strings.Contains(test["output"].(string), "CAUSE") {
		t.Errorf("results.json is %v", g)
	}
}

// Each level tells what the one before it does, and what belongs to it.
func TestReveal(t *testing.T) {
	for _, test := range []struct {
		text string
		from Reveal
	}{
		{"partly right · 1 of 3", RevealPoints},
		{"drawn case", RevealCases},
		{"NOTE &lt;script&gt;", RevealCases},
		{"It counts together with", RevealCases},
		{"MISTAKE", RevealReasons},
		{"INPUT5", RevealReasons},
		{otherNumbers, RevealReasons},
		{"INPUT7", RevealNumbers},
		{"seed 77", RevealNumbers},
	} {
		for r := RevealPoints; r <= RevealNumbers; r++ {
			dir, all := written(t, sampleClass(r)), ""
			files, _ := filepath.Glob(filepath.Join(dir, "feedback", "*.html"))
			for _, file := range files {
				all += content(t, file)
			}
			if shown := strings.Contains(all, test.text); shown != (r >= test.from) {
				t.Errorf("level %s: %q is shown: %t", r, test.text, shown)
			}
			if strings.Contains(all, "<script") || strings.Contains(all, "<b>Bob") {
				t.Error("a name or a note became HTML")
			}
		}
	}
	for i, name := range RevealNames {
		if r, err := ParseReveal(name); err != nil || r != Reveal(i) {
			t.Errorf("ParseReveal(%s) = %v, %v", name, r, err)
		}
	}
	if _, err := ParseReveal("everything"); err == nil {
		t.Error("a level that there is not")
	}
}

func TestClassPage(t *testing.T) {
	c := sampleClass(RevealReasons)
	page := content(t, written(t, c), "class.html")
	for _, want := range []string{"5 students, 3 points to be had", "WARNING", "MISTAKE", "&lt;b&gt;Bob&lt;/b&gt;",
		"is not on the list of the class", "nothing handed in", "feedback/anna.html", "width:20.0%"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the class has no %q", want)
		}
	}
	if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "<b>Bob") {
		t.Error("the page holds what it must not")
	}
	items := c.items()
	if len(items) != 2 || items[0].Right != 2 || items[0].Tried != 4 || items[0].All != 5 || items[1].Right != 1 {
		t.Errorf("items %+v", items)
	}
	if m := c.mistakes(); len(m) != 1 || m[0].Count != 1 {
		t.Errorf("mistakes %+v", m)
	}
	// Of five students two have the case right, and one of the two has the other's two points.
	if r := items[0].Separates; math.Abs(r-math.Sqrt(3.0/8)) > 1e-12 {
		t.Errorf("a case correlates with the rest by %g", r)
	}
	counts := []int{}
	for _, b := range c.buckets() {
		counts = append(counts, b.Count)
	}
	if fmt.Sprint(counts) != "[3 1 1]" {
		t.Errorf("scores 0, 1.5, 2.5, 0, 0 fall into %v", counts)
	}
	if empty, err := (Class{Title: "nobody"}).page(); err != nil || !strings.Contains(string(empty), "0 students") {
		t.Errorf("a class of nobody: %v", err)
	}
}

// Why a file was not taken is told in the note of the table, on the page of the class, on the
// student's and to Gradescope; what else was left out, to the student.
func TestTheReasonIsToldEverywhere(t *testing.T) {
	c := sampleClass(RevealCases)
	c.Rows = c.Rows[:2]
	refused := []FunctionResult{
		{Name: "F", File: "f.go", Standing: Refused, Notes: []string{"REASON of files"}, Cases: []CaseResult{{}, {}}},
		{Name: "G", File: "g.go", Standing: Refused, Notes: []string{"REASON of files"}, Cases: []CaseResult{{}, {}}},
		{Name: "H", File: "h.go", Standing: Unbuilt, Notes: []string{"COMPILER"}, Cases: []CaseResult{{}, {}}},
	}
	c.Rows[0].Result = Result{Student: "x", Notes: []string{"NOTE on all"}, Asides: []string{"ASIDE"},
		Exercises: []ExerciseResult{{Slug: "ex01_a", Functions: refused}}}
	c.Rows[1].Result = Result{Student: "y", Problem: "PROBLEM",
		Exercises: []ExerciseResult{{Slug: "ex01_a", Functions: refused[:0]}}}
	c.Rows[0].Person, c.Rows[1].Person = Person{Student: "x"}, Person{Student: "y"}
	c.Rows[1].Result.Exercises = nothing(c.Rows[0].Result.Exercises)
	dir := written(t, c)
	table := table(t, dir, "grades.csv")
	if x, y := table[1], table[2]; x[len(x)-1] != "NOTE on all; f.go, g.go: not taken: REASON of files; h.go: COMPILER" ||
		y[len(y)-1] != "could not be read: PROBLEM" {
		t.Errorf("the notes in the table are %q and %q", x[len(x)-1], y[len(y)-1])
	}
	for file, want := range map[string][]string{
		"class.html":      {"NOTE on all", "f.go, g.go: not taken: REASON of files", "h.go: COMPILER", "could not be read: PROBLEM"},
		"feedback/x.html": {"NOTE on all", "REASON of files", "COMPILER", "ASIDE"}, "feedback/y.html": {"could not be read: PROBLEM"},
		"gradescope/x/results.json": {"NOTE on all", "REASON of files", "COMPILER",
			"ASIDE"}, "gradescope/y/results.json": {"could not be read: PROBLEM"},
	} {
		text := content(t, dir, filepath.FromSlash(file))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q", file, w)
			}
		}
	}
	if strings.Contains(content(t, dir, "class.html"), "ASIDE") {
		t.Error("the page of the class tells what cost nobody a point")
	}
}
