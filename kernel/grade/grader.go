package grade

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"gophergan/kernel/exercise"
	"gophergan/kernel/wholefile"
)

// Moment is a time that a report may lack.
type Moment struct{ time.Time }

// MarshalJSON writes nothing as null.
func (m Moment) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return m.Time.MarshalJSON()
}

// Grader grades the submissions in a folder.
type Grader struct {
	Root        string   // of the clone, with exercises and solutions
	Submissions string   // the folder
	Out         string   // where results are kept
	Slugs       []string // the exercises; nil: all
	People      []Person // the list of the class, whose names the results have; nil: those of the submissions
	Draws       int      // seeds to draw, beside the public one
	NewSeeds    bool     // draw new ones though there are results: all is graded again
	Workers     int      // submissions at the same time
	Limits      Limits
	Plain       bool        // do not use bubblewrap
	Progress    func(Event) `json:"-"`

	unchecked bool // tests let answers through that Inspect refuses
}

// Event tells of a submission that is done.
type Event struct {
	Done, All int
	Result    Result
	Reused    bool // graded by an earlier run that was stopped
}

// Run is what holds for all submissions of a run; it is kept in run.json.
type Run struct {
	Exercises []string  `json:"exercises"`
	Seeds     []uint64  `json:"seeds"` // the public one first, then those that were drawn
	Began     time.Time `json:"began"`
	Sandbox   string    `json:"sandbox"`
	Warning   string    `json:"warning,omitempty"`
	Limits    Limits    `json:"limits"`
	Go        string    `json:"go"`
	Notes     []string  `json:"notes,omitempty"`
}

const runFile = "run.json"

// Grade grades what is not graded yet and returns all results, by student. Stopped at any time and
// started again it goes on; what is done is kept. Results come together with an error where some
// submissions could not be graded.
func (g Grader) Grade(ctx context.Context) (Run, []Result, error) {
	work := filepath.Join(g.Out, "work")
	if err := os.MkdirAll(filepath.Join(work, "results"), 0o700); err != nil {
		return Run{}, nil, err
	}
	lock := flock.New(filepath.Join(work, "lock"))
	if ok, err := lock.TryLock(); err != nil {
		return Run{}, nil, err
	} else if !ok {
		return Run{}, nil, fmt.Errorf("another grader is at work in %s; wait for it, or use another folder with --out", g.Out)
	}
	defer lock.Unlock()
	submissions, notes, err := Submissions(g.Submissions)
	if err != nil {
		return Run{}, nil, err
	}
	matched, err := assign(submissions, g.People)
	if err != nil {
		return Run{}, nil, err
	}
	notes = append(notes, matched...)
	slugs := g.Slugs
	if len(slugs) == 0 {
		if slugs, err = Slugs(g.Root); err != nil {
			return Run{}, nil, err
		}
	}
	sandbox := FindSandbox(ctx, g.Limits, !g.Plain)
	run := Run{Exercises: slugs, Began: time.Now().UTC(), Sandbox: sandbox.Kind, Warning: sandbox.Warning, Limits: g.Limits,
		Go: runtime.Version(), Notes: notes}
	if run.Seeds, err = g.seeds(); err != nil {
		return run, nil, err
	}
	if err := writeJSON(filepath.Join(g.Out, runFile), run); err != nil {
		return run, nil, err
	}
	dir, remove, err := newScratch(work)
	if err != nil {
		return run, nil, err
	}
	defer remove()
	if err := os.Chmod(dir, 0o711); err != nil { // a program that runs as another user must reach its own file in it, and no other
		return run, nil, err
	}
	b := builder{dir: dir}
	if sandbox.bwrap == "" && !sandbox.other {
		b.extra = []string{"GOCACHE=" + filepath.Join(dir, "cache")} // not the one that everything else is built from
	}
	j := judge{sandbox: sandbox, dir: dir, seeds: run.Seeds}
	exercises, err := g.references(ctx, b, j, slugs)
	if err != nil {
		return run, nil, err
	}
	results, err := g.all(ctx, b, j, exercises, submissions)
	return run, results, err
}

const scratchPrefix = "gophergan-grade-"

// newScratch makes a folder for programs, and removes that of a grader that a machine without power
// has ended.
func newScratch(work string) (dir string, remove func(), err error) {
	note := filepath.Join(work, "scratch")
	if old, err := os.ReadFile(note); err == nil {
		if dir := string(old); filepath.Dir(dir) == placeForPrograms() && strings.HasPrefix(filepath.Base(dir), scratchPrefix) {
			os.RemoveAll(dir)
		}
	}
	if dir, err = os.MkdirTemp(placeForPrograms(), scratchPrefix); err != nil {
		return "", nil, err
	}
	if remove, err = keepFolder(dir); err != nil {
		return "", nil, err
	}
	if err = os.WriteFile(note, []byte(dir), 0o600); err != nil {
		remove()
	}
	return dir, remove, err
}

// seeds are those of the run that is gone on with, or new ones.
func (g Grader) seeds() ([]uint64, error) {
	var before Run
	if content, err := os.ReadFile(filepath.Join(g.Out, runFile)); err == nil && !g.NewSeeds {
		if err := json.Unmarshal(content, &before); err != nil {
			return nil, fmt.Errorf("%s: %w; remove it to grade anew", filepath.Join(g.Out, runFile), err)
		}
		if len(before.Seeds) == g.Draws+1 {
			return before.Seeds, nil
		}
	}
	seeds := []uint64{exercise.PublicSeed}
	for range g.Draws {
		var b [8]byte
		if _, err := rand.Read(b[:]); err != nil {
			return nil, err
		}
		seeds = append(seeds, binary.LittleEndian.Uint64(b[:])>>1)
	}
	return seeds, nil
}

