//go:build unix

package show

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// programs are small cells. Some end the process, and the notebook is known from the environment
// that a process starts with, so each runs in a process of its own: this test binary once more.
var programs = map[string]func(){
	"must good": func() { fmt.Println(Must(7, nil)) },
	"must bad":  func() { fmt.Println(Must(7, errors.New("there is no run in runs/x; train one first"))) },
	"stopped":   func() { Check(fmt.Errorf("stopped after step 3 of 9, saved: %w", context.Canceled)) },
	"context": func() {
		ctx := Context()
		fmt.Println("ready")
		<-ctx.Done()
		fmt.Println("saved")
		time.Sleep(time.Minute)
	},
	"show": func() {
		Markdown("**bold**\n")
		Image(image.NewGray(image.Rect(0, 0, 30, 20)))
		SVG("<svg/>")
	},
	"follow": func() {
		fmt.Println("before")
		Check(Follow(fakeRun(time.Second, nil), Title("Digits")))
		Image(image.NewGray(image.Rect(0, 0, 30, 20)))
	},
}

const programEnv = "GOPHERGAN_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if program, ok := programs[os.Getenv(programEnv)]; ok {
		program()
		return
	}
	os.Exit(m.Run())
}

// command is one of the programs, outside a notebook, with more variables in its environment.
func command(t *testing.T, program string, env ...string) (cmd *exec.Cmd, stdout, stderr *strings.Builder) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(self)
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "GONB_") && !strings.HasPrefix(kv, DirEnv) {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	cmd.Env = append(append(cmd.Env, programEnv+"="+program), env...)
	stdout, stderr = new(strings.Builder), new(strings.Builder)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return cmd, stdout, stderr
}

func TestMustSaysTheErrorInOneSentenceAndEnds(t *testing.T) {
	cmd, stdout, stderr := command(t, "must bad")
	err := cmd.Run()
	if cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("ended with %v, want exit status 1", err)
	}
	if want := "error: there is no run in runs/x; train one first\n"; stderr.String() != want || stdout.String() != "" {
		t.Errorf("standard error is %q, want %q; standard output is %q", stderr, want, stdout)
	}
}

// Notebooks paint standard error red, and the end that a user asks for is no error.
func TestAStopIsNotRed(t *testing.T) {
	cmd, stdout, stderr := command(t, "stopped")
	err := cmd.Run()
	if want := "stopped after step 3 of 9, saved\n"; stdout.String() != want || stderr.String() != "" {
		t.Errorf("standard output is %q, want %q; standard error is %q", stdout, want, stderr)
	}
	if cmd.ProcessState.ExitCode() != stopped {
		t.Errorf("ended with %v, want exit status %d", err, stopped)
	}
}

func TestMustPassesTheValueOn(t *testing.T) {
	cmd, stdout, stderr := command(t, "must good")
	if err := cmd.Run(); err != nil || stdout.String() != "7\n" || stderr.String() != "" {
		t.Errorf("printed %q and %q, %v", stdout, stderr, err)
	}
}

func TestTheFirstInterruptCancelsAndTheSecondEnds(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd, _, stderr := command(t, "context")
		cmd.Stdout = nil
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(pipe)
		expect := func(want string) {
			t.Helper()
			if !lines.Scan() || lines.Text() != want {
				t.Fatalf("program says %q, want %q", lines.Text(), want)
			}
		}
		expect("ready")
		cmd.Process.Signal(signal)
		expect("saved")
		ended := make(chan struct{})
		go func() { cmd.Wait(); close(ended) }()
		for again := time.NewTicker(10 * time.Millisecond); cmd.Process.Signal(signal) == nil; { // until it has ended
			<-again.C
		}
		<-ended
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !status.Signaled() || status.Signal() != signal || stderr.String() != "" {
			t.Errorf("after the second %v: %v, standard error %q", signal, cmd.ProcessState, stderr)
		}
	}
}

func TestOutsideANotebookOneLineSaysWhatWouldBeSeen(t *testing.T) {
	cmd, stdout, stderr := command(t, "show")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	want := "**bold**\n" +
		"[picture of 30×20 pixels: seen in a notebook, or set GOPHERGAN_SHOW_DIR to a folder to keep it]\n" +
		"[drawing: seen in a notebook, or set GOPHERGAN_SHOW_DIR to a folder to keep it]\n"
	if stdout.String() != want || stderr.String() != "" {
		t.Errorf("printed\n%s, want\n%s; standard error %q", stdout, want, stderr)
	}
}

