package train_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
)

// The kill tests run this test binary again as a child that trains, says on its standard output how
// far it is, and is killed there.
const (
	childDir  = "TRAIN_TEST_DIR"
	childOn   = "TRAIN_TEST_BACKEND"
	childHang = "TRAIN_TEST_HANG" // the child stops for ever in the middle of this save, counted from 1
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(dir string) error {
	saves := 0
	train.SetAfterWrite(func() {
		if saves++; fmt.Sprint(saves) == os.Getenv(childHang) {
			fmt.Println("in the middle of a save")
			select {}
		}
	})
	d, err := backend.New(os.Getenv(childOn))
	if err != nil {
		return err
	}
	l, err := train.Resume(d.Backend, small(), blobs{}, config(1000), dir)
	if err != nil {
		return err
	}
	for e, err := range l.Run(context.Background()) {
		if err != nil {
			return err
		}
		if e.Record != nil {
			fmt.Println("step", e.Step)
		}
	}
	return nil
}

// killAt starts a child that trains in dir and kills it with SIGKILL as soon as it prints the line.
func killAt(t *testing.T, dir, line string, env ...string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childDir+"="+dir), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen := false
	for lines := bufio.NewScanner(out); !seen && lines.Scan(); {
		if seen = lines.Text() == line; !seen && strings.HasPrefix(lines.Text(), "error:") {
			t.Error(lines.Text())
		}
	}
	if !seen {
		t.Errorf("the child never said %q", line)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // returns the kill as an error
}

// N steps, a kill, a resume and M steps end in the bits of N+M steps; so do two kills, one of them
// in a save. It holds for each backend by itself: they do not round alike.
func TestKillAndResumeIsExact(t *testing.T) {
	best := gantest.Device(t)
	t.Run(best.Choice, func(t *testing.T) { killAndResume(t, best.Backend, best.Choice) })
	if best.Choice != "go" {
		t.Run("go", func(t *testing.T) { killAndResume(t, gantest.PlainGo(t), "go") })
	}
}

func killAndResume(t *testing.T, b compute.Backend, name string) {
	const steps = 40
	straight := t.TempDir()
	finish(t, resumeOn(t, b, small(), config(steps), straight))

	killed := t.TempDir()
	killAt(t, killed, "step 12", childOn+"="+name)                                 // between the saves of steps 10 and 15
	killAt(t, killed, "in the middle of a save", childOn+"="+name, childHang+"=2") // of which not one byte may count
	left, _ := filepath.Glob(filepath.Join(killed, "checkpoints", ".saving-*"))
	if len(left) == 0 {
		t.Fatal("the kill in the middle of a save left nothing behind: it was not in the middle")
	}
	l := resumeOn(t, b, small(), config(steps), killed)
	finish(t, l)

	sameVariables(t, variables(t, straight), variables(t, killed))
	first, errA := train.ReadHistory(straight)
	second, errB := train.ReadHistory(killed)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if fmt.Sprint(first) != fmt.Sprint(second) {
		t.Errorf("the histories differ:\n%v\n%v", first, second)
	}
	if left, _ := filepath.Glob(filepath.Join(killed, "checkpoints", ".saving-*")); len(left) > 0 {
		t.Errorf("the half-written checkpoint %v was never removed", left)
	}
}

// The comparison above can fail: another seed, or one step more, ends in other bits.
func TestOtherRunsDiffer(t *testing.T) {
	c := config(10)
	a, b := t.TempDir(), t.TempDir()
	finish(t, resume(t, small(), c, a))
	c.Seed++
	finish(t, resume(t, small(), c, b))
	if slices.Equal(variables(t, a)["/G/0/W"], variables(t, b)["/G/0/W"]) {
		t.Error("seeds 1 and 2 gave the same weights")
	}
	before := variables(t, a)
	c.Seed--
	c.Steps++
	finish(t, resume(t, small(), c, a))
	if slices.Equal(before["/G/0/W"], variables(t, a)["/G/0/W"]) {
		t.Error("one step more changed nothing")
	}
}

func TestDamagedCheckpointIsReportedAndPassedOver(t *testing.T) {
	dir := t.TempDir()
	finish(t, resume(t, small(), config(10), dir))
	path := newest(t, dir)
	files, err := filepath.Glob(filepath.Join(path, "*.bin"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1 // one bit
	if err := os.WriteFile(files[0], text, 0o666); err != nil {
		t.Fatal(err)
	}
	events := finish(t, resume(t, small(), config(12), dir))
	if note := events[0].Note; !strings.Contains(note, path) || !strings.Contains(note, "damaged") {
		t.Errorf("first note %q, want it to name %s", note, path)
	}
	if note := events[1].Note; note != "resumed after step 5" {
		t.Errorf("second note %q, want to go on after the checkpoint before, step 5", note)
	}
}

func TestChangedConfigRefusesAndListsEachDifference(t *testing.T) {
	dir := t.TempDir()
	finish(t, resume(t, small(), config(5), dir))
	r, c := small(), config(10)
	r.AdamD.LearningRate = 1e-3
	r.HiddenG = []int{32, 16}
	c.Seed = 9
	c.LearningRate = train.Schedule{{Step: 5, Factor: 1}}
	_, err := train.Resume(gantest.PlainGo(t), r, blobs{}, c, dir)
	if !errors.Is(err, train.ErrConfigChanged) {
		t.Fatalf("error %v, want ErrConfigChanged", err)
	}
	for _, want := range []string{
		"paper.adam_d.learning_rate: 0.0002 in the run, 0.001 now",
		"paper.hidden_g: [16] in the run, [32,16] now",
		"train.seed: 1 in the run, 9 now",
		"train.learning_rate: null in the run, [{",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the message misses %q:\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "in the run"); n != 4 {
		t.Errorf("%d differences listed, want 4:\n%v", n, err)
	}
	if _, err := train.New(gantest.PlainGo(t), small(), blobs{}, config(5), dir); !errors.Is(err, train.ErrRunExists) {
		t.Errorf("New in a directory with a run: %v, want ErrRunExists", err)
	}
}

// Who asks for fewer steps than there are would get a run that says of itself what is not so.
func TestResumeWantsNoFewerSteps(t *testing.T) {
	dir := t.TempDir()
	finish(t, resume(t, small(), config(5), dir))
	before, err := train.ReadRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := config(5)
	c.Steps = 3
	if _, err := train.Resume(gantest.PlainGo(t), small(), blobs{}, c, dir); err == nil ||
		!strings.Contains(err.Error(), "has 5 steps already, and 3 in all were asked for") {
		t.Errorf("3 steps of a run of 5: %v", err)
	}
	if after, err := train.ReadRun(dir); err != nil || after.Train.Steps != before.Train.Steps {
		t.Errorf("config.json says %d steps now: %v", after.Train.Steps, err)
	}
	if events := finish(t, resume(t, small(), config(5), dir)); !events[len(events)-1].Done {
		t.Error("a run that has its steps is not done")
	}
}

func TestStopSavesAndResumeGoesOn(t *testing.T) {
	straight, stopped := t.TempDir(), t.TempDir()
	finish(t, resume(t, small(), config(20), straight))

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	for e, err := range resume(t, small(), config(20), stopped).Run(ctx) {
		if e.Record != nil && e.Step == 8 { // not a multiple of SaveEvery
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || !strings.Contains(last.Error(), "after step 8 of 20, saved") {
		t.Errorf("stopped with %v", last)
	}
	if got := filepath.Base(newest(t, stopped)); got != "0000008" {
		t.Errorf("newest checkpoint %s, want step 8", got)
	}
	finish(t, resume(t, small(), config(20), stopped))
	sameVariables(t, variables(t, straight), variables(t, stopped))
}

func TestEndOfRangeLoopSaves(t *testing.T) {
	dir := t.TempDir()
	for e := range resume(t, small(), config(20), dir).Run(context.Background()) {
		if e.Step == 4 && e.Record != nil {
			break
		}
	}
	if got := filepath.Base(newest(t, dir)); got != "0000004" {
		t.Errorf("newest checkpoint %s, want step 4", got)
	}
}
