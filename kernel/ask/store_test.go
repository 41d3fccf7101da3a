package ask_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"gophergan/kernel/ask"
)

func openStore(t *testing.T, path string) *ask.Store {
	t.Helper()
	s, err := ask.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func begin(t *testing.T, s *ask.Store, trial ask.Trial) ask.Trial {
	t.Helper()
	trial, err := s.Begin(trial)
	if err != nil {
		t.Fatal(err)
	}
	return trial
}

func add(t *testing.T, s *ask.Store, answers ...ask.Answer) {
	t.Helper()
	for _, a := range answers {
		if err := s.Add(a); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever the path, what goes in comes out, in order, and from a second store on the same file.
func TestAnswersSurvive(t *testing.T) {
	for _, name := range []string{"answers.sqlite", "50 % of us?#1.sqlite", "Übung&mode=ro/a.sqlite"} {
		path := filepath.Join(t.TempDir(), "new folder", name)
		s := openStore(t, path)
		first := begin(t, s, ask.Trial{Name: "Ada", Run: "mnist", Step: 7, Data: "mnist/test", Seed: 1<<64 - 1, Pairs: 2,
			Pictures: "abc"})
		second := begin(t, s, ask.Trial{Run: "faces", Seed: 0, Pairs: 1})
		at := time.Date(2026, 3, 1, 12, 0, 0, 5, time.UTC)
		want := []ask.Answer{
			{Trial: first, Pair: 0, Real: ask.Left, Chosen: ask.Right, Took: 1234 * time.Millisecond, At: at},
			{Trial: first, Pair: 1, Real: ask.Right, Chosen: ask.Right, At: at},
			{Trial: second, Pair: 0, Real: ask.Right, Chosen: ask.Left, Took: time.Hour, At: at},
		}
		add(t, s, want[2], want[0], want[1])
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := ask.Read(path)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", name, got, err, want)
		}
		if fooled := []bool{got[0].Fooled(), got[1].Fooled(), got[2].Fooled()}; !reflect.DeepEqual(fooled, []bool{true, false, true}) {
			t.Errorf("fooled: %v", fooled)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestAPairIsAnsweredOnceAndInOrder(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "a.sqlite"))
	trial := begin(t, s, ask.Trial{Run: "mnist", Pairs: 3})
	answer := func(pair int) error {
		return s.Add(ask.Answer{Trial: trial, Pair: pair, Real: ask.Left, Chosen: ask.Left, At: time.Now()})
	}
	for _, step := range []struct {
		pair int
		ok   bool
	}{{1, false}, {-1, false}, {0, true}, {0, false}, {2, false}, {1, true}, {0, false}, {2, true}, {3, false}} {
		if err := answer(step.pair); (err == nil) != step.ok || !step.ok && !errors.Is(err, ask.ErrAnswered) {
			t.Errorf("pair %d: %v, want it kept: %t", step.pair, err, step.ok)
		}
	}
	if n, err := s.Answered(trial.ID); n != 3 || err != nil {
		t.Errorf("%d answers, %v", n, err)
	}
	for _, bad := range []ask.Answer{{Trial: trial, Real: "up", Chosen: ask.Left}, {Trial: trial, Real: ask.Left, Chosen: "up"},
		{Trial: trial, Real: ask.Left, Chosen: ask.Left, Took: -time.Second}} {
		bad.Trial = begin(t, s, ask.Trial{Run: "mnist", Pairs: 1})
		if err := s.Add(bad); err == nil || errors.Is(err, ask.ErrAnswered) {
			t.Errorf("%+v: error %v", bad, err)
		}
	}
	unknown := ask.Trial{ID: 99}
	if err := s.Add(ask.Answer{Trial: unknown, Real: ask.Left, Chosen: ask.Left}); err == nil {
		t.Error("an answer of a session that does not exist was kept")
	}
}

// Two processes that answer at the same time: each pair is kept once, and no answer is lost for
// want of a lock.
func TestTwoProcessesShareAStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.sqlite")
	stores := make([]*ask.Store, 4)
	var opened sync.WaitGroup
	for i := range stores {
		opened.Go(func() {
			s, err := ask.Open(path) // all at once: one of them makes the tables
			if err != nil {
				t.Error(err)
			}
			stores[i] = s
		})
	}
	opened.Wait()
	if t.Failed() {
		return
	}
	const pairs = 20
	trial := begin(t, stores[0], ask.Trial{Run: "mnist", Pairs: pairs})
	stored := make([]int, len(stores))
	var all sync.WaitGroup
	for i, s := range stores {
		t.Cleanup(func() { s.Close() })
		all.Go(func() {
			for pair := 0; pair < pairs; {
				err := s.Add(ask.Answer{Trial: trial, Pair: pair, Real: ask.Left, Chosen: ask.Left, At: time.Now()})
				if err == nil {
					stored[i]++
				} else if !errors.Is(err, ask.ErrAnswered) {
					t.Error(err)
					return
				}
				if n, err := s.Answered(trial.ID); err != nil {
					t.Error(err)
					return
				} else {
					pair = n
				}
			}
		})
	}
	all.Wait()
	if sum := stored[0] + stored[1] + stored[2] + stored[3]; sum != pairs {
		t.Errorf("%v answers were kept, want %d in all", stored, pairs)
	}
}

func TestUnfinishedIsTheNewestWithPairsLeft(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "a.sqlite"))
	if _, err := s.Unfinished("mnist"); !errors.Is(err, ask.ErrNoSession) || !strings.Contains(err.Error(), "mnist") {
		t.Errorf("an empty store: %v", err)
	}
	old := begin(t, s, ask.Trial{Run: "mnist", Pairs: 2, Seed: 3})
	newer := begin(t, s, ask.Trial{Run: "mnist", Pairs: 1})
	begin(t, s, ask.Trial{Run: "faces", Pairs: 1})
	if got, err := s.Unfinished("mnist"); got != newer || err != nil {
		t.Errorf("got %+v, %v, want the newest, %+v", got, err, newer)
	}
	add(t, s, ask.Answer{Trial: newer, Real: ask.Left, Chosen: ask.Left, At: time.Now()}, ask.Answer{Trial: old, Real: ask.Left,
		Chosen: ask.Left, At: time.Now()})
	if got, err := s.Unfinished("mnist"); got != old || err != nil {
		t.Errorf("got %+v, %v, want the one with a pair left, %+v", got, err, old)
	}
	add(t, s, ask.Answer{Trial: old, Pair: 1, Real: ask.Left, Chosen: ask.Left, At: time.Now()})
	if _, err := s.Unfinished("mnist"); !errors.Is(err, ask.ErrNoSession) {
		t.Errorf("all are finished: %v", err)
	}
}

