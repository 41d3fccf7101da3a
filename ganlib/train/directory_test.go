package train_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
)

// files is what a directory holds, by path.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = string(text)
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

// Of two loops in one directory the second is refused, before it has touched anything; the records
// of the first are all there.
func TestTwoTrainingsInOneDirectory(t *testing.T) {
	dir := t.TempDir()
	reached, open := holdStep(t, 6)
	first, err := train.Resume(gantest.PlainGo(t), small(), blobs{}, config(20), dir)
	if err != nil {
		t.Fatal(err)
	}
	late := resume(t, small(), config(20), dir) // opened before the first has begun
	ended := runUntil(context.Background(), first)
	<-reached
	before := files(t, dir)
	if _, err := train.Resume(gantest.PlainGo(t), small(), blobs{}, config(20), dir); !errors.Is(err, train.ErrRunBusy) {
		t.Errorf("a second training was prepared: %v", err)
	}
	if _, err := train.New(gantest.PlainGo(t), small(), blobs{}, config(20), dir); !errors.Is(err, train.ErrRunBusy) {
		t.Errorf("a second training was prepared: %v", err)
	}
	if err := <-runUntil(context.Background(), late); !errors.Is(err, train.ErrRunBusy) {
		t.Errorf("a second training has begun: %v", err)
	}
	for path, text := range files(t, dir) {
		if text != before[path] {
			t.Errorf("the second training has changed %s", path)
		}
	}
	close(open)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if h, err := train.ReadHistory(dir); err != nil || len(h) != 12 {
		t.Errorf("%d records, %v; want 12", len(h), err)
	}
	if err := <-runUntil(context.Background(), late); err == nil ||
		!strings.Contains(err.Error(), "another process meanwhile; resume it again") {
		t.Errorf("what was opened before the other training went on: %v", err)
	}
}

