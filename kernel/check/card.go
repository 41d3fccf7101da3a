package check

import (
	"bytes"
	_ "embed"
	"html"
	"html/template"
	"path/filepath"
	"regexp"
	"strings"

	"gophergan/kernel/exercise"
)

// Card is how an exercise stands, as HTML for a notebook. It needs no script, so it looks the same
// after saving; its colours are written into each element, because notebooks that are not trusted
// lose style sheets, and because JupyterLab paints rows, code and preformatted text by its own
// theme: on the white of the card, a dark theme's would be dark on dark.
func Card(clone string, r Report) (string, error) {
	var out bytes.Buffer
	err := cardTemplate.Execute(&out, card{Report: r, clone: clone})
	return out.String(), err
}

//go:embed card.html
var cardText string

var cardTemplate = template.Must(template.New("card").Funcs(template.FuncMap{
	"colour": func(s exercise.State) template.CSS {
		return map[exercise.State]template.CSS{exercise.Todo: "#5f6368", exercise.Wrong: "#b3261e", exercise.Right: "#1a7f37",
			Refused: "#b3261e", Unbuilt: "#b3261e"}[s]
	},
	"sign": func(s exercise.State) string {
		return map[exercise.State]string{exercise.Todo: "○", exercise.Wrong: "✗", exercise.Right: "✓", Refused: "✗",
			Unbuilt: "✗"}[s]
	},
	"hints": nested,
}).Parse(cardText))

// card is what the template sees.
type card struct {
	Report
	clone string
}

// Total is the points of the functions on the card.
func (c card) Total() int { return c.total() }

// Percent is how much of it is earned.
func (c card) Percent() int {
	if c.total() == 0 {
		return 0
	}
	return 100 * c.Earned() / c.total()
}

// difference is what a failing case gave, in words.
type difference struct{ What, Got, Want, Off string }

// Differences are what is not right in a case.
func (c card) Differences(o exercise.Outcome) (all []difference) {
	for _, d := range o.Compared {
		if !d.Right(o.Allow) {
			got, want, off := d.Words(o.Allow, o.Why)
			all = append(all, difference{d.What, got, want, off})
		}
	}
	return all
}

// Failed is the first case in which a function is wrong, in a list that is empty where there is
// none.
func (c card) Failed(r Result) []exercise.Outcome {
	if n, o := r.Failed(); n > 0 {
		return []exercise.Outcome{o}
	}
	return nil
}

// Sources are a learner's file and the reference, for a function that is right. They are nil where
// there is no reference.
func (c card) Sources(r Result) []string {
	if r.State != exercise.Right {
		return nil
	}
	own, err := code(filepath.Join(c.clone, filepath.FromSlash(r.Source)))
	reference, noReference := code(filepath.Join(c.clone, "solutions", c.Slug, exercise.FileOf(r.Name)))
	if err != nil || noReference != nil {
		return nil
	}
	return []string{strings.Join(own, "\n"), strings.Join(reference, "\n")}
}

// nested puts each hint inside the one before, so that they open one at a time.
func nested(hints []string) (all template.HTML) {
	for i := len(hints) - 1; i >= 0; i-- {
		title := "Another hint"
		if i == 0 {
			title = "A hint"
		}
		all = template.HTML(`<details style="margin-top:6px"><summary style="cursor:pointer;color:#0b57d0">`+title+`</summary>`) +
			paragraphs(hints[i]) + all + `</details>`
	}
	return all
}

var (
	inCode = regexp.MustCompile("`([^`]+)`")
	bold   = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

// paragraphs is a hint as HTML: READMEs use code, bold letters and formulas, and formulas are for
// the notebook to set.
func paragraphs(text string) template.HTML {
	text = inCode.ReplaceAllString(html.EscapeString(text), `<code style="background-color:#f1f3f4;color:#1f1f1f">$1</code>`)
	text = bold.ReplaceAllString(text, "<b>$1</b>")
	return template.HTML(`<p style="margin:4px 0 4px 16px">` + strings.ReplaceAll(text, "\n\n", "</p><p>") + `</p>`)
}
