// Package diagnosis asks the doctor about the run in a directory, and writes what it says as a
// page.
//
// Non-goals: what the doctor knows (ganlib/doctor).
package diagnosis

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
	"gophergan/kernel/wholefile"
)

// Of is what the doctor says of the run in dir. Runs of a version whose recipes said nothing of
// themselves get what theirs say now.
func Of(dir string) (doctor.Report, error) {
	run, err := doctor.Open(dir)
	if errors.Is(err, os.ErrNotExist) {
		return doctor.Report{}, fmt.Errorf("%s has no history yet: train some steps first", dir)
	} else if err != nil {
		return doctor.Report{}, err
	}
	if recipe, err := experiment.Recipe(run.Info); err == nil && run.Info.Traits == nil {
		run.Info.Traits = train.TraitsOf(recipe)
	}
	return doctor.Examine(run.History, run.Info), nil
}

// reportPage is the report as one file that needs nothing else.
var reportPage = template.Must(template.New("report").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{{.Dir}}: {{.Report.Verdict}}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 45em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
h1 { font-size: 1.4em } h2 { font-size: 1.15em; margin-top: 2em } code { background: #f2f2f2; padding: .1em .3em }
svg { max-width: 100%; height: auto }
</style>
<h1>{{.Dir}}: {{.Report.Verdict}}</h1>
<p>{{.Report.Recipe}} on {{.Report.Data}}, {{.Report.Steps}} steps.</p>
{{if not .Findings}}<p>{{if eq .Report.Verdict "healthy"}}Nothing that the doctor knows is wrong. Whether the images are good, evaluate tells.{{else}}The first steps of a healthy run look like many an ill; ask again later in the run.{{end}}</p>{{end}}
{{range .Findings}}<h2>{{.Kind}}, since step {{.Since}}</h2>
<p>{{.Words}}</p>
{{range .Shown}}<p>{{.Says}}.</p>
{{.SVG}}
{{end}}{{if .Advice}}<p>To change, one at a time:</p>
<ol>{{range .Advice}}<li>{{.Do}}{{if .Set}}: <code>{{.Set}}</code>{{end}}</li>
{{end}}</ol>{{end}}
{{end}}{{with .Report.Blind}}<p>{{.}}</p>{{end}}
</html>
`))

type shown struct {
	Says string
	SVG  template.HTML
}

type shownFinding struct {
	doctor.Finding
	Shown []shown
}

// WritePage writes the report on the run in dir as one page with charts.
func WritePage(file, dir string, report doctor.Report) error {
	var page bytes.Buffer
	if err := printPage(&page, dir, report); err != nil {
		return err
	}
	return wholefile.Write(file, page.Bytes())
}

func printPage(w io.Writer, dir string, report doctor.Report) error {
	var findings []shownFinding
	for _, f := range report.Findings {
		s := shownFinding{Finding: f}
		for _, e := range f.Evidence {
			svg, err := e.Chart(f.Kind).SVG()
			if err != nil {
				return err
			}
			s.Shown = append(s.Shown, shown{e.Says, template.HTML(svg)}) // drawn by package pic, which escapes its text
		}
		findings = append(findings, s)
	}
	return reportPage.Execute(w, map[string]any{"Dir": dir, "Report": report, "Findings": findings})
}
