package grade

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"gophergan/kernel/answer"
	"gophergan/kernel/exercise"
)

// judge tries the functions of one program, and compares.
type judge struct {
	sandbox Sandbox
	dir     string
	seeds   []uint64 // the public one first
}

// trial is what came of trying all cases of a function for one seed.
type trial struct {
	outcomes map[string]exercise.Outcome // by case; none: no numbers
	why      map[string]string           // why a case has none
	stopped  bool                        // a case was ended, so other seeds are not worth the time
	notes    []string
}

// together tries all of these functions in one process for each seed, which is quicker than one for
// each of them. It keeps what is beyond doubt: of a process that ended itself, the functions of
// which it told every case once.
func (j judge) together(ctx context.Context, program string, functions []Function) (map[uint64]map[string]trial, error) {
	trials := map[uint64]map[string]trial{}
	for _, seed := range j.seeds {
		var names []string
		for _, f := range functions {
			names = append(names, f.Name)
		}
		r, err := j.start(ctx, program, "("+strings.Join(names, "|")+")", seed, "")
		if err != nil || r.Stopped != "" {
			return trials, err
		}
		trials[seed] = map[string]trial{}
		reports := readReports(r.Output, names...)
		for _, f := range functions {
			if t := reports[f.Name]; t.odd == 0 && len(t.twice) == 0 && len(t.outcomes) == len(f.cases) {
				trials[seed][f.Name] = trial{outcomes: t.outcomes}
			}
		}
	}
	return trials, nil
}

// try tries all cases of a function for a seed: in one process, and those of which that one does
// not tell in one of their own, since an answer that never returns in one case must not take the
// others with it.
func (j judge) try(ctx context.Context, program, function string, seed uint64, cases []string,
	hopeless map[string]string) (trial, error) {
	g := trial{outcomes: map[string]exercise.Outcome{}, why: map[string]string{}}
	if len(hopeless) == 0 {
		r, reports, err := j.process(ctx, program, function, seed, "")
		if err != nil {
			return g, err
		}
		j.take(&g, reports, r, cases)
	}
	for _, name := range cases {
		if g.outcomes[name].Case != "" || g.why[name] != "" {
			continue
		}
		if why, ok := hopeless[name]; ok {
			g.why[name] = why
			continue
		}
		r, reports, err := j.process(ctx, program, function, seed, name)
		if err != nil {
			return g, err
		}
		j.take(&g, reports, r, []string{name})
		if g.outcomes[name].Case == "" && g.why[name] == "" {
			g.why[name] = ending(r)
		}
		g.stopped = g.stopped || r.Stopped != ""
	}
	return g, nil
}

// process tries one function, or one case of it.
func (j judge) process(ctx context.Context, program, function string, seed uint64, only string) (ran, reports, error) {
	r, err := j.start(ctx, program, function, seed, only)
	return r, readReports(r.Output, function)[function], err
}

func (j judge) start(ctx context.Context, program, functions string, seed uint64, only string) (ran, error) {
	return j.sandbox.run(ctx, j.dir, program, []string{"-test.run=^Test" + functions + "$", "-test.v=test2json", "-test.timeout=0"},
		runEnv(seed, only))
}

func (j judge) take(g *trial, r reports, run ran, cases []string) {
	for _, name := range cases {
		switch {
		case r.twice[name]:
			g.why[name] = "the program told of this case more than once, so it is not clear which numbers count"
		case r.has(name):
			g.outcomes[name] = r.outcomes[name]
		}
	}
	for name := range r.outcomes {
		if !slices.Contains(cases, name) && run.Stopped == "" {
			r.odd++
		}
	}
	if r.odd > 0 {
		g.notes = append(g.notes, "the program wrote lines that look like results and are none; they were not counted")
	}
}

// ending says how a program ended that did not tell of a case.
func ending(r ran) string {
	switch {
	case r.Stopped != "":
		return r.Stopped
	case r.Errors != "":
		return fmt.Sprintf("the program ended before it gave the numbers of this case: %s", r.Errors)
	}
	return fmt.Sprintf("the program ended before it gave the numbers of this case, with code %d", r.ExitCode)
}

// moreSeeds are only for the reference: a whole number that is drawn from a few may come twice by
// chance.
var moreSeeds = []uint64{2, 3, 4, 5, 6}

// reference runs the reference, for the numbers that are wanted.
func (j judge) reference(ctx context.Context, e *Exercise, program string) error {
	for _, seed := range slices.Concat(j.seeds, moreSeeds) {
		e.wanted[seed] = numbers{}
		for i, f := range e.Functions {
			r, reports, err := j.process(ctx, program, f.Name, seed, "")
			if err != nil {
				return err
			}
			if r.Stopped != "" || r.ExitCode != 0 || len(reports.outcomes) == 0 || len(reports.twice) > 0 || reports.odd > 0 {
				return fmt.Errorf("the reference of %s in %s gives no numbers that could be compared with: %s %s", f.Name, e.Slug, ending(r),
					clipped(string(r.Output), 400))
			}
			for name, o := range reports.outcomes {
				if o.State != exercise.Unjudged || o.Failure != "" {
					return fmt.Errorf("the reference of %s in %s fails where %s: %s %s", f.Name, e.Slug, name, o.State, o.Failure)
				}
			}
			e.wanted[seed][f.Name] = reports.outcomes
			if e.Functions[i].cases == nil {
				e.Functions[i].cases = reports.order
			}
			if len(reports.outcomes) != len(e.Functions[i].cases) {
				return fmt.Errorf("the tests of %s in %s have other cases for other seeds", f.Name, e.Slug)
			}
		}
	}
	return nil
}