// copyRun copies the files of one directory over those of another, as cp -r does.
func copyRun(t *testing.T, from, to string) {
	t.Helper()
	for path, text := range files(t, from) {
		rel, err := filepath.Rel(from, path)
		if err != nil {
			t.Fatal(err)
		}
		path = filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// A checkpoint of another run is not taken for one of this, whatever it differs by.
func TestCheckpointsOfOtherRunsAreToldApart(t *testing.T) {
	run := t.TempDir()
	finish(t, resume(t, small(), config(10), run))
	want := images(t, run)
	for name, other := range map[string]func(t *testing.T, dir string){
		"another rate": func(t *testing.T, dir string) {
			r := small()
			r.AdamG.LearningRate = 1e-3
			finish(t, resume(t, r, config(20), dir))
		},
		"another seed": func(t *testing.T, dir string) {
			c := config(20)
			c.Seed = 5
			finish(t, resume(t, small(), c, dir))
		},
		"another recipe": func(t *testing.T, dir string) {
			if _, err := runLine(t, newLine(), lineConfig(20), dir); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			mixed, dir := t.TempDir(), t.TempDir()
			other(t, dir)
			copyRun(t, dir, mixed)
			copyRun(t, run, mixed)
			if !bytes.Equal(images(t, mixed), want) {
				t.Error("the pictures are not those of the run whose config.json is there")
			}
			w, err := train.OpenWeights(mixed)
			if err != nil || w.Step != 10 || len(w.Notes) != 2 || !strings.Contains(w.Notes[0], "0000020 is of another run") ||
				!strings.HasSuffix(w.Notes[0], "using that of step 10 instead") {
				t.Errorf("step %d, notes %q, %v", w.Step, w.Notes, err)
			}
			events := finish(t, resume(t, small(), config(12), mixed))
			if note := events[0].Note; !strings.Contains(note, "of another run") {
				t.Errorf("first note %q", note)
			}
			if _, err := os.Stat(filepath.Join(mixed, "checkpoints", "0000020")); err != nil {
				t.Errorf("the checkpoint of the other run was thrown away: %v", err)
			}
		})
	}
}

// edit changes the text of config.json.
func edit(t *testing.T, dir, from, to string) {
	t.Helper()
	path := filepath.Join(dir, "config.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), from) {
		t.Fatalf("config.json has no %s:\n%s", from, text)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), from, to, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Whoever edits config.json is told in a sentence, and nothing is computed with numbers that no run
// has.
func TestEditedConfig(t *testing.T) {
	for edited, want := range map[[2]string]string{
		{`"sample_count": 4`, `"sample_count": 1000000`}:   "SampleCount is 1000000, want at most",
		{`"keep_checkpoints": 2`, `"keep_checkpoints": 1`}: "Keep is 1, want at least 2",
		{`"half_life": 10000`, `"half_life": -1`}:          "HalfLife is -1 images",
		{`"seed": 1`, `"seed": 2`}: "of another run: it was not made by what config.json says; if " +
			"config.json was edited, undo that; else put",
		{`"z": 5`, `"z": 6`}: "of another run: it was not made by what config.json says; if " +
			"config.json was edited, undo that; else put",
		{`"seed": 1`, `"seed": "one"`}: "config.json is not what a run has there",
	} {
		dir := t.TempDir()
		finish(t, resume(t, small(), config(5), dir))
		history := files(t, dir)[filepath.Join(dir, "history.jsonl")]
		edit(t, dir, edited[0], edited[1])
		if _, err := train.OpenWeights(dir); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want an error with %q", edited[1], err, want)
		}
		if _, err := train.Resume(gantest.PlainGo(t), small(), blobs{}, config(20), dir); err == nil {
			t.Errorf("%s: the run was resumed", edited[1])
		}
		if now := files(t, dir)[filepath.Join(dir, "history.jsonl")]; now != history {
			t.Errorf("%s: the history has changed", edited[1])
		}
	}
}

// What is usable is used and said; where nothing is, it is said why, and the history stays.
func TestAllCheckpointsDamaged(t *testing.T) {
	dir := t.TempDir()
	finish(t, resume(t, small(), config(10), dir))
	before := files(t, dir)
	for path := range before {
		if strings.HasSuffix(path, ".bin") {
			if err := os.WriteFile(path, []byte("no weights"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, weights := train.OpenWeights(dir)
	_, _, export := train.Export(dir, filepath.Join(t.TempDir(), "copy"))
	_, resumed := train.Resume(gantest.PlainGo(t), small(), blobs{}, config(20), dir)
	for _, err := range []error{weights, export, resumed} {
		if !errors.Is(err, train.ErrNoCheckpoint) || strings.Count(err.Error(), "is damaged: ") != 2 ||
			!strings.Contains(err.Error(), "0000005") {
			t.Errorf("error %v, want one that says of each checkpoint why", err)
		}
	}
	after := files(t, dir)
	if history := filepath.Join(dir, "history.jsonl"); after[history] != before[history] {
		t.Error("the history has changed")
	}
	if err := os.RemoveAll(filepath.Join(dir, "checkpoints")); err != nil { // lost altogether
		t.Fatal(err)
	}
	if _, err := train.Resume(gantest.PlainGo(t), small(), blobs{}, config(20), dir); !errors.Is(err, train.ErrNoCheckpoint) {
		t.Errorf("a run whose checkpoints are gone: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "config.json")); err != nil {
		t.Fatal(err)
	}
}

func TestNewestDamagedIsSaid(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	finish(t, resume(t, small(), config(10), dir))
	if err := os.Remove(filepath.Join(newest(t, dir), "seal.json")); err != nil {
		t.Fatal(err)
	}
	gen, err := train.OpenGenerator(gantest.PlainGo(t), small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer gen.Close()
	step, notes, err := train.Export(dir, out)
	if err != nil || step != 5 || gen.Step() != 5 {
		t.Errorf("steps %d and %d, %v; want 5", step, gen.Step(), err)
	}
	for _, notes := range [][]string{notes, gen.Notes()} {
		if len(notes) != 1 || !strings.Contains(notes[0], "0000010 is damaged: ") ||
			!strings.HasSuffix(notes[0], "using that of step 5 instead") {
			t.Errorf("notes %q", notes)
		}
	}
}

// A start that fails leaves nothing, and what has saved nothing does not block.
func TestAFailedStartDoesNotBlock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs", "first")
	wrong := small()
	wrong.Width = 9
	if _, err := train.New(gantest.PlainGo(t), wrong, blobs{}, config(4), dir); err == nil ||
		err.Error() != `the recipe gan cannot be trained on blobs: images of 8×9×1 are needed as "x", and these are images of 8×8×1` {
		t.Errorf("images of another size: %v", err)
	}
	wrong = small()
	wrong.Z = 0
	if _, err := train.New(gantest.PlainGo(t), wrong, blobs{}, config(4), dir); err == nil ||
		!strings.HasPrefix(err.Error(), "the recipe gan: z is 0, want 1") {
		t.Errorf("Z = 0: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(dir)); err == nil {
		t.Error("a start that failed has left a directory")
	}
	bad := newLine()
	bad.BadAt = 2
	if _, err := runLine(t, bad, lineConfig(20), dir); err == nil {
		t.Fatal("no NaN")
	}
	l, err := train.New(gantest.PlainGo(t), small(), blobs{}, config(10), dir)
	if err != nil {
		t.Fatal(err)
	}
	events := finish(t, l)
	if note := events[0].Note; !strings.Contains(note, "had saved nothing") {
		t.Errorf("first note %q", note)
	}
	if h, err := train.ReadHistory(dir); err != nil || h[0].Ended != "" || len(h) != 6 {
		t.Errorf("the history is %v, %v", h, err)
	}
	if _, err := train.New(gantest.PlainGo(t), small(), blobs{}, config(10), dir); !errors.Is(err, train.ErrRunExists) {
		t.Errorf("a run that has saved something was replaced: %v", err)
	}
}

// elsewhere is data that know their origin.
type elsewhere struct {
	blobs
	of train.Origin
}

func (e *elsewhere) Origin() (dir, fingerprint string, order uint64) {
	return e.of.Dir, e.of.Fingerprint, e.of.Order
}

func (e *elsewhere) HeldOut() int { return e.of.HeldOut }

// config.json keeps all that decides a run, and the place of the data; only the former has to stay.
func TestResumeKnowsTheData(t *testing.T) {
	dir := t.TempDir()
	begun := &elsewhere{of: train.Origin{Dir: "/pictures", Fingerprint: "abc", Order: 3, HeldOut: 9}}
	l, err := train.New(gantest.PlainGo(t), small(), begun, config(5), dir)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, l)
	run, err := train.ReadRun(dir)
	if err != nil || run.Origin != begun.of || len(run.Batch) != 4 || run.Batch[0] != 8 || run.Train.Steps != 5 {
		t.Fatalf("%+v, %v", run, err)
	}
	for want, of := range map[string]train.Origin{
		`data_fingerprint: "abc" in the run, "xyz" now`: {Dir: "/pictures", Fingerprint: "xyz", Order: 3, HeldOut: 9},
		"data_order: 3 in the run, 4 now":               {Dir: "/pictures", Fingerprint: "abc", Order: 4, HeldOut: 9},
		"data_held_out: 9 in the run, nothing now":      {Dir: "/pictures", Fingerprint: "abc", Order: 3},
	} {
		_, err := train.Resume(gantest.PlainGo(t), small(), &elsewhere{of: of}, config(10), dir)
		if !errors.Is(err, train.ErrConfigChanged) || !strings.Contains(err.Error(), want) ||
			strings.Count(err.Error(), "in the run") != 1 {
			t.Errorf("%v, want %q alone", err, want)
		}
	}
	moved := &elsewhere{of: train.Origin{Dir: "/moved", Fingerprint: "abc", Order: 3, HeldOut: 9}}
	if l, err = train.Resume(gantest.PlainGo(t), small(), moved, config(10), dir); err != nil {
		t.Fatal(err)
	}
	finish(t, l)
	if run, err = train.ReadRun(dir); err != nil || run.Dir != "/moved" || run.Train.Steps != 10 {
		t.Errorf("%+v, %v", run, err)
	}
}

// A run of a version that kept neither batch nor steps nor whose checkpoints are its own goes on,
// and is complete from then on.
func TestOlderRunsGoOn(t *testing.T) {
	dir, straight := t.TempDir(), t.TempDir()
	finish(t, resume(t, small(), config(20), straight))
	finish(t, resume(t, small(), config(10), dir))
	path := filepath.Join(dir, "config.json")
	strip := func(path string, names ...string) {
		var all map[string]any
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			delete(all, name)
		}
		if train, ok := all["train"].(map[string]any); ok {
			delete(train, "steps")
		}
		if text, err = json.Marshal(all); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	strip(path, "batch")
	for _, step := range []string{"0000005", "0000010"} {
		strip(filepath.Join(dir, "checkpoints", step, "seal.json"), "run")
	}
	other := &longer{}
	if _, err := train.Resume(gantest.PlainGo(t), small(), other, config(20), dir); !errors.Is(err, train.ErrConfigChanged) ||
		!strings.Contains(err.Error(), "batches in an epoch: 10 in the run, 11 now") {
		t.Errorf("other data than the history has: %v", err)
	}
	events := finish(t, resume(t, small(), config(20), dir))
	if note := events[0].Note; !strings.Contains(note, "of an older version") || events[1].Note != "resumed after step 10" {
		t.Errorf("notes %q, %q", note, events[1].Note)
	}
	sameVariables(t, variables(t, straight), variables(t, dir))
	if run, err := train.ReadRun(dir); err != nil || len(run.Batch) != 4 || run.Train.Steps != 20 {
		t.Errorf("%+v, %v", run, err)
	}
}

// longer is blobs with more batches in an epoch.
type longer struct{ blobs }

func (longer) PerEpoch() int { return 11 }

// A checkpoint that may not be read is not called damaged.
func TestPermissionIsCalledPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything, so permission cannot be tested by it")
	}
	dir := t.TempDir()
	finish(t, resume(t, small(), config(5), dir))
	for _, path := range []string{filepath.Join(newest(t, dir), "seal.json"), newest(t, dir), filepath.Join(dir, "checkpoints")} {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := train.OpenWeights(dir); !errors.Is(err, os.ErrPermission) || errors.Is(err, train.ErrNoCheckpoint) {
			t.Errorf("%s may not be read: %v", path, err)
		}
		if err := os.Chmod(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

// A file that is JSON and no run is not taken for a run without a name.
func TestConfigOfNothing(t *testing.T) {
	for _, text := range []string{"{}", "null", `{"paper": {}}`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := train.ReadRun(dir); err == nil || !strings.Contains(err.Error(), "it names no recipe") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
