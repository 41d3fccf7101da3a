package grade

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// Sandbox runs programs of students.
type Sandbox struct {
	Kind    string // in words, for the report
	Warning string // what it does not keep a program from
	limits  Limits
	bwrap   string // the path of bubblewrap; "": none
	other   bool   // programs run as a user without rights, for which the grader must be root
}

// What a sandbox is called in a report.
const (
	withBubblewrap = "bubblewrap: no network, nothing of this machine to read but system libraries, a user without rights"
	withoutIt      = "limits of the system only"
)

// FindSandbox tries what works here, the strongest first.
func FindSandbox(ctx context.Context, limits Limits, useBubblewrap bool) Sandbox {
	root := os.Geteuid() == 0
	if path, err := exec.LookPath("bwrap"); err == nil && useBubblewrap {
		for _, s := range []Sandbox{{bwrap: path, other: true}, {bwrap: path}} {
			s.Kind, s.limits = withBubblewrap, limits
			if (!s.other || root) && s.works(ctx) {
				return s
			}
		}
	}
	s := Sandbox{Kind: withoutIt, limits: limits, other: root}
	s.Warning = "bubblewrap is missing or cannot run here: a program could read the files that " + who(root) +
		" may read, and use the network. Install it (apt-get install bubblewrap), or grade on a machine where nothing is secret"
	return s
}

func who(root bool) string {
	if root {
		return "everybody"
	}
	return "you"
}

// works tries to run the program true, from where the programs of students will lie.
func (s Sandbox) works(ctx context.Context) bool {
	found, err := exec.LookPath("true")
	if err != nil {
		return false
	}
	dir, err := os.MkdirTemp(placeForPrograms(), "gophergan-try-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(dir)
	content, err := os.ReadFile(found)
	if err != nil || os.Chmod(dir, 0o711) != nil {
		return false
	}
	program := filepath.Join(dir, "true")
	if os.WriteFile(program, content, 0o755) != nil {
		return false
	}
	ran, err := s.run(ctx, dir, program, nil, nil)
	return err == nil && ran.ExitCode == 0
}

// placeForPrograms is the folder for temporary files, or another one if that lies where only its
// owner may go: a program that runs as another user has to be reached by it.
func placeForPrograms() string {
	for _, dir := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		if openToAll(dir) {
			return filepath.Clean(dir)
		}
	}
	return filepath.Clean(os.TempDir())
}

// openToAll says whether everybody may pass through a folder and all above it.
func openToAll(dir string) bool {
	dir, err := filepath.Abs(dir)
	for err == nil {
		var info os.FileInfo
		if info, err = os.Stat(dir); err == nil && info.Mode().Perm()&1 == 0 {
			return false
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return err == nil
}

// ran is what came of a program.
type ran struct {
	Output   []byte
	Errors   string // what it wrote to the standard error, shortened
	ExitCode int
	Stopped  string // why it was ended; "": it ended itself
	CPU      time.Duration
}

var runs atomic.Int64

// run runs a program with limits, in a folder of its own below dir, and ends all that it has
// started.
func (s Sandbox) run(ctx context.Context, dir, program string, args, env []string) (ran, error) {
	number := runs.Add(1)
	home := filepath.Join(dir, fmt.Sprintf("home%d", number))
	mark := fmt.Sprintf("GOPHERGAN_RUN=%d.%d", os.Getpid(), number)
	env = append(env, mark)
	if s.bwrap == "" {
		if err := os.Mkdir(home, 0o700); err != nil {
			return ran{}, err
		}
		defer os.RemoveAll(home)
	}
	cmd := exec.Command(program, args...)
	if s.bwrap != "" {
		cmd = exec.Command(s.bwrap, append(append(s.walls(program, env), "/answers"), args...)...)
		cmd.Dir = "/"
	} else {
		cmd.Dir, cmd.Env = home, append(env, "PATH=/usr/bin:/bin")
	}
	limits := s.limits
	if !s.other {
		limits.Processes = 0 // it would count what else this user runs
	}
	limitCommand(cmd, limits)
	if cmd.Env == nil {
		cmd.Env = []string{"PATH=/usr/bin:/bin"}
	}
	inOwnGroup(cmd)
	uid := 0
	if s.other {
		uid = randomUser()
		asUser(cmd, uid)
		if s.bwrap == "" {
			if err := os.Chown(home, uid, uid); err != nil {
				return ran{}, err
			}
		}
	}
	w := watch{limits: s.limits, home: home, uid: uid, mark: mark, stop: make(chan string, 8)}
	switch {
	case s.bwrap != "":
		w.home, w.uid, w.mark = "", 0, ""
	case uid < manyUsers:
		w.uid = 0 // another grader may have chosen the same one
	}
	out := &limited{most: s.limits.Output, full: func() {
		w.ask(fmt.Sprintf("it wrote more than %s", bytesText(int64(s.limits.Output))))
	}}
	errs := &limited{most: s.limits.Output, full: out.full}
	cmd.Stdout, cmd.Stderr = out, errs
	cmd.WaitDelay = 2 * time.Second
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return ran{}, fmt.Errorf("a program cannot be started in the sandbox: %w", err)
	}
	done := make(chan struct{})
	watched := make(chan string, 1)
	go func() { watched <- w.watch(ctx, cmd.Process.Pid, done) }()
	cmd.Wait()
	close(done)
	r := ran{Output: out.Bytes(), Stopped: <-watched, ExitCode: cmd.ProcessState.ExitCode(), Errors: fatalLine(errs.String()),
		CPU: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	w.sweep()
	// Behind bubblewrap a killed program's time may not be told; then it has at least run that
	// long.
	if r.Stopped == "" && max(r.CPU, time.Since(began)) > s.limits.CPU*9/10 && (r.ExitCode < 0 || r.ExitCode > 128) {
		r.Stopped = fmt.Sprintf("it computed for more than %v; is there a loop that never ends?", s.limits.CPU)
	}
	return r, ctx.Err()
}

// manyUsers is the first of sixteen million users that nobody is.
const manyUsers = 0x50000000

// randomUser draws a user without rights, one of its own for each program: the limit of processes
// counts all of a user's. Root in a container often has only the first 65536.
func randomUser() int {
	if text, err := os.ReadFile("/proc/self/uid_map"); err == nil && strings.Fields(string(text) + " 0 0 0")[2] == "4294967295" {
		return manyUsers + rand.IntN(1<<24)
	}
	return 60600 + rand.IntN(500)
}

// walls are the arguments of bubblewrap: a file system with the program, an empty /tmp and the
// system's libraries, all but /tmp read-only; no network, no other process to be seen, no user with
// rights.
func (s Sandbox) walls(program string, env []string) []string {
	args := []string{"--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent", "--new-session",
		"--uid", "65534", "--gid", "65534", "--hostname", "grade", "--cap-drop", "ALL", "--clearenv"}
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		args = append(args, "--setenv", name, value)
	}
	for _, dir := range []string{"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"} {
		args = append(args, "--ro-bind-try", dir, dir)
	}
	return append(args, "--proc", "/proc", "--dev", "/dev", "--size", fmt.Sprint(s.limits.File), "--tmpfs", "/tmp",
		"--ro-bind", program, "/answers", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp")
}

// fatalLine finds in what a program wrote to the standard error why it ended.
func fatalLine(text string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "runtime: ") {
			return clipped(line, 200)
		}
	}
	return ""
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.3g GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.3g MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.3g KiB", float64(n)/(1<<10))
}
