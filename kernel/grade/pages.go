package grade

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/stat"

	"gophergan/kernel/exercise"
)

//go:embed pages
var pageFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"percent": percent,
	"number":  number,
	"width":   func(x float64) string { return fmt.Sprintf("%.1f%%", 100*x) },
	"when":    func(t time.Time) string { return t.Format("2006-01-02 15:04") },
	"share":   func(a, b int) float64 { return float64(a) / math.Max(float64(b), 1) },
	"safe":    safeName,
}).ParseFS(pageFiles, "pages/*.html"))

func render(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := pages.ExecuteTemplate(&b, name, data)
	return b.Bytes(), err
}

// shownCase is a case on a student's page.
type shownCase struct {
	CaseResult
	Note    string
	Details []details
}

// details are the numbers of one run of a case.
type details struct {
	Title  string
	Inputs []exercise.Input
	Failed string
	Pairs  []pair

	Cause string
}

// pair is a number that was got and the one that is wanted.
type pair struct{ What, Got, Want, Off string }

type shownFunction struct {
	FunctionResult
	Shown []shownCase
}

type shownExercise struct {
	Slug           string
	Earned, Points int
	Functions      []shownFunction
}

// feedback is the page of one student.
func (c Class) feedback(r Row) ([]byte, error) {
	data := struct {
		Class     Class
		Row       Row
		Remarks   []string
		Exercises []shownExercise
		ShowCases bool
	}{Class: c, Row: r, Remarks: r.remarks(), ShowCases: c.Reveal >= RevealCases}
	for _, e := range r.Result.Exercises {
		shown := shownExercise{Slug: e.Slug, Earned: e.Earned(), Points: e.Points()}
		for _, f := range e.Functions {
			g := shownFunction{FunctionResult: f}
			if c.Reveal < RevealReasons {
				g.Mistake = nil
			}
			for _, k := range f.Cases {
				g.Shown = append(g.Shown, f.shown(k, c.Reveal))
			}
			shown.Functions = append(shown.Functions, g)
		}
		data.Exercises = append(data.Exercises, shown)
	}
	return render("feedback.html", data)
}

// shown is a case with as much as the level tells.
func (f FunctionResult) shown(k CaseResult, r Reveal) shownCase {
	s := shownCase{CaseResult: k}
	if k.ByHeart {
		s.Note = byHeart
	}
	if r < RevealReasons || k.Public == nil {
		return s
	}
	if k.Public.State == exercise.Wrong {
		s.Details = append(s.Details, newDetails("With the numbers of your own check (seed 1)", *k.Public, f.Mistake == nil))
	} else if !k.Right && k.Public.State == exercise.Right {
		s.Note = otherNumbers
		if r < RevealNumbers {
			s.Details = append(s.Details, details{Cause: k.Public.Cause})
		}
	}
	if r >= RevealNumbers && k.Hidden != nil && k.Hidden.State == exercise.Wrong {
		s.Details = append(s.Details, newDetails(fmt.Sprintf("With numbers that were drawn for grading (seed %d)", k.Seed), *k.Hidden,
			len(s.Details) == 0))
	}
	return s
}

func newDetails(title string, o exercise.Outcome, cause bool) details {
	d := details{Title: title, Inputs: o.Inputs, Failed: o.Failure}
	if cause && o.Mistake == nil {
		d.Cause = o.Cause
	}
	if o.Failure != "" {
		if o.Where != "" {
			d.Failed += " (" + o.Where + ")"
		}
		return d
	}
	for _, c := range o.Compared {
		if c.Right(o.Allow) {
			continue
		}
		got, want, off := c.Words(o.Allow, o.Why)
		d.Pairs = append(d.Pairs, pair{c.What, got, want, off})
	}

	return d
}

// item is a case in the table of the class.
type item struct {
	Exercise, Function, Case string
	Points                   int
	Right, Tried             int     // of those who handed in the function
	All                      int     // all students
	Separates                float64 // how strongly having it right goes with having the rest right, −1 to 1; NaN: cannot be said
	First                    bool    // of its function
}

// Separation in words a table has room for.
func (i item) Separation() string {
	if math.IsNaN(i.Separates) {
		return "–"
	}
	return fmt.Sprintf("%+.2f", i.Separates)
}

