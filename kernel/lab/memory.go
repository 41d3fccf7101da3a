package lab

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// memory returns the bytes of memory that this machine has.
func memory() (uint64, error) {
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		return totalMemory(string(text))
	}
	out, err := exec.Command("sysctl", "-n", "hw.memsize").Output()
	if err != nil {
		return 0, errors.New("neither /proc/meminfo nor sysctl hw.memsize tells")
	}
	return strconv.ParseUint(strings.TrimSpace(string(out)), 10, 64)
}

// totalMemory reads the line "MemTotal:  16384 kB" of Linux's /proc/meminfo.
func totalMemory(meminfo string) (uint64, error) {
	for line := range strings.Lines(meminfo) {
		var kilobytes uint64
		if n, _ := fmt.Sscanf(line, "MemTotal: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10, nil
		}
	}
	return 0, errors.New("/proc/meminfo has no line MemTotal")
}
