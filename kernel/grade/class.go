package grade

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Person is a student as the list of the class knows them.
type Person struct {
	Student                  string // as the submission is called
	Name, First, Last, Email string
	ID, SISUser, SISLogin    string // of Canvas
	Section                  string
	Due, Submitted           time.Time // an extension, and when the submission came in; zero: not said
	Adjust                   float64   // points that a person adds or takes away; grading again leaves them
	Comment                  string    // of that person
}

// columns of the list, and where they go.
var columns = map[string]func(*Person, string) error{
	"student":      func(p *Person, v string) error { p.Student = v; return nil },
	"name":         func(p *Person, v string) error { p.Name = v; return nil },
	"first_name":   func(p *Person, v string) error { p.First = v; return nil },
	"last_name":    func(p *Person, v string) error { p.Last = v; return nil },
	"email":        func(p *Person, v string) error { p.Email = v; return nil },
	"id":           func(p *Person, v string) error { p.ID = v; return nil },
	"sis_user_id":  func(p *Person, v string) error { p.SISUser = v; return nil },
	"sis_login_id": func(p *Person, v string) error { p.SISLogin = v; return nil },
	"section":      func(p *Person, v string) error { p.Section = v; return nil },
	"due":          func(p *Person, v string) error { return parseTime(&p.Due, v) },
	"adjust":       func(p *Person, v string) error { return parseNumber(&p.Adjust, v) },
	"comment":      func(p *Person, v string) error { p.Comment = v; return nil },
	"submitted":    func(p *Person, v string) error { return parseTime(&p.Submitted, v) },
}

// ReadPeople reads the list of a class: CSV with a first line that names the columns, as a
// spreadsheet writes it, with commas, semicolons or tabs, in UTF-8, UTF-16 or the code page of
// Windows.
func ReadPeople(r io.Reader) ([]Person, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("the list of the class: %w", err)
	}
	text, _, err := decodeText(content)
	if err != nil {
		return nil, fmt.Errorf("the list of the class is no CSV file: %w", err)
	}
	text, comma := separator(text)
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma = comma
	reader.FieldsPerRecord = -1             // spreadsheets leave out empty columns at the end of a line
	reader.TrimLeadingSpace = comma != '\t' // a tab is a space, and an empty column would vanish
	head, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("the list of the class has no first line: %w", err)
	}
	set, err := setters(head)
	if err != nil {
		return nil, err
	}
	var people []Person
	lines := map[string]int{} // of each student, by what tells one from another
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return people, nil
		} else if err != nil {
			return nil, misread(err)
		}
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue // a spreadsheet's empty row
		}
		p, line, err := readPerson(reader, record, head, set)
		if err != nil {
			return nil, err
		}
		if p.Student == "" {
			return nil, fmt.Errorf("the list of the class, line %d, has a student without a name in the column student", line)
		}
		key := sameStudent(p.Student)
		if before, twice := lines[key]; twice {
			return nil, fmt.Errorf("the list of the class has student %q twice, in lines %d and %d; case, leading zeros and the form "+
				"of accents do not tell students apart, so keep one line or change a name",
				p.Student, before, line)
		}
		lines[key] = line
		people = append(people, p)
	}
}

// separator is what separates the columns: what a spreadsheet says above the first line, which is
// cut off, or what the first line has most of.
func separator(text []byte) (rest []byte, comma rune) {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	if said, ok := bytes.CutPrefix(bytes.TrimSpace(first), []byte("sep=")); ok && len(said) == 1 {
		return rest, rune(said[0])
	}
	most, comma := 0, ','
	for _, r := range ",;\t" {
		if n := bytes.Count(first, []byte(string(r))); n > most {
			most, comma = n, r
		}
	}
	return text, comma
}

// misread says in plain words why a line is no CSV.
func misread(err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) && (errors.Is(err, csv.ErrBareQuote) || errors.Is(err, csv.ErrQuote)) {
		return fmt.Errorf(`the list of the class, line %d, has a quotation mark where none can stand; a text with one needs marks around it, and two for each inside, as in "Sean ""Jack"" Berg"`, wrong.StartLine)
	}
	return fmt.Errorf("the list of the class: %w", err)
}

// setters finds for each column what to do with it.
func setters(head []string) (set []func(*Person, string) error, err error) {
	for i, name := range head {
		name = strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(name)))
		if columns[name] == nil {
			return nil, fmt.Errorf("the list of the class has a column %q; it may have %s", name,
				strings.Join(slices.Sorted(maps.Keys(columns)), ", "))
		}
		if slices.Contains(head[:i], name) {
			return nil, fmt.Errorf("the list of the class has the column %s twice; it is not clear which one counts", name)
		}
		head[i], set = name, append(set, columns[name])
	}
	if !slices.Contains(head, "student") {
		return nil, errors.New("the list of the class has no column student, which says what the submission is called")
	}
	return set, nil
}

