package grade

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gophergan/kernel/wholefile"
)

// Write writes all tables and pages into a folder: all of them, or none.
func (c Class) Write(dir string) error {
	files := map[string][]byte{}
	var errs []error
	put := func(name string, content []byte, err error) {
		files[filepath.Join(dir, filepath.FromSlash(name))] = content
		errs = append(errs, err)
	}
	for name, records := range map[string][][]string{"grades.csv": c.grades(), "nbgrader.csv": c.nbgrader(),
		"canvas.csv": c.canvas()} {
		content, err := csvBytes(records)
		put(name, content, err)
	}
	content, err := c.junit()
	put("junit.xml", content, err)
	content, err = c.page()
	put("class.html", content, err)
	for _, r := range c.Rows {
		content, err := json.MarshalIndent(c.gradescope(r), "", " ")
		put("gradescope/"+safeName(r.Student)+"/results.json", content, err)
		content, err = c.feedback(r)
		put("feedback/"+safeName(r.Student)+".html", content, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("no table and no page was written: %w", err)
	}
	return wholefile.WriteAll(files)
}

// csvBytes writes records; a text that a spreadsheet would take for a formula gets a ' in front.
func csvBytes(records [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, record := range records {
		safe := make([]string, len(record))
		for i, v := range record {
			if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
				if _, err := strconv.ParseFloat(v, 64); err != nil {
					v = "'" + v
				}
			}
			safe[i] = v
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func number(x float64) string {
	if math.Abs(x) >= 1<<50 {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// State says how a row came about, and what was not taken and why.
func (r Row) State() string {
	if r.Missing {
		return "nothing handed in"
	}
	return strings.Join(short(r.Result.Explained(), 8), "; ")
}

// grades is the table for people.
func (c Class) grades() [][]string {
	head := []string{"student", "name", "section"}
	head = append(head, c.Run.Exercises...)
	table := [][]string{append(head, "points", "of", "handed_in", "late_days", "left", "adjust", "score", "note")}
	for _, r := range c.Rows {
		row := []string{r.Student, r.Shown(), r.Section}
		for _, e := range r.Result.Exercises {
			row = append(row, fmt.Sprint(e.Earned()))
		}
		table = append(table, append(row, fmt.Sprint(r.Result.Earned()), fmt.Sprint(r.Result.Points()), when(r.Result.Handed.Time),
			fmt.Sprint(r.Days), number(r.Left), number(r.Adjust), number(r.Score()), r.State()))
	}
	return table
}

// nbgrader has the columns that nbgrader exports, a row for each exercise of a student. The scores
// of a student add up to that of the other tables: points by hand belong to the one exercise, or
// have a row of their own where there are several.
func (c Class) nbgrader() [][]string {
	table := [][]string{{"assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
		"late_submission_penalty", "score", "max_score"}}
	for _, r := range c.Rows {
		due := c.Policy.Due
		if !r.Due.IsZero() {
			due = r.Due
		}
		add := func(assignment string, raw, score float64, most int) {
			table = append(table, []string{assignment, when(due), when(r.Result.Handed.Time), r.Student, r.Last, r.First, r.Email,
				number(hundredths(raw)), number(hundredths(raw - score)), number(score), fmt.Sprint(most)})
		}
		if all := r.Result.Exercises; len(all) == 1 {
			add(all[0].Slug, float64(all[0].Earned())+r.Adjust, r.Score(), all[0].Points())
			continue
		}
		for i, e := range r.Result.Exercises {
			add(e.Slug, float64(e.Earned()), r.share(i), e.Points())
		}
		if byHand := hundredths(r.Score() - r.late(len(r.Result.Exercises))); byHand != 0 {
			add("by hand", byHand, byHand, 0)
		}
	}
	return table
}

// late is what the first n exercises are worth after the cost of being late.
func (r Row) late(n int) float64 {
	earned := 0
	for _, e := range r.Result.Exercises[:n] {
		earned += e.Earned()
	}
	return hundredths(float64(earned) * r.Left)
}

// share is what an exercise adds to what those before it are worth, so that the rounded ones add up
// to the rounded sum.
func (r Row) share(i int) float64 { return hundredths(r.late(i+1) - r.late(i)) }

// canvas is what Canvas imports: the title becomes the column, so write the number of the
// assignment in it.
func (c Class) canvas() [][]string {
	table := [][]string{{"Student", "ID", "SIS User ID", "SIS Login ID", "Section", c.Title}}
	if len(c.Rows) > 0 {
		table = append(table, []string{"    Points Possible", "", "", "", "", fmt.Sprint(c.Rows[0].Result.Points())})
	}
	for _, r := range c.Rows {
		name := r.Shown()
		if r.Last != "" && r.First != "" {
			name = r.Last + ", " + r.First
		}
		table = append(table, []string{name, r.ID, r.SISUser, firstOf(r.SISLogin, r.Student), r.Section, number(r.Score())})
	}
	return table
}

// gradescopeResult is results.json of Gradescope.
type gradescopeResult struct {
	Score            float64          `json:"score"`
	ExecutionTime    float64          `json:"execution_time"`
	Output           string           `json:"output,omitempty"`
	OutputFormat     string           `json:"output_format"`
	TestOutputFormat string           `json:"test_output_format"`
	TestNameFormat   string           `json:"test_name_format"`
	StdoutVisibility string           `json:"stdout_visibility"`
	Tests            []gradescopeTest `json:"tests"`
	ExtraData        map[string]any   `json:"extra_data,omitempty"`
}

type gradescopeTest struct {
	Score    float64  `json:"score"`
	MaxScore float64  `json:"max_score"`
	Status   string   `json:"status"`
	Name     string   `json:"name"`
	Number   string   `json:"number"`
	Output   string   `json:"output,omitempty"`
	Tags     []string `json:"tags"`
}

func (c Class) gradescope(r Row) gradescopeResult {
	out := gradescopeResult{
		Score: r.Score(), ExecutionTime: r.Result.Seconds, Output: strings.Join(append(r.remarks(), r.Result.Asides...), "\n"),
		OutputFormat: "text", TestOutputFormat: "text", TestNameFormat: "text", StdoutVisibility: "hidden",
		Tests: []gradescopeTest{}, ExtraData: map[string]any{"late_days": r.Days, "left": r.Left},
	}
	for i, e := range r.Result.Exercises {
		for j, f := range e.Functions {
			t := gradescopeTest{
				Score: float64(f.Earned()), MaxScore: float64(f.Points()), Status: "failed",
				Name: e.Slug + ": " + f.Name, Number: fmt.Sprintf("%d.%d", i+1, j+1), Tags: []string{string(f.Standing)},
			}
			if f.Standing == Right {
				t.Status = "passed"
			}
			t.Output = f.output(c.Reveal)
			out.Tests = append(out.Tests, t)
		}
	}
	return out
}

// remarks are on the submission as a whole: first what may have cost points.
func (r Row) remarks() []string {
	var lines []string
	if r.Missing {
		lines = append(lines, r.State())
	}
	if r.Result.Problem != "" {
		lines = append(lines, "could not be read: "+r.Result.Problem)
	}
	lines = append(lines, r.Result.Notes...)
	if r.Days > 0 {
		lines = append(lines, fmt.Sprintf("%d days late: %s of the points are left", r.Days, percent(r.Left)))
	}
	if r.Adjust != 0 {
		lines = append(lines, fmt.Sprintf("%+g points by hand", r.Adjust))
	}
	if r.Comment != "" {
		lines = append(lines, r.Comment)
	}
	return lines
}

func percent(x float64) string { return fmt.Sprintf("%.4g %%", 100*x) }

// output is all of a function in text.
func (f FunctionResult) output(reveal Reveal) string {
	lines := []string{f.Standing.Words()}
	if reveal >= RevealCases {
		for _, n := range f.Notes {
			lines = append(lines, f.File+": "+n)
		}
		for _, c := range f.Cases {
			lines = append(lines, fmt.Sprintf("%d of %d  %s", c.Earned, c.Points, c.Name))
			if text := f.text(c, reveal); text != "" {
				lines = append(lines, "  "+strings.ReplaceAll(text, "\n", "\n  "))
			}
		}
	}
	return strings.Join(lines, "\n")
}

// JUnit's XML: a suite for each exercise of a student, a case for each case.
type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Name    string       `xml:"name,attr"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Points  []junitPro `xml:"properties>property"`
	Failure *junitText `xml:"failure"`
	Skipped *junitText `xml:"skipped"`
}

type junitPro struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (c Class) junit() ([]byte, error) {
	all := junitSuites{Name: c.Title}
	for _, r := range c.Rows {
		for _, e := range r.Result.Exercises {
			s := junitSuite{Name: r.Student + "/" + e.Slug}
			for _, f := range e.Functions {
				for _, k := range f.Cases {
					j := junitCase{Class: e.Slug + "." + f.Name, Name: k.Name, Points: []junitPro{{"points", fmt.Sprint(k.Earned)},
						{"of", fmt.Sprint(k.Points)}}}
					switch {
					case f.Standing == Todo:
						j.Skipped = &junitText{Message: f.Standing.Words()}
						s.Skipped++
					case k.Earned < k.Points || !k.Right || k.ByHeart:
						message := f.Standing.Words()
						if len(f.Notes) > 0 {
							message += ": " + f.Notes[0]
						}
						j.Failure = &junitText{Message: message, Text: f.text(k, RevealNumbers)}
						s.Failures++
					}
					s.Cases = append(s.Cases, j)
				}
			}
			s.Tests = len(s.Cases)
			all.Suites = append(all.Suites, s)
		}
	}
	content, err := xml.MarshalIndent(all, "", " ")
	return append([]byte(xml.Header), content...), err
}
