package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"gophergan/ganlib/data"
	"gophergan/kernel/course"
)

// Report is what the doctor found.
type Report struct {
	Checks  []Check      `json:"checks"`
	Device  string       `json:"device,omitempty"`     // what computes here, and why
	Step    float64      `json:"ms_per_step,omitzero"` // one training step of lesson 03's GAN, in milliseconds
	Lessons []LessonTime `json:"lessons,omitempty"`    // how long the computer works on each here
}

// Health says how well one piece is.
type Health string

const (
	Good Health = "good"
	Weak Health = "weak" // the course works without it, or with it as it is, only less well
	Bad  Health = "bad"  // the course does not work
)

// Check is one piece of the set-up.
type Check struct {
	Name   string `json:"name"`
	Health Health `json:"health"`
	Found  string `json:"found"`         // what is there, or what is wrong
	Mend   string `json:"mend,omitzero"` // the command that mends it
}

// LessonTime is how long the computer works on a lesson.
type LessonTime struct {
	Lesson  string  `json:"lesson"`
	Title   string  `json:"title"`
	Minutes float64 `json:"minutes"`
}

// setUpCommand makes and mends everything that lies in .gophergan.
const setUpCommand = "go run ./kernel lab"

// Bad returns the pieces that the course does not work without.
func (r Report) Bad() (bad []Check) {
	for _, check := range r.Checks {
		if check.Health == Bad {
			bad = append(bad, check)
		}
	}
	return bad
}

// Examine looks at every piece and, if something can compute here, times it for some seconds to
// tell how long each lesson takes. The device is opened as a lesson would open it, so XLA is
// downloaded if it was never used here.
func (c Clone) Examine(ctx context.Context) Report {
	r := Report{Checks: []Check{
		checkGo(ctx), checkC(ctx), c.checkPython(ctx), c.checkJupyterLab(), c.checkTools(), c.checkGopls(), c.checkSpec(),
		checkData(), checkDisk(string(c)), checkMemory(),
	}}
	p, err := probe(ctx)
	if err != nil {
		r.Checks = append(r.Checks, Check{"computing", Bad, err.Error(), "go run ./kernel bench mlp --backend go"})
		return r
	}
	r.Checks = append(r.Checks, p.check())
	r.Device, r.Step = p.device, float64(p.step)/float64(time.Millisecond)
	for _, l := range course.Lessons() {
		r.Lessons = append(r.Lessons, LessonTime{l.Name(), l.Title, l.Time(p.step).Minutes()})
	}
	return r
}

func checkGo(ctx context.Context) Check {
	if _, err := findGo(); err != nil {
		return fromMissing("Go", Bad, err)
	}
	out, err := exec.CommandContext(ctx, "go", "version").Output()
	if err != nil {
		return Check{"Go", Bad, "go version fails: " + err.Error(), goPackages}
	}
	return Check{Name: "Go", Health: Good, Found: strings.TrimPrefix(strings.TrimSpace(string(out)), "go version ")}
}

func checkC(ctx context.Context) Check {
	if os.Getenv("CGO_ENABLED") == "0" {
		return Check{"C compiler", Weak, "cgo is switched off, so XLA cannot be used", "unset CGO_ENABLED"}
	}
	if err := checkCompiler(ctx); err != nil {
		return fromMissing("C compiler", Weak, err)
	}
	return Check{Name: "C compiler", Health: Good, Found: "is there, and Go uses it"}
}

// fromMissing takes the way out from an error that has one.
func fromMissing(name string, health Health, err error) Check {
	var missing *Missing
	if errors.As(err, &missing) {
		return Check{name, health, missing.What, missing.Get}
	}
	return Check{Name: name, Health: health, Found: err.Error()}
}

func (c Clone) checkPython(ctx context.Context) Check {
	if c.venvWorks() {
		version, _, err := askPython(ctx, c.Python())
		if err != nil {
			return Check{"Python", Bad, err.Error(), setUpCommand}
		}
		return Check{Name: "Python", Health: Good, Found: fmt.Sprintf("%v, in .gophergan/venv", version)}
	}
	if uv, err := exec.LookPath("uv"); err == nil {
		return Check{Name: "Python", Health: Good, Found: uv + " will find or bring one"}
	}
	path, err := findPython(ctx)
	if err != nil {
		return fromMissing("Python", Bad, err)
	}
	return Check{Name: "Python", Health: Good, Found: path}
}

