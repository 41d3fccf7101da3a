//go:build unix

package lab

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup keeps signals of the terminal away from the program.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// terminate asks a program to end.
func terminate(p *os.Process) { p.Signal(syscall.SIGTERM) }