// items counts, over all students, who has what.
func (c Class) items() (all []item) {
	if len(c.Rows) == 0 {
		return nil
	}
	for i, e := range c.Rows[0].Result.Exercises {
		for j, f := range e.Functions {
			for k, g := range f.Cases {
				it := item{Exercise: e.Slug, Function: f.Name, Case: g.Name, Points: g.Points, All: len(c.Rows), First: k == 0}
				var has, rest []float64
				for _, r := range c.Rows {
					fr := r.Result.Exercises[i].Functions[j]
					earned := 0.0
					if fr.Cases[k].Earned == fr.Cases[k].Points && fr.Cases[k].Right && !fr.Cases[k].ByHeart {
						it.Right++
						earned = 1
					}
					if fr.Standing != Todo {
						it.Tried++
					}
					has, rest = append(has, earned), append(rest, float64(r.Result.Earned()-fr.Cases[k].Earned))
				}
				it.Separates = stat.Correlation(has, rest, nil)
				all = append(all, it)
			}
		}
	}
	return all
}

// mistakeCount is a known mistake and who made it.
type mistakeCount struct {
	Exercise, Function, Name, Text string
	Count                          int
}

// mistakes counts the known mistakes, the most frequent first.
func (c Class) mistakes() (all []mistakeCount) {
	counts := map[mistakeCount]int{}
	for _, r := range c.Rows {
		for _, e := range r.Result.Exercises {
			for _, f := range e.Functions {
				if f.Mistake != nil {
					counts[mistakeCount{e.Slug, f.Name, f.Mistake.Name, f.Mistake.Text, 0}]++
				}
			}
		}
	}
	for m, n := range counts {
		m.Count = n
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b mistakeCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Exercise+a.Function+a.Name, b.Exercise+b.Function+b.Name))
	})
	return all
}

// standings counts how far the answers to each function have come.
type standings struct {
	Exercise, Function string
	Parts              []standingPart
}

type standingPart struct {
	Standing Standing
	Count    int
	Share    float64
}

func (c Class) standings() (all []standings) {
	if len(c.Rows) == 0 {
		return nil
	}
	for i, e := range c.Rows[0].Result.Exercises {
		for j, f := range e.Functions {
			s := standings{Exercise: e.Slug, Function: f.Name}
			for _, standing := range []Standing{Right, Partly, Wrong, Unbuilt, Refused, Todo} {
				n := 0
				for _, r := range c.Rows {
					if r.Result.Exercises[i].Functions[j].Standing == standing {
						n++
					}
				}
				if n > 0 {
					s.Parts = append(s.Parts, standingPart{standing, n, float64(n) / float64(len(c.Rows))})
				}
			}
			all = append(all, s)
		}
	}
	return all
}

// bucket is a bar of the histogram of scores.
type bucket struct {
	From, To float64
	Count    int
	Height   float64 // 0 to 1
}

func (c Class) buckets() []bucket {
	most := 0
	if len(c.Rows) > 0 {
		most = c.Rows[0].Result.Points()
	}
	if most == 0 {
		return nil
	}
	width := (most + 9) / 10
	all := make([]bucket, (most+width-1)/width)
	for i := range all {
		all[i].From, all[i].To = float64(i*width), float64((i+1)*width)
	}
	highest := 0
	for _, r := range c.Rows {
		place := math.Floor(r.Score() / float64(width))
		i := 0
		if place > 0 {
			i = int(min(place, float64(len(all)-1))) // the last one has the full score too, and what is beyond it
		}
		all[i].Count++
		highest = max(highest, all[i].Count)
	}
	for i := range all {
		all[i].Height = float64(all[i].Count) / float64(max(highest, 1))
	}
	return all
}

// page is the page of the class.
func (c Class) page() ([]byte, error) {
	var scores []float64
	most := 0
	for _, r := range c.Rows {
		scores = append(scores, r.Score())
		most = r.Result.Points()
	}
	mistakes := c.mistakes()
	bar := 1
	if len(mistakes) > 0 {
		bar = mistakes[0].Count
	}
	return render("class.html", map[string]any{
		"Class": c, "Items": c.items(), "Mistakes": mistakes, "Bar": bar, "Standings": c.standings(), "Buckets": c.buckets(),
		"Mean": mean(scores), "Median": median(scores), "Points": most,
		"Order": []Standing{Right, Partly, Wrong, Unbuilt, Refused, Todo},
	})
}

func mean(x []float64) string {
	m := 0.0
	for _, v := range x {
		m += v / float64(len(x)) // no sum: points by hand may be as large as a number can be
	}
	return shortly(m)
}

func median(x []float64) string {
	if len(x) == 0 {
		return "0"
	}
	slices.Sort(x)
	return shortly(x[(len(x)-1)/2]/2 + x[len(x)/2]/2)
}

// shortly writes a score for a line of text.
func shortly(x float64) string {
	if math.Abs(x) >= 1e6 {
		return fmt.Sprintf("%.3g", x)
	}
	return fmt.Sprintf("%.1f", x)
}
