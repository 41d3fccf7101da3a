package lab

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// kernelTools are the programs without which no cell runs; the last element of each path is its
// name.
var kernelTools = []string{
	"github.com/janpfeifer/gonb",
	"golang.org/x/tools/cmd/goimports",
	"./kernel/lab/gophergan-kernel",
}

// toolsPart is GoNB and what it needs to run a cell.
func (c Clone) toolsPart() part {
	return part{
		name: "GoNB, the Go kernel",
		file: "tools",
		inputs: func() (string, error) {
			files, err := c.hashFiles([]string{".go"}, "go.mod", "go.sum", "kernel/lab/gophergan-kernel")
			return hashOf(toolchain(), files), err
		},
		intact: func(string) bool { return c.haveTools(kernelTools...) },
		make: func(ctx context.Context, log io.Writer) (string, error) {
			build := c.goBuild(ctx, string(c), append([]string{"-o", c.own("bin") + "/"}, kernelTools...)...)
			return "", runCommand(ctx, log, build)
		},
	}
}

// goplsTool is the language server, built from a module of its own; see the go.mod in the folder
// gopls.
const goplsTool = "golang.org/x/tools/gopls"

// goplsPart is what completes names and shows their documentation. Cells run without it, and it
// takes long to compile, so JupyterLab does not wait for it.
func (c Clone) goplsPart() part {
	return part{
		name: "gopls, for completion",
		file: "gopls",
		inputs: func() (string, error) {
			files, err := c.hashFiles(nil, "kernel/lab/gopls/go.mod", "kernel/lab/gopls/go.sum")
			return hashOf(toolchain(), files), err
		},
		intact: func(string) bool { return c.haveTools(goplsTool) },
		make: func(ctx context.Context, log io.Writer) (string, error) {
			// It is moved to its place whole: a kernel that starts in between finds none, which it
			// can live with.
			fresh := c.own("bin", "gopls.new")
			build := c.goBuild(ctx, c.Path("kernel", "lab", "gopls"), "-o", fresh, goplsTool)
			if err := runCommand(ctx, log, gently(build)); err != nil {
				return "", err
			}
			return "", os.Rename(fresh, c.tool("gopls"))
		},
	}
}

// cellPackages are what cells import; compiled once, they make the first cell as quick as the
// others.
var cellPackages = []string{"./ganlib/...", "./kernel/show"}

// warmPart has the packages that cells import in Go's build cache.
func (c Clone) warmPart() part {
	return part{
		name: "the library, compiled for the cells",
		file: "warm",
		inputs: func() (string, error) {
			files, err := c.hashFiles([]string{".go"}, "go.mod", "go.sum", "ganlib", "kernel/show")
			return hashOf(toolchain(), cellGoFlags(userGoFlags()), files), err
		},
		intact: func(string) bool { return true },
		make: func(ctx context.Context, log io.Writer) (string, error) {
			return "", runCommand(ctx, log, c.goBuild(ctx, string(c), cellPackages...))
		},
	}
}

// toolchain names the compiler that binaries are made with.
func toolchain() string { return runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH }

func (c Clone) haveTools(packages ...string) bool {
	for _, pkg := range packages {
		info, err := os.Stat(c.tool(filepath.Base(pkg)))
		if err != nil || info.Size() == 0 || info.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// goBuild prepares "go build" in a folder of the clone. A go.work further up, which a learner may
// have, is not asked.
func (c Clone) goBuild(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := command(ctx, dir, "go", append([]string{"build"}, args...)...)
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS="+userGoFlags())
	return cmd
}

// gently has a command leave the processors to whoever wants them, where there is a program for
// that.
func gently(cmd *exec.Cmd) *exec.Cmd {
	if nice, err := exec.LookPath("nice"); err == nil {
		cmd.Path, cmd.Args = nice, append([]string{"nice", "-n", "10"}, cmd.Args...)
	}
	return cmd
}

// userGoFlags is the user's $GOFLAGS without -mod, which a workspace, and so a cell, refuses to
// accept.
func userGoFlags() string {
	flags := strings.Fields(os.Getenv("GOFLAGS"))
	flags = slices.DeleteFunc(flags, func(flag string) bool {
		return strings.HasPrefix(strings.TrimLeft(flag, "-"), "mod=")
	})
	return strings.Join(flags, " ")
}

// cellGoFlags adds what makes cells quick. Most of the time of a cell goes into linking: without
// symbol table and debug data (-s) it takes half as long, and a fifth less again with Go's own
// linker in the place of the C compiler's, which is known to link this library on linux/amd64.
func cellGoFlags(flags string) string {
	link := "-ldflags=-s"
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		link = "'-ldflags=-s -linkmode=internal'"
	}
	return strings.TrimSpace(flags + " " + link)
}

// checkCompiler returns what is missing if cgo, and with it XLA, cannot work for want of a C
// compiler. Who switched cgo off knows why.
func checkCompiler(ctx context.Context) error {
	if os.Getenv("CGO_ENABLED") == "0" {
		return nil
	}
	out, err := exec.CommandContext(ctx, "go", "env", "CC").Output()
	if err != nil {
		return fmt.Errorf("go env CC: %w", err)
	}
	words := strings.Fields(string(out))
	if len(words) == 0 {
		words = []string{"gcc"}
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return &Missing{"a C compiler (" + words[0] + ") is missing, without which Go cannot use XLA",
			compilerPackages.get(thisSystem())}
	}
	return nil
}

// goPackages: there is no good package of Go itself on most systems, so the way to get it is a
// page.
const goPackages = "the instructions on https://go.dev/doc/install"

// findGo returns the folder of the go command.
func findGo() (string, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return "", &Missing{"the go command is missing from PATH", goPackages}
	}
	path, err = filepath.Abs(path)
	return filepath.Dir(path), err
}
