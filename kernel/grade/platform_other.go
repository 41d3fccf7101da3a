//go:build !unix

package grade

import (
	"io/fs"
	"os"
	"os/exec"
)

const nonblock = 0

func inOwnGroup(cmd *exec.Cmd) {}

func asUser(*exec.Cmd, int) {}

func killGroup(pid int) { killProcess(pid) }

func killProcess(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		p.Kill()
	}
}

func ownerOf(fs.FileInfo) int { return -1 }