func (c Clone) checkJupyterLab() Check {
	check := c.checkPart("JupyterLab", Bad, c.pythonPart())
	if check.Health == Good {
		check.Found = pinned("jupyterlab")
	}
	return check
}

// pinned is the version of a Python package that the set-up installs.
func pinned(name string) string {
	for line := range strings.Lines(requirements) {
		if version, ok := strings.CutPrefix(line, name+"=="); ok {
			return strings.TrimSpace(version)
		}
	}
	return ""
}

func (c Clone) checkTools() Check {
	check := c.checkPart("GoNB", Bad, c.toolsPart())
	if check.Health == Good {
		check.Found = moduleVersion("github.com/janpfeifer/gonb") + ", with goimports"
	}
	return check
}

// moduleVersion is the version of a module that this program was built with; GoNB is one, for
// kernel/show speaks to it.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return "is there"
}

func (c Clone) checkGopls() Check {
	check := c.checkPart("gopls", Weak, c.goplsPart())
	if check.Health == Weak {
		check.Found += "; names are not completed in cells"
	}
	return check
}

// checkPart turns the state of a part into words.
func (c Clone) checkPart(name string, otherwise Health, p part) Check {
	found, _, err := p.look(c)
	switch {
	case err != nil:
		return Check{name, otherwise, err.Error(), setUpCommand}
	case found == ready:
		return Check{Name: name, Health: Good, Found: "is there"}
	}
	if found == stale {
		return Check{name, Weak, "is older than this clone asks for", setUpCommand}
	}
	words := map[state]string{
		missing: "not set up yet, or its set-up was cut off",
		broken:  "was set up, but part of it is gone",
	}
	return Check{name, otherwise, words[found], setUpCommand}
}

func (c Clone) checkSpec() Check {
	goDir, err := findGo()
	if err != nil {
		return fromMissing("kernel spec", Bad, err)
	}
	content, err := os.ReadFile(filepath.Join(c.kernelSpecDir(), "kernel.json"))
	if err != nil {
		return Check{"kernel spec", Bad, "not written yet", setUpCommand}
	}
	want, err := json.MarshalIndent(c.newKernelSpec(goDir), "", "  ")
	if err != nil || strings.TrimSpace(string(content)) != string(want) {
		return Check{"kernel spec", Weak, "is not what is written now: the clone was moved, or Go or its flags have changed",
			setUpCommand}
	}
	return Check{Name: "kernel spec", Health: Good, Found: `"` + KernelTitle + `"`}
}

// checkData looks for MNIST without downloading it.
func checkData() Check {
	noDownload, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := data.Opener{}.Open(noDownload, "mnist")
	switch {
	case err == nil:
		return Check{Name: "MNIST", Health: Good, Found: "is there"}
	case errors.Is(err, context.Canceled), errors.Is(err, data.ErrUnavailable):
		return Check{"MNIST", Weak, "not here yet; lesson 03 downloads it, or runs on drawn digits",
			"set GOPHERGAN_DATA to a folder that has its files, or be online"}
	}
	return Check{"MNIST", Weak, err.Error(), "remove or replace the file, then run the lesson online"}
}

// What the set-up takes: 0.3 GB of Python, as much for XLA, and up to 2 GB of Go's caches.
const (
	diskNeeded   = 3 << 30
	memoryNeeded = 3 << 30 // of which XLA and a GAN of lesson 05 take most
)

func checkDisk(dir string) Check {
	const name = "disk"
	free, err := freeDisk(dir)
	if err != nil {
		return Check{Name: name, Health: Good, Found: "unknown: " + err.Error()}
	}
	check := Check{Name: name, Health: Good, Found: gigabytes(free) + " free"}
	if free < diskNeeded {
		check.Health, check.Found = Weak, check.Found+", and a first set-up needs "+gigabytes(diskNeeded)
		check.Mend = "go clean -cache, or make room otherwise"
	}
	return check
}

func checkMemory() Check {
	total, err := memory()
	if err != nil {
		return Check{Name: "memory", Health: Good, Found: "unknown: " + err.Error()}
	}
	check := Check{Name: "memory", Health: Good, Found: fmt.Sprintf("%s, %d processors", gigabytes(total), runtime.NumCPU())}
	if total < memoryNeeded {
		check.Health, check.Found = Weak, check.Found+"; lessons with large networks want "+gigabytes(memoryNeeded)
		check.Mend = "close other programs before a lesson trains"
	}
	return check
}

func gigabytes(bytes uint64) string { return fmt.Sprintf("%.1f GB", float64(bytes)/1e9) }
