package grade

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// Limits of one program of a student's, far above what an exercise needs.
type Limits struct {
	Wall      time.Duration `json:"wall"`
	CPU       time.Duration `json:"cpu"`
	Memory    int64         `json:"memory"`    // bytes, of the program and all it starts
	File      int64         `json:"file"`      // bytes a file, and of all files in the program's own folder
	Output    int           `json:"output"`    // bytes that it prints
	Processes int           `json:"processes"` // at the same time; threads count four to a process
}

// DefaultLimits let a case that takes milliseconds take seconds.
func DefaultLimits() Limits {
	return Limits{Wall: 20 * time.Second, CPU: 5 * time.Second, Memory: 1 << 30, File: 16 << 20, Output: 4 << 20, Processes: 32}
}

// limitScript sets what a shell can limit and becomes the program. Shells call the limit of
// processes u or p. It counts those of the user, so it is only set for a user with no others.
const limitScript = `ulimit -c 0; ulimit -t "$1"; ulimit -f "$2"; ulimit -v "$3"
if [ "$4" -gt 0 ]; then if (ulimit -u "$4") 2>/dev/null; then ulimit -u "$4"; else ulimit -p "$4"; fi; fi
shift 4; exec "$@"`

// limitCommand makes a command run with the limits of processor time, memory and files.
func limitCommand(cmd *exec.Cmd, l Limits) {
	address := l.Memory + 3<<30 // what Go reserves and never uses is counted too
	inShell(cmd, limitScript, fmt.Sprint(int64(l.CPU/time.Second)), fmt.Sprint(l.File/512), fmt.Sprint(address/1024),
		fmt.Sprint(l.Processes*4))
}

var errFlood = errors.New("too much output")

// limited keeps what is written, up to a limit, and then refuses more. The buffer is no part of its
// face: with the buffer's own ReadFrom, io.Copy would go around the limit.
type limited struct {
	buffer bytes.Buffer
	most   int
	full   func() // called once, when there is too much
}

func (l *limited) Bytes() []byte  { return l.buffer.Bytes() }
func (l *limited) String() string { return l.buffer.String() }

func (l *limited) Write(p []byte) (int, error) {
	room := l.most - l.buffer.Len()
	if len(p) <= room {
		return l.buffer.Write(p)
	}
	l.buffer.Write(p[:max(room, 0)])
	if l.full != nil {
		l.full()
		l.full = nil
	}
	return 0, errFlood
}

// guardScript runs a program beside a guard, which waits for the end of a pipe that this process
// holds. Whatever ends this process, the guard ends the program then, and all that it has started.
const guardScript = `(read -r end <&3; kill -9 0) </dev/null >/dev/null 2>&1 &
guard=$!; "$@" 3<&-; code=$?; kill -9 $guard; wait $guard 2>/dev/null; exit $code`

// runWithUs runs a command that ends with all that it has started when its context does, or this
// process, also if that is killed.
func runWithUs(cmd *exec.Cmd) error {
	held, ours, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ours.Close()
	inShell(cmd, guardScript)
	cmd.ExtraFiles = []*os.File{held}
	inOwnGroup(cmd)
	cmd.Cancel = func() error { killGroup(cmd.Process.Pid); return nil }
	cmd.WaitDelay = time.Second
	err = cmd.Start()
	held.Close()
	if err != nil {
		return err
	}
	return cmd.Wait()
}

// keepFolder removes a folder when it is told to, or when this process ends, also if that is
// killed.
func keepFolder(dir string) (remove func(), err error) {
	held, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("rm", "-rf", "--", dir)
	// what is in it may take a moment to end
	inShell(cmd, `read -r end <&3; for try in 1 2 3 4 5; do "$@" && sleep 1; [ -e "$4" ] || exit 0; done`)
	cmd.ExtraFiles = []*os.File{held}
	inOwnGroup(cmd)
	err = cmd.Start()
	held.Close()
	if err != nil {
		ours.Close()
		return nil, err
	}
	return func() {
		os.RemoveAll(dir)
		killGroup(cmd.Process.Pid)
		ours.Close()
		cmd.Wait()
	}, nil
}

// inShell makes a command the arguments of a script.
func inShell(cmd *exec.Cmd, script string, args ...string) {
	cmd.Args = append(append([]string{"sh", "-c", script, "sh"}, args...), append([]string{cmd.Path}, cmd.Args[1:]...)...)
	shell, err := exec.LookPath("sh")
	if err != nil {
		shell = "/bin/sh"
	}
	cmd.Path = shell
}

func (l Limits) String() string {
	return fmt.Sprintf("%v of computing, %v in all, %s of memory, %s in files, %s of output, %d processes",
		l.CPU, l.Wall, bytesText(l.Memory), bytesText(l.File), bytesText(int64(l.Output)), l.Processes)
}