// drawn says whether the inputs of a case differ from seed to seed.
func (e *Exercise) drawn(function, name string) bool {
	first := e.wanted[exercise.PublicSeed][function][name]
	for _, wanted := range e.wanted {
		o := wanted[function][name]
		if !slices.Equal(o.Inputs, first.Inputs) || !o.Agrees(first) {
			return true
		}
	}
	return false
}

// function judges one function of a program, of which some numbers may be known from running it
// together with others.
func (j judge) function(ctx context.Context, e *Exercise, f Function, program string,
	known map[uint64]map[string]trial) (FunctionResult, error) {
	result := FunctionResult{Name: f.Name, File: f.File}
	for _, name := range f.cases {
		wanted := e.wanted[j.seeds[0]][f.Name][name]
		result.Cases = append(result.Cases, CaseResult{
			Name: name, Points: wanted.Points, Right: true, Drawn: e.drawn(f.Name, name), Core: wanted.Core,
		})
	}
	hopeless := map[string]string{}
	var public []exercise.Outcome
	todo := true
	for n, seed := range j.seeds {
		g, ok := known[seed][f.Name]
		if !ok {
			var err error
			if g, err = j.try(ctx, program, f.Name, seed, f.cases, hopeless); err != nil {
				return result, err
			}
		}
		for _, note := range g.notes {
			if !slices.Contains(result.Notes, note) {
				result.Notes = append(result.Notes, note)
			}
		}
		for i := range result.Cases {
			c := &result.Cases[i]
			o := g.outcomes[c.Name]
			if why := g.why[c.Name]; why != "" {
				o = exercise.Outcome{State: exercise.Unjudged, Failure: why}
				if g.stopped {
					hopeless[c.Name] = why
				}
			}
			judged := o.JudgedBy(e.wanted[seed][f.Name][c.Name])
			todo = todo && judged.State == exercise.Todo
			c.Right = c.Right && judged.State == exercise.Right
			switch {
			case n == 0:
				public = append(public, judged)
				c.Public = &public[i]
			case c.Hidden == nil && judged.State != exercise.Right && c.Drawn:
				c.Hidden, c.Seed = &judged, seed
			}
		}
	}
	if err := exercise.NameMistake(public, filepath.Join(e.root, "exercises", e.Slug,
		filepath.FromSlash(exercise.MistakesFile))); err != nil {
		return result, err
	}
	for i, o := range public {
		result.Cases[i].Public = &public[i]
		if o.Mistake != nil {
			result.Mistake = o.Mistake
		}
	}
	result.award(todo)
	return result, nil
}

// award gives the points.
func (f *FunctionResult) award(todo bool) {
	right := 0
	for i, earns := range exercise.Award(f.tried()) {
		c := &f.Cases[i]
		c.ByHeart = c.Right && !earns
		if earns {
			right++
			c.Earned = c.Points
		}
	}
	switch {
	case todo:
		f.Standing = Todo
	case right == len(f.Cases):
		f.Standing = Right
	case right > 0:
		f.Standing = Partly
	default:
		f.Standing = Wrong
	}
}

// starts says what keeps a program from coming to its tests: what a file has run before. Most files
// have nothing of the kind, and are not tried.
func (j judge) starts(ctx context.Context, program string, files answer.Files) (said string, err error) {
	if !slices.ContainsFunc(slices.Collect(maps.Values(files)), answer.RunsAtStart) {
		return "", nil
	}
	r, err := j.sandbox.run(ctx, j.dir, program, []string{"-test.run=^$", "-test.timeout=0"}, runEnv(exercise.PublicSeed, ""))
	if err != nil || r.Stopped == "" && r.ExitCode == 0 && bytes.Contains(r.Output, []byte("PASS")) {
		return "", err
	}
	return answer.AtStart + ending(r), nil
}

// exercise grades what was handed in for one exercise.
func (j judge) exercise(ctx context.Context, b builder, e *Exercise, h Handed, name string,
	unchecked bool) (ExerciseResult, error) {
	result := ExerciseResult{Slug: e.Slug}
	made, err := b.best(ctx, j, e, h.of(e), name, unchecked)
	if err != nil {
		return result, err
	}
	where := made.Task.Where(made.Used)
	var running []Function
	for _, f := range e.Functions {
		if where[f.Name] != "" {
			running = append(running, f)
		}
	}
	var known map[uint64]map[string]trial
	if len(running) > 1 {
		if known, err = j.together(ctx, made.program, running); err != nil {
			return result, err
		}
	}
	for _, f := range e.Functions {
		r := made.out(f)
		if why := h.Refused[e.Slug+"/"+f.File]; r.Standing == Todo && why != "" {
			r = e.without(f, Refused, []string{why})
		}
		if where[f.Name] != "" {
			if r, err = j.function(ctx, e, f, made.program, known); err != nil {
				return result, err
			}
			if r.Standing == Todo {
				r.Notes = append(r.Notes, made.Strays()...)
			}
		}
		if file, _ := made.File(f.Name); file != "" {
			r.File = file
		}
		result.Functions = append(result.Functions, r)
	}
	return result, nil
}

// out is the result of a function that is not in the program.
func (b built) out(f Function) FunctionResult {
	switch words, refused := b.Why(f.Name); {
	case words == nil:
		return b.exercise.without(f, Todo, b.Strays())
	case refused:
		return b.exercise.without(f, Refused, words)
	default:
		return b.exercise.without(f, Unbuilt, words)
	}
}

// without is the result of a function that was not run.
func (e *Exercise) without(f Function, standing Standing, notes []string) FunctionResult {
	r := FunctionResult{Name: f.Name, File: f.File, Standing: standing, Notes: notes}
	for _, name := range f.cases {
		r.Cases = append(r.Cases, CaseResult{Name: name, Points: e.wanted[exercise.PublicSeed][f.Name][name].Points})
	}
	return r
}
