package lab

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pathWith makes a folder with the given shell scripts the only one in PATH.
func pathWith(t *testing.T, scripts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	return dir
}

// fakePython answers the question of askPython.
func fakePython(version, venv string) string { return fmt.Sprintf("echo %s; echo %s", version, venv) }

func TestFindPython(t *testing.T) {
	for _, test := range []struct {
		name    string
		scripts map[string]string
		found   string // the name of the interpreter
		missing string // what the error says
	}{
		{"none", nil, "", "Python 3.10 or newer is missing; get it with: "},
		{"good", map[string]string{"python3": fakePython("3 12", "venv")}, "python3", ""},
		{"the oldest that will do", map[string]string{"python3": fakePython("3 10", "venv")}, "python3", ""},
		{"too old", map[string]string{"python3": fakePython("3 9", "venv")}, "", "is Python 3.9); get it with: "},
		{"a newer one beside it", map[string]string{"python3": fakePython("3 9", "venv"), "python3.13": fakePython("3 13", "venv")},
			"python3.13", ""},
		{"no venv", map[string]string{"python3": fakePython("3 12", "none")}, "", "Python's venv module is missing"},
		{"Python 2", map[string]string{"python": fakePython("2 7", "venv")}, "", "Python 3.10 or newer is missing; get"},
		{"broken", map[string]string{"python3": "exit 1", "python": fakePython("3 11", "venv")}, "python", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			pathWith(t, test.scripts)
			path, err := findPython(t.Context())
			if test.missing == "" {
				if err != nil || filepath.Base(path) != test.found {
					t.Errorf("found %q, %v; want %s", path, err, test.found)
				}
				return
			}
			var missing *Missing
			if !errors.As(err, &missing) || !strings.Contains(err.Error(), test.missing) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one sentence with %q", err, test.missing)
			}
		})
	}
}

func TestUvIsUsedWhenItIsThere(t *testing.T) {
	dir := pathWith(t, map[string]string{"uv": "exit 0", "python3": fakePython("3 12", "venv")})
	commands, err := Clone(t.TempDir()).venvCommands(t.Context(), "list.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, cmd := range commands {
		if cmd.Path != filepath.Join(dir, "uv") {
			t.Errorf("%v does not use uv", cmd)
		}
	}
}

func TestHowToGetItFollowsTheSystem(t *testing.T) {
	for release, want := range map[string]string{
		"ID=debian\nVERSION_ID=12\n":                     "debian",
		"NAME=\"Linux Mint\"\nID_LIKE=\"ubuntu debian\"": "debian",
		"ID=fedora": "fedora",
		"ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"": "fedora",
		"ID=arch": "",
	} {
		if got := systemOf(release); got != want {
			t.Errorf("systemOf(%q) = %q, want %q", release, got, want)
		}
	}
	if got := venvPackages.get("debian"); got != "sudo apt install python3-venv" {
		t.Errorf("on Debian: %s", got)
	}
	everywhere := compilerPackages.get("")
	for _, want := range []string{"apt", "dnf", "xcode-select", "Debian", "Fedora", "macOS"} {
		if !strings.Contains(everywhere, want) {
			t.Errorf("on an unknown system: %q lacks %s", everywhere, want)
		}
	}
}

func TestMissingCompilerIsSaidInOneSentence(t *testing.T) {
	t.Setenv("CGO_ENABLED", "")
	pathWith(t, map[string]string{"go": "echo cc-of-nowhere"})
	err := checkCompiler(t.Context())
	var missing *Missing
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), "C compiler (cc-of-nowhere)") ||
		strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
	t.Setenv("CGO_ENABLED", "0")
	if err := checkCompiler(t.Context()); err != nil {
		t.Errorf("with cgo switched off: %v", err)
	}
}

func TestMissingGoIsSaid(t *testing.T) {
	pathWith(t, nil)
	err := Clone(t.TempDir()).SetUp(t.Context(), os.Stderr)
	var missing *Missing
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), "go command is missing") {
		t.Errorf("error %v", err)
	}
}

// Building GoNB takes minutes on a new machine; who has no Python should not wait for it.
func TestMissingPythonIsSaidAtOnce(t *testing.T) {
	t.Setenv("CGO_ENABLED", "")
	pathWith(t, map[string]string{"go": `case "$1" in env) echo cc-of-nowhere;; *) exec /bin/sleep 600;; esac`})
	var out strings.Builder
	err := Clone(t.TempDir()).SetUp(t.Context(), &out)
	var missing *Missing
	if !errors.As(err, &missing) ||
		!strings.Contains(err.Error(), "JupyterLab could not be set up: Python 3.10 or newer is missing; get it with: ") {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(out.String(), "Note: a C compiler") {
		t.Errorf("nothing was said about the C compiler:\n%s", out.String())
	}
}

// A newer Python in the place of the one that the packages were installed for leaves a folder that
// looks whole.
func TestVenvOfAnotherPythonIsBroken(t *testing.T) {
	c := Clone(t.TempDir())
	if c.venvWorks() {
		t.Error("no folder at all works")
	}
	for _, dir := range []string{c.own("venv", "bin"), c.own("venv", "lib", "python3.11", "site-packages", "jupyterlab")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for version, works := range map[string]bool{"python3.11": true, "python3.12": false} {
		if err := os.WriteFile(c.Python(), []byte("#!/bin/sh\necho "+version+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		if c.venvWorks() != works {
			t.Errorf("packages of python3.11 work with %s: %t, want %t", version, !works, works)
		}
	}
}

func TestOfflineIsRecognised(t *testing.T) {
	for output, want := range map[string]bool{
		"go: x@v1: Get \"https://proxy/x\": dial tcp: lookup proxy: no such host":                            true,
		"go: x@v1: module lookup disabled by GOPROXY=off":                                                    true,
		"WARNING: Retrying: NewConnectionError('Failed to establish a new connection')":                      true,
		"ERROR: Could not find a version that satisfies the requirement anyio==4.16.0 (from versions: none)": true,
		"error: Failed to fetch: `https://index/anyio/`\n Caused by: dns error":                              true,
		"./main.go:3:1: syntax error": false,
		"ERROR: Could not find a version that satisfies the requirement anyio==99 (from versions: 4.15, 4.16)": false,
	} {
		if got := looksOffline(output); got != want {
			t.Errorf("looksOffline(%q) = %t", output, got)
		}
	}
}

func TestFailedCommandSaysWhyInOneSentence(t *testing.T) {
	pathWith(t, map[string]string{
		"builder": "echo compiling; echo 'cannot find the thing' >&2; exit 3",
		"fetcher": "echo 'dial tcp: no route' >&2; exit 1",
	})
	var log strings.Builder
	err := runCommand(t.Context(), &log, command(t.Context(), t.TempDir(), "builder", "-x"))
	if err == nil || !strings.HasSuffix(err.Error(), "cannot find the thing") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
	if want := "$ builder -x\ncompiling\ncannot find the thing\n"; log.String() != want {
		t.Errorf("the log is %q, want %q", log.String(), want)
	}
	if err := runCommand(t.Context(), &log, command(t.Context(), t.TempDir(), "fetcher")); !errors.Is(err, errOffline) {
		t.Errorf("error %v, want %v", err, errOffline)
	}
}
