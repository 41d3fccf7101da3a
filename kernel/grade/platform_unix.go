//go:build unix

package grade

import (
	"io/fs"
	"os/exec"
	"syscall"
)

// nonblock keeps a pipe that is called like an exercise file from being waited for.
const nonblock = syscall.O_NONBLOCK

// inOwnGroup makes a program the head of a group that can be ended as one. Ctrl-C at the terminal
// does not reach it: the grader ends it.
func inOwnGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// asUser runs a program as another user, which only root may.
func asUser(cmd *exec.Cmd, uid int) {
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}
}

func killGroup(pid int) { syscall.Kill(-pid, syscall.SIGKILL) }

func killProcess(pid int) { syscall.Kill(pid, syscall.SIGKILL) }

func ownerOf(info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}