func TestRunsAreNamedFromTheStore(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, filepath.Join(dir, "runs", "a.sqlite"))
	outside := filepath.Join(dir, "mnist")
	for path, want := range map[string]string{
		filepath.Join(dir, "runs", "mnist"):                 "mnist",
		filepath.Join(dir, "runs", "a", "b") + "/":          "a/b",
		filepath.Join(dir, "runs", "x", "..", "mnist", "."): "mnist",
		outside: outside,
	} {
		if got, err := s.Run(path); got != want || err != nil {
			t.Errorf("Run(%s) = %s, %v, want %s", path, got, err, want)
		}
	}
}

func TestReadSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	gone, empty, bad, other := filepath.Join(dir, "gone"), filepath.Join(dir, "empty"), filepath.Join(dir, "bad"), filepath.Join(dir,
		"other")
	openStore(t, empty)
	if err := os.WriteFile(bad, []byte(strings.Repeat("this is no database\n", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", other)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE cake (slices INTEGER)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for path, want := range map[string]string{gone: "no answers yet", empty: "go run ./kernel ask",
		bad: "cannot be used for answers", other: "name another file"} {
		_, err := ask.Read(path)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want … %s …", path, err, want)
		}
		if none := path == gone || path == empty; errors.Is(err, ask.ErrNoAnswers) != none {
			t.Errorf("%s: ErrNoAnswers: %t", path, !none)
		}
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("reading made a file")
	}
	for _, path := range []string{bad, other, filepath.Join(bad, "x")} {
		if _, err := ask.Open(path); err == nil {
			t.Errorf("%s was opened for answers", path)
		}
	}
}
