package ganlib_test

import (
	"bufio"
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// block is a fenced block of Markdown.
var block = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// program is what README.md says of the library: the lines that prepare a folder, the program, the
// lines that run it.
func program(t *testing.T) (prepare, source string, run []string) {
	t.Helper()
	_, section, ok := strings.Cut(string(read(t, "README.md")), "\n## The library\n")
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := block.FindAllStringSubmatch(section, -1)
	if !ok || len(blocks) != 3 || blocks[0][1] != "sh" || blocks[1][1] != "go" || blocks[2][1] != "sh" {
		t.Fatalf("README.md should have shell, Go and shell below “The library”, and has %q", blocks)
	}
	return blocks[0][2], blocks[1][2], strings.Split(strings.TrimSpace(blocks[2][2]), "\n")
}

// Who does what README.md says, in an empty folder beside the clone, has a program that trains,
// that Ctrl-C stops with all saved, and whose run the commands read. Nothing is downloaded: what
// the clone needs is there once it is built.
func TestProgramOfREADME(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and trains a GAN, which takes half a minute")
	}
	prepare, source, run := program(t)
	clone, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	beside := t.TempDir()
	if err := os.Symlink(clone, filepath.Join(beside, "gophergan")); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(beside, "empty")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	inFolder(t, dir, prepare)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	needsModules(t, dir)
	stopAfterFirstLine(t, dir, run[0])
	inFolder(t, dir, strings.Join(run[1:], "\n"))
	picture, err := os.ReadFile(filepath.Join(dir, "x.png"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(picture)); err != nil {
		t.Errorf("x.png is no picture: %v", err)
	}
}

// shell is a shell in dir, which stops at the first line that fails, with a device that is
// everywhere.
func shell(dir, lines string) *exec.Cmd {
	c := exec.Command("sh", "-e", "-c", lines)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOMLX_BACKEND=go", "GOFLAGS=", "GOWORK=")
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return c
}

// needsModules fetches what a workspace wants beyond what the clone itself is built of: the go.mod
// files of all modules that any of its tools could need. Without a network the program cannot be
// tried.
func needsModules(t *testing.T, dir string) {
	t.Helper()
	out, err := shell(dir, "go list -deps . gophergan/kernel").CombinedOutput()
	if err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Skipf("a workspace wants modules that are not here and cannot be fetched (%v): %.300s", err, out)
}

func inFolder(t *testing.T, dir, lines string) {
	t.Helper()
	if out, err := shell(dir, lines).CombinedOutput(); err != nil {
		t.Fatalf("%s%v\n%s", lines, err, out)
	}
}

// stopAfterFirstLine runs a program until it prints, sends what Ctrl-C sends, and wants all to be
// saved.
func stopAfterFirstLine(t *testing.T, dir, line string) {
	t.Helper()
	c := shell(dir, line)
	var stderr bytes.Buffer
	c.Stderr, c.WaitDelay = &stderr, time.Minute
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Kill(-c.Process.Pid, syscall.SIGKILL) })
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() || !strings.Contains(lines.Text(), "loss D") {
		t.Errorf("the program prints %q first, want the losses", lines.Text())
	}
	if err := syscall.Kill(-c.Process.Pid, syscall.SIGINT); err != nil {
		t.Error(err)
	}
	for lines.Scan() {
	}
	_ = c.Wait() // it was stopped, and says so
	if !strings.Contains(stderr.String(), "saved") {
		t.Errorf("stopped by Ctrl-C the program says\n%s\nwant that all is saved", stderr.String())
	}
}
