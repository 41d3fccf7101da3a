//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// shapes is a cell whose graph function adds what cannot be added, in its line 9.
const shapes = `import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/backend"
	"gophergan/kernel/show"
)

func add(a, b *Node) *Node {
	return Add(a, b)
}

%%
device := show.Must(backend.New("go"))
exec := show.Must(NewExec(device.Backend, add))
fmt.Println(show.Must(exec.Call([]float32{1, 2}, []float32{1, 2, 3})))`

// A mistake is told with the line of the cell, never with those of the program that GoNB makes of
// it.
func TestMistakesNameTheLine(t *testing.T) {
	f := startKernel(t)
	for _, c := range []struct{ name, code, want string }{
		{"statement alone", "fmt.Println(1)", "line 1: statements belong below %%"},
		{"statement below a function", "func f() int { return 1 }\n\nfor range 3 {\n\tf()\n}", "line 3: statements belong below %%"},
		{"assignment", "x := 1\n%%\nfmt.Println(x)", "line 1: statements belong below %%"},
		{"function below %%", "%%\nfunc g() {}\ng()", "line 2: functions belong above %%"},
		{"import below %%", "%%\nimport \"os\"\nfmt.Println(os.Args)", "line 2: imports belong above %%"},
		{"unknown name", "%%\n\nfmt.Println(nothing)", "line 3: undefined: nothing"},
		{"type", "func f() int { return \"a\" }\n\n%%\nfmt.Println(f())", "line 1: cannot use \"a\""},
		{"wrong shapes", shapes, "error at line 9: "},
		{"error of a call", "%%\nshow.Check(errors.New(\"no such file\"))", "error at line 2: no such file"},
		{"panic", "%%\nvar a []int\nfmt.Println(a[3])", "line 3"},
	} {
		r := f.runWhole(c.code)
		if got := r.text(); !strings.Contains(got, c.want) {
			t.Errorf("%s: no %q in\n%s", c.name, c.want, got)
		}
		if got := r.text(); strings.Contains(got, "gonb_") || strings.Contains(got, "main.go") || strings.Contains(got, "\x1b") {
			t.Errorf("%s: the generated program is seen in\n%s", c.name, got)
		}
		if r.reply["status"] != "error" || r.errors != 1 {
			t.Errorf("%s: the status is %v and %d errors are shown", c.name, r.reply["status"], r.errors)
		}
	}
	if r := f.run("func twice(n int) int { return 2 * n[0] }\n%%\n"); !strings.Contains(r.text(), "line 1: cannot index n") {
		t.Errorf("a mistake in a function: %s", r.text())
	}
}

// A line of an earlier cell is told with the number of that cell.
func TestMistakesInEarlierCells(t *testing.T) {
	f := startKernel(t)
	if r := f.run("func third(a []int) int {\n\treturn a[2]\n}"); r.reply["status"] != "ok" {
		t.Fatal(r.text())
	}
	r := f.runWhole("%%\nfmt.Println(third(nil))")
	if !strings.Contains(r.stderr, "line 2 of cell [1]") {
		t.Errorf("no line of the first cell in\n%s", r.stderr)
	}
}

// The end that a learner asks for is no error: nothing red, and the cells that wait do not begin.
func TestStopIsNoError(t *testing.T) {
	f := startKernel(t)
	for _, c := range []struct{ name, code, want string }{
		{"a loop", "%%\nfmt.Println(\"begun\")\nfor {\n\ttime.Sleep(time.Second)\n}", "Stopped."},
		{"a program that saves", "%%\nctx := show.Context()\nfmt.Println(\"begun\")\n<-ctx.Done()\nshow.Check(fmt.Errorf(\"stopped " +
			"after step 3, saved: %w\", ctx.Err()))", "stopped after step 3, saved\n"},
	} {
		id := f.start(c.code)
		next := f.start("%%\nfmt.Println(\"the next cell\")")
		f.waitFor(id, "begun")
		f.send(f.sockets.control, "interrupt_request", map[string]any{})
		r := f.until(id)
		if r.errors != 0 || r.stderr != "" || !strings.HasSuffix(r.stdout, c.want) && !strings.HasSuffix(r.stdout, c.want+"\n") {
			t.Errorf("%s: %d errors, red %q, printed %q, want %q", c.name, r.errors, r.stderr, r.stdout, c.want)
		}
		if r.reply["status"] != "error" {
			t.Errorf("%s: the status is %v, and JupyterLab would go on with the next cell", c.name, r.reply["status"])
		}
		if r := f.until(next); r.reply["status"] != "aborted" || r.stdout != "" {
			t.Errorf("%s: the next cell is %v and printed %q", c.name, r.reply["status"], r.stdout)
		}
	}
	if r := f.run("%%\nfmt.Println(\"alive\")"); r.stdout != "alive\n" {
		t.Errorf("after the stops a cell gives %q, %s", r.stdout, r.text())
	}
}

