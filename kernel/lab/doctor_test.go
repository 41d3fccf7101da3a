package lab

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"gophergan/ganlib/gantest"
)

func TestDoctorTellsWhatMendsAPart(t *testing.T) {
	p := newCounted(t)
	check := func(want Health, words, why string) {
		t.Helper()
		got := p.clone.checkPart("thing", Bad, p.part())
		if got.Health != want || !strings.Contains(got.Found, words) || (got.Health != Good) != (got.Mend == setUpCommand) {
			t.Errorf("%s: %+v, want %s and %q", why, got, want, words)
		}
	}
	check(Bad, "not set up yet", "at first")
	p.ensure(t, 1, "set up")
	check(Good, "is there", "after the set-up")
	p.input = "b"
	check(Weak, "older", "after an update")
	p.input = "a"
	if err := os.Remove(p.clone.own("counted")); err != nil {
		t.Fatal(err)
	}
	check(Bad, "part of it is gone", "after a loss")
}

func TestDoctorSeesASpecOfAnotherPlace(t *testing.T) {
	pathWith(t, map[string]string{"go": ""})
	c := Clone(t.TempDir())
	if got := c.checkSpec(); got.Health != Bad || got.Mend != setUpCommand {
		t.Errorf("without a spec: %+v", got)
	}
	if err := c.writeKernelSpec(); err != nil {
		t.Fatal(err)
	}
	if got := c.checkSpec(); got.Health != Good {
		t.Errorf("with the spec: %+v", got)
	}
	moved := Clone(filepath.Join(t.TempDir(), "moved"))
	if err := os.Rename(string(c), string(moved)); err != nil {
		t.Fatal(err)
	}
	if got := moved.checkSpec(); got.Health != Weak || got.Mend != setUpCommand {
		t.Errorf("after a move: %+v", got)
	}
}

func TestDoctorPassesOnHowToGetSomething(t *testing.T) {
	got := fromMissing("C compiler", Weak, &Missing{"a C compiler is missing", "sudo apt install gcc"})
	if want := (Check{"C compiler", Weak, "a C compiler is missing", "sudo apt install gcc"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := fromMissing("Go", Bad, errors.New("odd")); got.Found != "odd" || got.Health != Bad {
		t.Errorf("another error: %+v", got)
	}
}

func TestDoctorLooksForMNISTWithoutDownloading(t *testing.T) {
	t.Setenv("GOPHERGAN_DATA", "")
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	if got := checkData(); got.Health != Weak || !strings.Contains(got.Found, "not here yet") || got.Mend == "" {
		t.Errorf("with an empty cache: %+v", got)
	}
	t.Setenv("GOPHERGAN_DATA", filepath.Join(t.TempDir(), "none"))
	if got := checkData(); got.Health != Weak || !strings.Contains(got.Found, "none") {
		t.Errorf("with a folder that is not there: %+v", got)
	}
}

func TestOnlyBadPiecesCount(t *testing.T) {
	r := Report{Checks: []Check{{Name: "a", Health: Good}, {Name: "b", Health: Weak}, {Name: "c", Health: Bad}}}
	if bad := r.Bad(); len(bad) != 1 || bad[0].Name != "c" {
		t.Errorf("bad are %v", bad)
	}
}

func TestReportFitsATerminal(t *testing.T) {
	r := Report{
		Checks: []Check{
			{Name: "Go", Health: Good, Found: "go1.26.8 linux/amd64"},
			{Name: "computing", Health: Bad, Found: strings.Repeat("many words ", 30), Mend: "some command that is long " +
				strings.Repeat("and longer ", 8)},
		},
		Step:    48.2,
		Lessons: []LessonTime{{"00_start", "Start here", 0.02}, {"03_mnist", "Handwritten digits", 8.2}},
	}
	var out strings.Builder
	r.Print(&out)
	for line := range strings.Lines(out.String()) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > width {
			t.Errorf("a line of %d columns: %s", n, line)
		}
	}
	for _, want := range []string{"✓ Go ", "✗ computing", "→ some command", "takes 48 ms", "03_mnist", "8 min", "seconds"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
	if n := strings.Count(out.String(), "words"); n != 30 {
		t.Errorf("breaking lines left %d of 30 words", n)
	}
}

func TestReportAsJSON(t *testing.T) {
	text, err := json.Marshal(Report{Checks: []Check{{Name: "Go", Health: Good, Found: "x"}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"checks":[{"name":"Go","health":"good","found":"x"}]}`; string(text) != want {
		t.Errorf("JSON %s, want %s", text, want)
	}
}

func TestTimesAreSaidAsAPersonWould(t *testing.T) {
	for minutes, want := range map[float64]string{0.05: "seconds", 0.6: "40 s", 1.4: "80 s", 8.4: "8 min", 100: "1.7 h"} {
		if got := roughly(minutes); got != want {
			t.Errorf("%v minutes are %q, want %q", minutes, got, want)
		}
	}
}

func TestTotalMemory(t *testing.T) {
	got, err := totalMemory("MemFree:  1 kB\nMemTotal:       16384 kB\n")
	if err != nil || got != 16<<20 {
		t.Errorf("got %d, %v; want 16 MiB", got, err)
	}
	if _, err := totalMemory("nothing"); err == nil {
		t.Error("a file without MemTotal gave no error")
	}
	if total, err := memory(); err != nil || total < 64<<20 {
		t.Errorf("this machine has %d bytes, %v", total, err)
	}
	if free, err := freeDisk(t.TempDir()); err != nil || free == 0 {
		t.Errorf("this disk has %d free bytes, %v", free, err)
	}
}

// The probe times the step that the lessons are counted in.
func TestProbeTimesARealStep(t *testing.T) {
	step, err := timeSteps(t.Context(), gantest.Device(t).Backend)
	if err != nil || step <= 0 {
		t.Errorf("a step takes %v, %v", step, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := timeSteps(ended, gantest.Device(t).Backend); !errors.Is(err, context.Canceled) {
		t.Errorf("a probe whose context has ended gives %v", err)
	}
}