// references builds and runs the reference of each exercise.
func (g Grader) references(ctx context.Context, b builder, j judge, slugs []string) (all []*Exercise, err error) {
	for _, slug := range slugs {
		e, err := LoadExercise(g.Root, slug)
		if err != nil {
			return nil, err
		}
		answers := map[string][]byte{}
		for _, f := range e.Functions {
			answers[f.File] = f.reference
		}
		program, err := b.program(ctx, e, answers, "reference-"+slug)
		if err != nil {
			return nil, fmt.Errorf("the reference of %s does not compile: %w", slug, err)
		}
		if err := j.reference(ctx, e, program); err != nil {
			return nil, err
		}
		os.RemoveAll(filepath.Dir(program))
		all = append(all, e)
	}
	return all, nil
}

// all grades the submissions side by side.
func (g Grader) all(ctx context.Context, b builder, j judge, exercises []*Exercise, submissions []Submission) ([]Result, error) {
	results := make([]Result, len(submissions))
	errs := make([]error, len(submissions))
	var mu sync.Mutex
	var wait sync.WaitGroup
	done := 0
	next := make(chan int)
	for range max(g.Workers, 1) {
		wait.Go(func() {
			for i := range next {
				r, reused, err := g.grade(ctx, b, j, exercises, submissions[i], fmt.Sprintf("s%d", i))
				results[i], errs[i] = r, err
				if ctx.Err() != nil {
					continue
				}
				mu.Lock()
				done++
				if g.Progress != nil {
					g.Progress(Event{Done: done, All: len(submissions), Result: r, Reused: reused})
				}
				mu.Unlock()
			}
		})
	}
	for i := range submissions {
		select {
		case next <- i:
		case <-ctx.Done():
			errs[i] = ctx.Err()
		}
	}
	close(next)
	wait.Wait()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("stopped after %d of %d submissions; the same command goes on with the rest: %w", done, len(submissions),
			ctx.Err())
	}
	return results, errors.Join(errs...)
}

// grade grades a submission, unless a kept result is still true. What goes wrong on the grader's
// side is the problem of this submission only, and is tried again in the next run.
func (g Grader) grade(ctx context.Context, b builder, j judge, exercises []*Exercise, s Submission,
	name string) (r Result, reused bool, err error) {
	began := time.Now()
	file := filepath.Join(g.Out, "work", "results", safeName(s.Name)+".json")
	h, problem := s.Open(exercises, b.dir)
	key := g.key(exercises, j, h, problem)
	if problem != nil {
		h.Time = s.Time
	}
	if content, err := os.ReadFile(file); err == nil && json.Unmarshal(content, &r) == nil && r.Key == key && r.Name == s.Name {
		r.Student, r.Handed, r.Notes, r.Asides = s.Student, Moment{h.Time}, h.Notes, h.Asides // what else lies there decides no points
		return r, true, nil
	}
	r = Result{Student: s.Student, Name: s.Name, Key: key, Notes: h.Notes, Asides: h.Asides, Handed: Moment{h.Time}}
	if problem != nil {
		r.Problem = clipped(problem.Error(), 400)
	}
	defer os.RemoveAll(filepath.Join(b.dir, name))
	for _, e := range exercises {
		result, failed := j.guarded(ctx, b, e, h, filepath.Join(name, e.Slug), g.unchecked)
		if failed != nil {
			err = fmt.Errorf("%s could not be graded in %s: %w", s.Student, e.Slug, failed)
			r.Problem = clipped(err.Error(), 400)
			result = e.nothing()
		}
		r.Exercises = append(r.Exercises, result)
	}
	r.Seconds = time.Since(began).Seconds()
	if err != nil {
		return r, false, err
	}
	return r, false, writeJSON(file, r)
}

// guarded grades an exercise, and makes a fault of ours an error.
func (j judge) guarded(ctx context.Context, b builder, e *Exercise, h Handed, name string,
	unchecked bool) (r ExerciseResult, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the grader has a fault: %v", fault)
		}
	}()
	return j.exercise(ctx, b, e, h, name, unchecked)
}

// nothing is the result of an exercise that was not tried.
func (e *Exercise) nothing() ExerciseResult {
	r := ExerciseResult{Slug: e.Slug}
	for _, f := range e.Functions {
		r.Functions = append(r.Functions, e.without(f, Todo, nil))
	}
	return r
}

// key is the sum of all that decides a result.
func (g Grader) key(exercises []*Exercise, j judge, h Handed, problem error) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%v %v %v %v %v\n", j.seeds, j.sandbox.Kind, g.Limits, h.Hash(), problem)
	for _, e := range exercises {
		fmt.Fprintf(sum, "%s\n", e.hash())
		json.NewEncoder(sum).Encode(e.wanted) // changes also with what the tests lean on
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// hash tells an exercise from the same one with other tests or another reference.
func (e *Exercise) hash() string {
	sum := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(e.tests)) {
		fmt.Fprintf(sum, "%s\n%s\n", filepath.Base(path), e.tests[path])
	}
	for _, f := range e.Functions {
		fmt.Fprintf(sum, "%s\n%s\n", f.File, f.reference)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// writeJSON writes a file whole or not at all.
func writeJSON(file string, v any) error {
	content, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return wholefile.Write(file, append(content, '\n'))
}
