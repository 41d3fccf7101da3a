package compare

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gophergan/ganlib/data"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
	"gophergan/kernel/runs"
	"gophergan/kernel/score"
	"gophergan/kernel/wholefile"
)

// measure holds what each run makes against real images, set by set.
func (c Comparison) measure(ctx context.Context) (tables Tables, err error) {
	for _, of := range c.sets() {
		table, err := of.measure(ctx)
		if err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	return tables, nil
}

// ofSet is what a comparison has on one set of images.
type ofSet struct {
	Comparison
	name string
	runs []one

	images    data.Images // nil until something has to be measured
	reference *score.Reference
}

// sets are the runs by their sets, in the order of the rows.
func (c Comparison) sets() (sets []*ofSet) {
	for _, r := range c.runs() {
		i := slices.IndexFunc(sets, func(s *ofSet) bool { return s.name == r.Data })
		if i < 0 {
			i, sets = len(sets), append(sets, &ofSet{Comparison: c, name: r.Data})
		}
		sets[i].runs = append(sets[i].runs, r)
	}
	return sets
}

func (s *ofSet) measure(ctx context.Context) (*Table, error) {
	defer s.close()
	table := &Table{Set: s.name}
	for _, r := range s.runs {
		results, err := s.once(filepath.Join(r.dir, measuredName), newest(r.dir), func() ([]metric.Result, error) {
			return s.ofRun(ctx, r)
		})
		if err == nil {
			err = table.add(r, results)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.dir, err)
		}
		fmt.Fprintf(s.Progress, "%s: %s\n", r.dir, score.Line(results))
	}
	if !s.Allowed || !data.HasTest(s.name) {
		return table, nil
	}
	path := filepath.Join(s.Dir, strings.ReplaceAll(s.name, ":", "-")+"-real.json")
	results, err := s.once(path, 0, func() ([]metric.Result, error) { return s.ofReal(ctx) })
	if err != nil {
		return nil, err
	}
	return table, table.addReal(path, results)
}

// newest is the step of the newest record of a run, 0 if there is none.
func newest(dir string) int {
	h, err := train.ReadHistory(dir)
	if err != nil || len(h) == 0 {
		return 0
	}
	return h[len(h)-1].Step
}

// measured is what is kept of a measurement, so that it need not be made again.
type measured struct {
	Step    int             `json:"step"`
	Images  int             `json:"images"`
	Metrics string          `json:"metrics"`
	Results []metric.Result `json:"results"`
}

// A run of a comparison keeps in this file what was measured of it.
const measuredName = "measured.json"

// once measures, or reads what was measured before in the same way.
func (s *ofSet) once(path string, step int, measure func() ([]metric.Result, error)) ([]metric.Result, error) {
	var before measured
	if text, err := os.ReadFile(path); err == nil && json.Unmarshal(text, &before) == nil &&
		before.Step == step && before.Images == s.Images && before.Metrics == s.Metrics {
		return before.Results, nil
	}
	results, err := measure()
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(measured{step, s.Images, s.Metrics, results}, "", "\t")
	if err != nil {
		return nil, err
	}
	return results, wholefile.Write(path, append(text, '\n'))
}

// ofRun measures what a run makes.
func (s *ofSet) ofRun(ctx context.Context, r one) ([]metric.Result, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	condition := conditionOf(r, s.images)
	reference := s.reference.Of(condition)
	metrics, err := s.chosen(reference)
	if err != nil {
		return nil, err
	}
	run := runs.Run{Dir: r.dir, Recipe: r.Recipe, Device: s.Device}
	pix, in, err := run.Images(ctx, 1, s.Images, runs.NewProgress(s.Progress, r.dir))
	if err != nil {
		return nil, err
	}
	report, err := reference.Measure(condition.Images(pix, in), metrics)
	return score.Overall(report.Results), err
}

// ofReal measures real images of the test part: what a perfect G would have.
func (s *ofSet) ofReal(ctx context.Context) ([]metric.Result, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	metrics, err := s.chosen(s.reference)
	if err != nil {
		return nil, err
	}
	test, err := runs.OpenSet(ctx, s.name+"/test", s.Place, s.Progress)
	if err != nil {
		return nil, err
	}
	real, err := score.Real(ctx, test, min(s.Images, test.Len()))
	if err != nil {
		return nil, err
	}
	report, err := s.reference.Measure(real, metrics)
	return report.Results, err
}

// chosen are the metrics of the table that the images allow, or an error for one that they do not.
func (s *ofSet) chosen(reference *score.Reference) ([]score.Metric, error) {
	if s.Allowed {
		return reference.ForTable(strings.Split(s.Metrics, ",")...), nil
	}
	return reference.Choose(s.Metrics)
}

// open looks at the real images, once.
func (s *ofSet) open(ctx context.Context) (err error) {
	if s.reference != nil {
		return nil
	}
	if s.images, err = runs.OpenSet(ctx, s.name, s.Place, s.Progress); err != nil {
		return err
	}
	test, err := s.heldOut(ctx)
	if err != nil {
		return err
	}
	o := score.Options{Images: min(s.Images, s.images.Len()), Test: test, Progress: runs.NewProgress(s.Progress, "real images").Tick}
	if !s.Allowed {
		o.Metrics, o.Condition = s.Metrics, conditionOf(s.runs[0], s.images)
	}
	s.reference, err = score.NewReference(ctx, s.Device.Backend, s.images, o)
	return err
}

func (s *ofSet) close() {
	if s.reference != nil {
		s.reference.Close()
	}
}

// heldOut is the part of the set that is kept for testing, if some G is told classes and is
// measured by them; nil where there is none.
func (s *ofSet) heldOut(ctx context.Context) (data.Images, error) {
	told := func(r one) bool { return conditionOf(r, s.images).N > 0 }
	if s.Allowed || !data.HasTest(s.name) || !slices.ContainsFunc(s.runs, told) {
		return nil, nil
	}
	return runs.OpenSet(ctx, s.name+"/test", s.Place, s.Progress)
}

// conditionOf is what the G of a run is told.
func conditionOf(r one, set data.Images) score.Condition {
	return score.ConditionOf(r.Recipe.Samplers()[0].From, set)
}
