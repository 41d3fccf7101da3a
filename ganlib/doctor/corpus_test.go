package doctor_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/doctor/museum"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
)

// confusion counts what the doctor called the runs of each kind.
type confusion map[doctor.Kind]map[doctor.Kind]int

func (c confusion) add(is, called doctor.Kind) {
	if c[is] == nil {
		c[is] = map[doctor.Kind]int{}
	}
	c[is][called]++
}

func (c confusion) right() (right, all int) {
	for is, row := range c {
		for called, n := range row {
			all += n
			if is == called {
				right += n
			}
		}
	}
	return right, all
}

func (c confusion) String() string {
	var b strings.Builder
	for _, is := range append(doctor.Ills(), doctor.Healthy) {
		fmt.Fprintf(&b, "%-20s", is)
		for _, called := range append(doctor.Ills(), doctor.Healthy, doctor.TooShort) {
			if n := c[is][called]; n > 0 {
				fmt.Fprintf(&b, "  %s: %d", called, n)
			}
		}
		fmt.Fprintln(&b)
	}
	right, all := c.right()
	fmt.Fprintf(&b, "%d of %d", right, all)
	return b.String()
}

// The doctor names nine in ten of the museum's runs rightly, and calls no healthy one sick, at no
// time while it trains. It is as good on the runs with the seed on which its limits were not
// chosen.
func TestCorpus(t *testing.T) {
	chosen, judged := confusion{}, confusion{}
	kinds := map[doctor.Kind]int{}
	for _, e := range museum.Corpus() {
		for _, seed := range e.Seeds {
			run, err := museum.ReadFile(filepath.Join("testdata", e.FileName(seed)))
			if err != nil {
				t.Fatal(err)
			}
			run.Info.Traits = train.TraitsOf(e.Recipe) // the files are older than traits
			r := doctor.Examine(run.History, run.Info)
			if seed == museum.Judged {
				judged.add(e.Kind, r.Verdict)
			} else {
				chosen.add(e.Kind, r.Verdict)
			}
			kinds[e.Kind]++
			if r.Verdict != e.Kind {
				t.Logf("%s, seed %d, is called %s", e.Name, seed, r.Verdict)
			}
			for _, f := range r.Findings {
				for _, evidence := range f.Evidence {
					if _, err := evidence.Chart(f.Kind).SVG(); err != nil {
						t.Errorf("%s, seed %d: %v", e.Name, seed, err)
					}
				}
			}
			if e.Kind == doctor.Healthy {
				for i := range run.History {
					if young := doctor.Examine(run.History[:i+1], run.Info); len(young.Findings) > 0 {
						t.Errorf("%s, seed %d, is healthy, but after step %d: %s", e.Name, seed, run.History[i].Step, young.Line())
						break
					}
				}
			}
		}
	}
	t.Logf("seeds on which the limits were chosen:\n%s", chosen)
	t.Logf("the seed on which they were judged:\n%s", judged)
	for name, c := range map[string]confusion{"chosen": chosen, "judged": judged} {
		if right, all := c.right(); 10*right < 9*all {
			t.Errorf("%s: only %d of %d are named rightly", name, right, all)
		}
	}
	for _, kind := range doctor.Ills() {
		if kinds[kind] < 5 {
			t.Errorf("only %d runs of %s", kinds[kind], kind)
		}
	}
	if kinds[doctor.Healthy] < 10 {
		t.Errorf("only %d healthy runs", kinds[doctor.Healthy])
	}
}

// A D that knows a small folder by heart is seen by the images that were held out, and by nothing else: without them the
// same runs look well, and the doctor says what it has not seen. ADA, and more images, keep D from it.
func TestSmallFolders(t *testing.T) {
	for _, e := range museum.Corpus() {
		isSick, isWell := e.Name == "overfit-300", slices.Contains([]string{"cured-300", "healthy-900", "ada-900", "healthy-2000", "ada-2000"}, e.Name)
		if !isSick && !isWell {
			continue
		}
		for _, seed := range e.Seeds {
			run, err := museum.ReadFile(filepath.Join("testdata", e.FileName(seed)))
			if err != nil {
				t.Fatal(err)
			}
			if r := doctor.Examine(run.History, run.Info); r.Verdict != e.Kind || isSick && len(r.Findings) != 1 {
				t.Errorf("%s, seed %d: %s, %d findings", e.Name, seed, r.Verdict, len(r.Findings))
			}
			for i := range run.History {
				run.History[i].Probe = slices.DeleteFunc(run.History[i].Probe, func(s train.Scalar) bool { return s.Name == train.ScoreHeldOut })
			}
			if r := doctor.Examine(run.History, run.Info); r.Verdict != doctor.Healthy || !strings.Contains(r.Blind, "by heart was not judged") {
				t.Errorf("%s, seed %d, without held-out images: %s, blind: %q", e.Name, seed, r.Verdict, r.Blind)
			}
		}
	}
}

// The files are those of the corpus, and small.
func TestCorpusFiles(t *testing.T) {
	var want []string
	for _, e := range museum.Corpus() {
		for _, seed := range e.Seeds {
			want = append(want, e.FileName(seed))
		}
	}
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	for _, entry := range entries {
		if !slices.Contains(want, entry.Name()) {
			t.Errorf("testdata/%s is of no exhibit", entry.Name())
		}
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > 700_000 {
		t.Errorf("the corpus has %d bytes, want at most 700,000", size)
	}
}

// Some runs are trained anew, so that the files cannot drift from what the code does.
func TestFreshRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: trains for some seconds")
	}
	device := gantest.Device(t)
	if device.Choice == "go" {
		t.Skip("XLA is not to be had here, and pure Go would train for minutes: " + device.String())
	}
	for _, name := range []string{"range-01", "strong-fast", "collapse-momentum", "diverge-nan"} {
		e, err := museum.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if _, err := e.Run(context.Background(), device.Backend, 1, dir); err != nil {
			t.Fatal(err)
		}
		r, err := doctor.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != e.Kind {
			t.Errorf("%s: %s, want %s", name, r.Verdict, e.Kind)
		}
	}
}
