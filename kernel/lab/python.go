package lab

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"gophergan/kernel/wholefile"
)

// requirements is the exact list of Python packages, for pip and uv. It says itself how it was
// made.
//
//go:embed requirements.txt
var requirements string

// pythonPart is the virtual environment with JupyterLab and nbclient.
//
// It is only ever entered through its interpreter (python -m …), never through its scripts, which
// hold absolute paths: so it goes on working when the clone is moved.
func (c Clone) pythonPart() part {
	return part{
		name:   "JupyterLab",
		file:   "venv",
		inputs: func() (string, error) { return hashOf(requirements), nil },
		intact: func(string) bool { return c.venvWorks() },
		make: func(ctx context.Context, log io.Writer) (string, error) {
			return "", c.makeVenv(ctx, log)
		},
	}
}

// venvWorks reports whether the interpreter still runs and still is the one that the packages were
// installed for: a system that was given a newer Python keeps the folder and breaks what is in it.
func (c Clone) venvWorks() bool {
	out, err := exec.Command(c.Python(), "-I", "-S", "-c", "import sys; print('python%d.%d' % sys.version_info[:2])").Output()
	if err != nil {
		return false
	}
	return isDir(c.own("venv", "lib", strings.TrimSpace(string(out)), "site-packages", "jupyterlab"))
}

func (c Clone) makeVenv(ctx context.Context, log io.Writer) error {
	venv := c.own("venv")
	if err := os.RemoveAll(venv); err != nil {
		return err
	}
	list := c.own("log", "requirements.txt")
	if err := wholefile.Write(list, []byte(requirements)); err != nil {
		return err
	}
	commands, err := c.venvCommands(ctx, list)
	if err != nil {
		return err
	}
	for _, cmd := range commands {
		cmd.Env = cleanPython(os.Environ())
		if err := runCommand(ctx, log, cmd); err != nil {
			return err
		}
	}
	return nil
}

// venvCommands uses uv if it is there, for it is several times as fast and can bring its own
// Python. Nothing is compiled to bytecode ahead: JupyterLab uses a small part of it all, and
// compiles that part when it first starts.
func (c Clone) venvCommands(ctx context.Context, list string) ([]*exec.Cmd, error) {
	venv := c.own("venv")
	if uv, err := exec.LookPath("uv"); err == nil {
		return []*exec.Cmd{
			command(ctx, string(c), uv, "venv", "--no-config", "--no-project", "--python", ">="+minPython.String(), venv),
			command(ctx, string(c), uv, "pip", "install", "--no-config", "--python", c.Python(), "-r", list),
		}, nil
	}
	python, err := findPython(ctx)
	if err != nil {
		return nil, err
	}
	return []*exec.Cmd{
		command(ctx, string(c), python, "-m", "venv", venv),
		command(ctx, string(c), c.Python(), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-compile", "-r",
			list),
	}, nil
}

// pythonVersion is a minor version of Python 3, the 10 of 3.10.
type pythonVersion int

const minPython pythonVersion = 10

func (v pythonVersion) String() string { return fmt.Sprintf("3.%d", int(v)) }

// pythonNames are the commands to try, in order.
var pythonNames = []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"}

// findPython returns the path of a Python that is new enough and can make virtual environments.
func findPython(ctx context.Context) (string, error) {
	tooOld, noVenv := "", ""
	for _, name := range pythonNames {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		version, hasVenv, err := askPython(ctx, path)
		switch {
		case err != nil:
			continue
		case version < minPython:
			tooOld = fmt.Sprintf(" (%s is Python %v)", path, version)
		case !hasVenv:
			noVenv = path
		default:
			return path, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if noVenv != "" {
		return "", &Missing{fmt.Sprintf("Python's venv module is missing (%s has no ensurepip)", noVenv),
			venvPackages.get(thisSystem())}
	}
	return "", &Missing{fmt.Sprintf("Python %v or newer is missing%s", minPython, tooOld), pythonPackages.get(thisSystem())}
}

// askPython runs the interpreter and reports what it is. Debian's Python comes without ensurepip,
// and then its venv module is there and does not work.
func askPython(ctx context.Context, path string) (version pythonVersion, hasVenv bool, err error) {
	const question = `import sys
print(sys.version_info[0], sys.version_info[1])
try:
    import venv, ensurepip
    print("venv")
except ImportError:
    print("none")`
	out, err := exec.CommandContext(ctx, path, "-c", question).Output()
	if err != nil {
		return 0, false, err
	}
	var major, minor int
	var venv string
	if _, err := fmt.Sscan(string(out), &major, &minor, &venv); err != nil {
		return 0, false, err
	}
	if major != 3 {
		return 0, false, errors.New("not Python 3")
	}
	return pythonVersion(minor), venv == "venv", nil
}

// cleanPython removes from an environment what would make an interpreter look outside its virtual
// environment.
func cleanPython(env []string) []string {
	return without(env, "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "UV_PROJECT_ENVIRONMENT")
}

// without removes variables from an environment.
func without(env []string, names ...string) []string {
	var remaining []string
next:
	for _, entry := range env {
		for _, name := range names {
			if strings.HasPrefix(entry, name+"=") {
				continue next
			}
		}
		remaining = append(remaining, entry)
	}
	return remaining
}