func readPerson(reader *csv.Reader, record, head []string, set []func(*Person, string) error) (p Person, line int, err error) {
	for i, v := range record {
		line, _ = reader.FieldPos(i)
		if v = strings.TrimSpace(v); i >= len(set) && v == "" {
			continue
		} else if i >= len(set) {
			return p, line, fmt.Errorf("the list of the class, line %d, has %q in a column without a name; a text with the separator "+
				"in it needs quotation marks around it", line, v)
		}
		if err := set[i](&p, v); err != nil {
			return p, line, fmt.Errorf("the list of the class, line %d, %s: %w", line, head[i], err)
		}
	}
	return p, line, nil
}

// ReadPeopleFile reads the list of a class from a file.
func ReadPeopleFile(file string) ([]Person, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadPeople(f)
}

func parseTime(t *time.Time, text string) (err error) {
	if text != "" {
		*t, err = ParseTime(text)
	}
	return err
}

// parseNumber reads a number as spreadsheets write it, also with a decimal comma.
func parseNumber(x *float64, text string) error {
	if text == "" {
		return nil
	}
	value, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return fmt.Errorf("%q is no number of points; want one such as 2 or -0.5, or nothing", text)
	}
	*x = value
	return nil
}

// ParseTime reads a time such as 2026-12-01T23:59:00+01:00 or 2026-12-01 23:59, which is meant in
// the local time zone.
func ParseTime(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time; want one such as 2026-12-01 23:59 or 2026-12-01T23:59:00+01:00", text)
}

// Policy says what being late costs.
type Policy struct {
	Due    time.Time     // zero: nobody is late
	Grace  time.Duration // that does not count
	PerDay float64       // of the points, for every day begun: 0.1 is a tenth
	Days   int           // after that many nothing is left
}

// Late is how many days have begun since it was due, and the share of the points that is left.
func (p Policy) Late(handed, extended time.Time) (days int, left float64) {
	due := p.Due
	if !extended.IsZero() {
		due = extended
	}
	over := handed.Sub(due)
	if due.IsZero() || handed.IsZero() || over <= p.Grace {
		return 0, 1
	}
	days = int(math.Ceil(over.Hours() / 24))
	if days > p.Days {
		return days, 0
	}
	return days, math.Round(max(0, 1-p.PerDay*float64(days))*1e9) / 1e9 // 1 − 0.1·7 is 0.3
}

// Row is one student in the tables.
type Row struct {
	Person
	Result  Result
	Missing bool // on the list, and without a submission
	Days    int
	Left    float64 // of the points, after the cost of being late
}

// Score is what counts, to a hundredth of a point. All tables show this one.
func (r Row) Score() float64 { return hundredths(float64(r.Result.Earned())*r.Left + r.Adjust) }

// hundredths rounds to a hundredth, which a number without any digits behind the point has as it
// is. There is no −0 of points.
func hundredths(x float64) float64 {
	if math.Abs(x) >= 1<<50 {
		return x
	}
	return math.Round(x*100)/100 + 0
}

// Shown is the name on a page.
func (r Row) Shown() string {
	return firstOf(r.Name, strings.TrimSpace(r.First+" "+r.Last), r.Student)
}

// Class is everything that the tables and pages show.
type Class struct {
	Title  string
	Run    Run
	Policy Policy
	Reveal Reveal
	Rows   []Row
	Notes  []string
}

// NewClass puts results and people together.
func NewClass(title string, run Run, results []Result, people []Person, policy Policy, reveal Reveal) Class {
	c := Class{Title: title, Run: run, Policy: policy, Reveal: reveal, Notes: run.Notes}
	known := map[string]Person{}
	for _, p := range people {
		known[sameStudent(p.Student)] = p
	}
	var empty []ExerciseResult
	for _, r := range results {
		p, ok := known[sameStudent(r.Student)]
		if !ok {
			p = Person{Student: r.Student}
			if people != nil {
				c.Notes = append(c.Notes, fmt.Sprintf("%q handed something in and is not on the list of the class", r.Student))
			}
		}
		delete(known, sameStudent(r.Student))
		handed := r.Handed.Time
		if !p.Submitted.IsZero() {
			handed, r.Handed = p.Submitted, Moment{p.Submitted}
		}
		row := Row{Person: p, Result: r}
		row.Days, row.Left = policy.Late(handed, p.Due)
		c.Rows = append(c.Rows, row)
		empty = r.Exercises
	}
	for _, p := range people {
		if _, ok := known[sameStudent(p.Student)]; ok {
			c.Rows = append(c.Rows, Row{Person: p, Missing: true, Left: 1, Result: Result{Student: p.Student, Exercises: nothing(empty)}})
		}
	}
	slices.SortStableFunc(c.Rows, func(a, b Row) int { return strings.Compare(a.Student, b.Student) })
	return c
}

// nothing is a result with the same cases, none of which was answered.
func nothing(like []ExerciseResult) (all []ExerciseResult) {
	for _, e := range like {
		n := ExerciseResult{Slug: e.Slug}
		for _, f := range e.Functions {
			g := FunctionResult{Name: f.Name, File: f.File, Standing: Todo}
			for _, c := range f.Cases {
				g.Cases = append(g.Cases, CaseResult{Name: c.Name, Points: c.Points, Drawn: c.Drawn})
			}
			n.Functions = append(n.Functions, g)
		}
		all = append(all, n)
	}
	return all
}