// A stop that comes while the cell is compiled counts.
func TestStopWhileCompiling(t *testing.T) {
	f := startKernel(t)
	id := f.start("%%\nfor {\n\ttime.Sleep(time.Second)\n}")
	f.wait(id, "begin", func(r result) bool { return r.begun })
	f.send(f.sockets.control, "interrupt_request", map[string]any{})
	if r := f.until(id); r.errors != 0 || r.reply["status"] != "error" {
		t.Errorf("%d errors, %v: %s", r.errors, r.reply, r.text())
	}
}

// Output without end is cut with a sentence; the program runs on, and what follows is whole.
func TestOutputWithoutEndIsCut(t *testing.T) {
	f := startKernel(t)
	r := f.run("%%\nline := strings.Repeat(\"x\", 999)\nfor range 20_000 " +
		"{\n\tfmt.Println(line)\n}\nos.WriteFile(filepath.Join(os.TempDir(), \"gophergan-cut\"), []byte(\"end\"), 0o600)")
	if len(r.stdout) > maxText+1000 || !strings.Contains(r.stdout, "more than 1 MB") || !strings.Contains(r.stdout, "stop button") {
		t.Errorf("%d bytes are printed, and they end with %q", len(r.stdout), r.stdout[max(0, len(r.stdout)-300):])
	}
	if r.streams > 200 { // as many as the program writes would be a thousand for each MB
		t.Errorf("the page gets %d messages for %d bytes", r.streams, len(r.stdout))
	}
	end := filepath.Join(os.TempDir(), "gophergan-cut")
	defer os.Remove(end)
	if _, err := os.Stat(end); err != nil || r.reply["status"] != "ok" {
		t.Errorf("the program did not reach its end: %v, %v", err, r.reply)
	}
	r = f.run("%%\nfor range 200 {\n\tshow.Image(image.NewGray(image.Rect(0, 0, 8, 8)))\n}\nfmt.Println(\"all shown\")")
	if r.stdout != "all shown\n" {
		t.Errorf("pictures: %q", r.stdout)
	}
}

// A cell has no keyboard: it says so instead of waiting for ever, and an input box can be asked
// for.
func TestKeyboard(t *testing.T) {
	f := startKernel(t)
	for code, want := range map[string]string{
		"%%\nvar n int\nfmt.Scan(&n)": "line 3: fmt.Scan would wait for ever",
		"func ask() string {\n\ts, _ := bufio.NewReader(os.Stdin).ReadString('\\n')\n\treturn s\n}": "line 2: os.Stdin would wait " +
			"for ever",
	} {
		if r := f.run(code); !strings.Contains(r.text(), want) || r.reply["status"] != "error" ||
			!strings.Contains(r.text(), "gonbui.RequestInput") {
			t.Errorf("%q: %v: %s", code, r.reply["status"], r.text())
		}
	}
	id := f.start("import \"github.com/janpfeifer/gonb/gonbui\"\n\n%%\ngonbui.RequestInput(\"How many?\", false)\nvar n " +
		"int\nfmt.Scan(&n)\nfmt.Println(n + 1)")
	asked := <-f.asked
	f.sockets.stdin.send(asked.about("input_reply", map[string]string{"value": "41"}), testKey)
	if r := f.until(id); r.stdout != "42\n" {
		t.Errorf("with an input box: %q", r.text())
	}
}

// JupyterLab shows a notebook as changed whose language is not described as the kernel describes
// it; and a page that is loaded anew asks what the kernel is while a cell runs.
func TestKernelIsKnownWhileACellRuns(t *testing.T) {
	f := startKernel(t)
	id := f.start("%%\nfmt.Println(\"begun\")\ntime.Sleep(20*time.Second)")
	f.waitFor(id, "begun")
	r := f.until(f.send(f.sockets.shell, "kernel_info_request", map[string]any{}))
	if got := fmt.Sprint(r.reply["language_info"]); got != "map[file_extension:.go mimetype:text/x-go name:go]" {
		t.Errorf("the language is %s, and the notebooks say otherwise", got)
	}
	for deadline := time.Now().Add(time.Minute); f.kernelState() != "busy"; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after the answer the kernel is %s, and a cell runs", f.kernelState())
		}
	}
	f.send(f.sockets.control, "interrupt_request", map[string]any{})
	f.until(id)
}

// startGopls starts the language server as the lab does.
func startGopls(t *testing.T) (socket string, process *os.Process) {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "gopls")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket = filepath.Join(dir, "gopls")
	cmd := exec.Command(filepath.Join(bin, "gopls"), "serve", "-listen=unix;"+socket)
	cmd.Env = append(os.Environ(), "GOWORK=off", "GO_TELEMETRY_CHILD=2", "GOMEMLIMIT=600MiB")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(socket); err == nil {
			return socket, cmd.Process
		}
		if time.Now().After(deadline) {
			t.Fatal("gopls does not listen")
		}
	}
}

