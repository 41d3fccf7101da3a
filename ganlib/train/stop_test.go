package train_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
)

// holdStep makes step number at, counted from 0, as slow as a test wants: reached is closed when it
// has begun, and it goes on once open is closed.
func holdStep(t *testing.T, at int) (reached, open chan struct{}) {
	reached, open = make(chan struct{}), make(chan struct{})
	train.SetBeforeStep(func(step int) {
		if step == at {
			close(reached)
			<-open
		}
	})
	t.Cleanup(func() { train.SetBeforeStep(func(int) {}) })
	return reached, open
}

// runUntil runs a loop to its end in the background, and sends the error that it ends with.
func runUntil(ctx context.Context, l *train.Loop) <-chan error {
	ended, _ := notesUntil(ctx, l)
	return ended
}

// notesUntil is runUntil, and tells the notes as well.
func notesUntil(ctx context.Context, l *train.Loop) (<-chan error, <-chan string) {
	ended, notes := make(chan error, 1), make(chan string, 100)
	go func() {
		var last error
		for e, err := range l.Run(ctx) {
			if last = err; e.Note != "" {
				notes <- e.Note
			}
		}
		ended <- last
	}()
	return ended, notes
}

// However long a step takes, who stops the run gets it finished, measured and saved.
func TestAStepUnderWayIsAwaitedAndSaved(t *testing.T) {
	dir := t.TempDir()
	reached, open := holdStep(t, 3)
	c := config(20)
	c.RecordEvery = 10
	l, err := train.Resume(gantest.PlainGo(t), small(), blobs{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended, notes := notesUntil(ctx, l)
	<-reached
	cancel()
	select { // a step of more than a second would be taken for a compilation once
	case err := <-ended:
		t.Errorf("the run was left while a step was under way: %v", err)
	case note := <-notes:
		if !strings.Contains(note, "step 4 is finished before the run is saved") {
			t.Errorf("note %q", note)
		}
	}
	close(open)
	train.SetBeforeStep(func(int) {})
	if err := <-ended; !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "after step 4 of 20, saved") {
		t.Errorf("stopped with %v", err)
	}
	if got := filepath.Base(newest(t, dir)); got != "0000004" {
		t.Errorf("newest checkpoint %s, want that of step 4", got)
	}
	if h, err := train.ReadHistory(dir); err != nil || len(h) != 1 || h[0].Step != 4 || len(h[0].Probe) == 0 {
		t.Errorf("the history is %+v, %v; want what the four steps measured", h, err)
	}
	straight := t.TempDir()
	finish(t, resume(t, small(), c, straight))
	finish(t, resume(t, small(), c, dir))
	sameVariables(t, variables(t, straight), variables(t, dir))
}

// Whoever stops listening at the note that a step is awaited gets it saved, too.
func TestTheStepIsSavedForNobody(t *testing.T) {
	dir := t.TempDir()
	reached, open := holdStep(t, 3)
	l, err := train.Resume(gantest.PlainGo(t), small(), blobs{}, config(20), dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-reached
		cancel()
	}()
	for e, err := range l.Run(ctx) {
		if err != nil {
			t.Error(err)
		}
		if strings.Contains(e.Note, "is finished before") {
			close(open)
			break
		}
	}
	if got := filepath.Base(newest(t, dir)); got != "0000004" {
		t.Errorf("newest checkpoint %s, want that of step 4", got)
	}
}

// slowGraph is a recipe whose graph takes as long to build as the test wants.
type slowGraph struct {
	gan.GAN
	Slow          *atomic.Bool  `json:"-"` // from now on
	Reached, Open chan struct{} `json:"-"`
}

func (r slowGraph) Step(s *model.Scope, in train.In) []train.Measure {
	if r.Slow.Load() {
		select {
		case r.Reached <- struct{}{}:
		default:
		}
		<-r.Open
	}
	return r.GAN.Step(s, in)
}

// Nothing ends a compilation; so it is left, at once, with the truth. What goes on with the same
// loop awaits it.
func TestACompilationIsLeftAtOnce(t *testing.T) {
	r := slowGraph{small(), new(atomic.Bool), make(chan struct{}, 1), make(chan struct{})} // the word waits for its reader
	dir := filepath.Join(t.TempDir(), "runs", "new")
	l, err := train.New(gantest.PlainGo(t), r, blobs{}, config(4), dir)
	if err != nil {
		t.Fatal(err)
	}
	r.Slow.Store(true)
	ctx, cancel := context.WithCancel(context.Background())
	ended := runUntil(ctx, l)
	<-r.Reached
	cancel()
	err = <-ended // would wait for ever
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "while compiling, before step 1: nothing new to save") {
		t.Errorf("stopped with %v", err)
	}
	if _, err := os.Stat(filepath.Dir(dir)); err == nil {
		t.Error("a run that has not begun has left a directory")
	}
	again := runUntil(context.Background(), l)
	close(r.Open)
	if err := <-again; err != nil {
		t.Errorf("the second Run: %v", err)
	}
}

// What fails leaves the best that is there: one thing after the other, and nothing after a failure.
func TestKeepBestThatFailsKeepsTheOldOne(t *testing.T) {
	run := t.TempDir()
	best := filepath.Join(run, train.BestName)
	finish(t, resume(t, small(), config(10), run))
	if err := train.KeepBest(run, 5); err != nil {
		t.Fatal(err)
	}
	before := images(t, best)
	entry := filepath.Join(best, "config.json")
	text, err := os.ReadFile(entry)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(entry); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(entry, "in the way"), 0o777); err != nil { // what cannot be replaced by a file
		t.Fatal(err)
	}
	for _, step := range []int{5, 10} {
		if err := train.KeepBest(run, step); err == nil {
			t.Errorf("step %d was kept without its config.json", step)
		}
	}
	if err := os.RemoveAll(entry); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(entry, text, 0o666); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(images(t, best), before) {
		t.Error("the best was lost although another could not be kept")
	}
}

// Others may read what the user's umask lets them read, and no more.
func TestFilesObeyTheUmask(t *testing.T) {
	for _, umask := range []int{0o022, 0o077, 0} {
		before := syscall.Umask(umask)
		t.Cleanup(func() { syscall.Umask(before) })
		dir := t.TempDir()
		run := filepath.Join(dir, "run")
		finish(t, resume(t, small(), config(10), run))
		if err := train.KeepBest(run, 10); err != nil {
			t.Fatal(err)
		}
		if _, _, err := train.Export(run, filepath.Join(dir, "copy")); err != nil {
			t.Fatal(err)
		}
		files := 0
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || path == dir {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			want := os.FileMode(0o666 &^ umask)
			if d.IsDir() {
				want = os.FileMode(0o777 &^ umask)
			}
			if files++; info.Mode().Perm() != want {
				t.Errorf("umask %#o: %s has the mode %#o, want %#o", umask, path, info.Mode().Perm(), want)
			}
			return nil
		})
		if err != nil || files < 20 {
			t.Errorf("%d files, %v", files, err)
		}
		syscall.Umask(before)
	}
}