func TestPicturesAreKeptInTheFolderAskedFor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	cmd, stdout, _ := command(t, "show", DirEnv+"="+dir)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "001.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, _, err := image.Decode(f); err != nil || img.Bounds() != image.Rect(0, 0, 30, 20) {
		t.Errorf("001.png: %v", err)
	}
	if svg, err := os.ReadFile(filepath.Join(dir, "002.svg")); string(svg) != "<svg/>" {
		t.Errorf("002.svg holds %q, %v", svg, err)
	}
	if !strings.Contains(stdout.String(), "[drawing: "+filepath.Join(dir, "002.svg")+"]\n") {
		t.Errorf("the file is not named in\n%s", stdout)
	}
}

func TestAFolderThatCannotBeWrittenIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd, stdout, stderr := command(t, "show", DirEnv+"="+file)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(stdout.String(), "[picture of 30×20 pixels: not kept: ") || stderr.String() != "" {
		t.Errorf("printed\n%s, standard error %q", stdout, stderr)
	}
}

// A stand-in for the kernel: it reads what a cell sends through the named pipe and acknowledges
// what is synchronised.
func TestInANotebookOutputsArriveBeforeTheProgramEnds(t *testing.T) {
	dir := t.TempDir()
	to, back := filepath.Join(dir, "to"), filepath.Join(dir, "back")
	for _, path := range []string{to, back} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	received := make(chan traffic)
	go func() { received <- serve(t, to, back) }()
	cmd, stdout, stderr := command(t, "follow", protocol.GONB_PIPE_ENV+"="+to, protocol.GONB_PIPE_BACK_ENV+"="+back)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	got := <-received
	if got.synced != len(got.outputs) {
		t.Errorf("the program waited until %d of %d outputs had arrived", got.synced, len(got.outputs))
	}
	if stdout.String() != "before\nhalf way\n" || stderr.String() != "" {
		t.Errorf("standard output %q, want only what the cell prints and the note; standard error %q, want none", stdout, stderr)
	}
	ids := map[string]int{}
	for _, o := range got.outputs {
		ids[o.DisplayID]++
	}
	if len(ids) != 2 || ids[""] != 1 {
		t.Fatalf("outputs by id: %v, want one panel and one picture", ids)
	}
	panel, picture := got.outputs[len(got.outputs)-2], got.outputs[len(got.outputs)-1]
	if png, ok := panel.Data[protocol.MIMEImagePNG].([]byte); !ok || len(png) < 1000 {
		t.Errorf("the panel ends as %T of %d bytes", panel.Data[protocol.MIMEImagePNG], len(png))
	}
	if fmt.Sprint(picture.Metadata) != "map[image/png:map[height:20 width:30]]" {
		t.Errorf("the picture has the metadata %v", picture.Metadata)
	}
}

// traffic is what came through the pipe, and how many outputs there were when the program last
// waited for them.
type traffic struct {
	outputs []protocol.DisplayData
	synced  int
}

func serve(t *testing.T, to, back string) (got traffic) {
	in, err := os.Open(to)
	if err != nil {
		t.Error(err)
		return got
	}
	defer in.Close()
	out, err := os.OpenFile(back, os.O_WRONLY, 0)
	if err != nil {
		t.Error(err)
		return got
	}
	defer out.Close()
	decoder, encoder := gob.NewDecoder(in), gob.NewEncoder(out)
	for {
		var data protocol.DisplayData
		if err := decoder.Decode(&data); errors.Is(err, io.EOF) {
			return got
		} else if err != nil {
			t.Error(err)
			return got
		}
		request, isSync := data.Data[protocol.MIMECommValue].(protocol.CommValue)
		if !isSync {
			got.outputs = append(got.outputs, data)
			continue
		}
		got.synced = len(got.outputs)
		if err := encoder.Encode(&protocol.CommValue{Address: protocol.GonbuiSyncAckAddress, Value: request.Value}); err != nil {
			t.Error(err)
		}
	}
}

func TestStepsAreFewInQuickMode(t *testing.T) {
	for value, want := range map[string]int{"": 9380, "0": 9380, "1": 200} {
		t.Setenv(QuickEnv, value)
		if got := Steps(9380, 200); got != want {
			t.Errorf("with %s=%q: %d steps, want %d", QuickEnv, value, got, want)
		}
	}
}