// Names of the course are completed, each once, while a cell runs as well; a second notebook shares
// the gopls.
func TestCompletion(t *testing.T) {
	if testing.Short() {
		t.Skip("builds gopls")
	}
	socket, _ := startGopls(t)
	first, second := startKernel(t, goplsEnv+"="+socket), startKernel(t, goplsEnv+"="+socket)
	if r := first.run("import g \"github.com/gomlx/gomlx/core/graph\"\n\ntype Point struct{ Across, Up int }\n\nfunc origin() " +
		"Point { return Point{} }\n\nfunc use(n *g.Node) *g.Node { return n }"); r.reply["status"] != "ok" {
		t.Fatal(r.text())
	}
	first.warmUp(t)
	second.warmUp(t)
	id := first.start("%%\nfmt.Println(\"begun\")\ntime.Sleep(5*time.Minute)")
	first.waitFor(id, "begun")
	for _, c := range []struct{ code, begins, want string }{
		{"%%\nshow.", "", "Must TrainOnce Follow"},
		{"%%\nx := show.Tr", "Tr", "Trained TrainOnce"},
		{"%%\ng.", "", "Add ReduceAllSum"},
		{"func f(n *g.Node) {\n\tn.", "", "Shape Graph"},
		{"%%\norigin().", "", "Across Up"},
		{"%%\nori", "ori", "origin"},
		{"%%\nmetric.Fr", "Fr", "Frechet"},
		{"%%\nσ := 2.0\nmath.Sq", "Sq", "Sqrt"},
		{"%%writefile ../exercises/ex01_minimax/value.go\npackage minimax\n\nimport \"math\"\n\nfunc Worth(dReal, dFake []float64) " +
			"float64 {\n\treturn math.Log1", "Log1", "Log1p Log10"},
	} {
		matches, begin := first.complete(t, c.code)
		for want := range strings.FieldsSeq(c.want) {
			if !slices.Contains(matches, want) {
				t.Errorf("%q: no %s in %v", c.code, want, matches)
			}
		}
		if want := len([]rune(c.code)) - len([]rune(c.begins)); begin != want {
			t.Errorf("%q: the names replace what stands behind %d, want %d", c.code, begin, want)
		}
		if slices.Sort(matches); len(slices.Compact(slices.Clone(matches))) != len(matches) {
			t.Errorf("%q: a name twice in %v", c.code, matches)
		}
		if i := slices.IndexFunc(matches, testName.MatchString); i >= 0 {
			t.Errorf("%q: the test function %s is offered", c.code, matches[i])
		}
	}
	if matches, _ := second.complete(t, "%%\norigin"); len(matches) > 0 {
		t.Errorf("the second notebook knows names of the first: %v", matches)
	}
	if matches, _ := second.complete(t, "%%\nshow."); !slices.Contains(matches, "Must") {
		t.Errorf("the second notebook knows only %v", matches)
	}
	first.send(first.sockets.control, "interrupt_request", map[string]any{})
	first.until(id)
}

func (f *frontEnd) complete(t *testing.T, code string) (matches []string, begin int) {
	t.Helper()
	r := f.until(f.send(f.sockets.shell, "complete_request", question{code, len([]rune(code))}))
	for _, name := range r.reply["matches"].([]any) {
		matches = append(matches, name.(string))
	}
	return matches, int(r.reply["cursor_start"].(float64))
}

// warmUp waits until gopls has read what cells import.
func (f *frontEnd) warmUp(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); ; {
		if matches, _ := f.complete(t, "%%\nshow."); len(matches) > 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("no names of the package show within 5 minutes")
		}
	}
}

// A question about a name is answered by its documentation, or not at all.
func TestInspection(t *testing.T) {
	if testing.Short() {
		t.Skip("builds gopls")
	}
	socket, _ := startGopls(t)
	f := startKernel(t, goplsEnv+"="+socket)
	f.warmUp(t)
	for code, want := range map[string]string{
		"%%\nshow.Must":     "Must returns v when err is nil",
		"%%\nshow.Steps(":   "func Steps(full int, quick int) int",
		"%%\n":              "",
		"%%":                "",
		"%%\nnothing.Known": "",
		"!ls":               "",
	} {
		r := f.until(f.send(f.sockets.shell, "inspect_request", question{code, len([]rune(code))}))
		data, _ := r.reply["data"].(map[string]any)
		got := fmt.Sprint(data["text/plain"])
		if found := r.reply["found"] == true; found != (want != "") || found && !strings.Contains(got, want) {
			t.Errorf("%q: found %t, %s; want %q", code, found, got, want)
		}
	}
}

// Without gopls a question is answered at once, with nothing.
func TestWithoutGopls(t *testing.T) {
	f := startKernel(t, goplsEnv+"=")
	if matches, _ := f.complete(t, "%%\nshow."); matches != nil {
		t.Errorf("names from nowhere: %v", matches)
	}
	if r := f.until(f.send(f.sockets.shell, "inspect_request", question{"%%\nshow.Must", 9})); r.reply["found"] != false {
		t.Errorf("an answer from nowhere: %v", r.reply)
	}
	if out, _ := exec.Command("pgrep", "-g", fmt.Sprint(f.process.Process.Pid), "gopls").Output(); len(out) > 0 {
		t.Errorf("GoNB has started a gopls of its own: %s", out)
	}
}
