package lab

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Missing is the error when a program that the course needs, and does not install, is not there.
type Missing struct {
	What string // such as "Python 3.10 or newer is missing"
	Get  string // how to get it on this system
}

func (m *Missing) Error() string { return m.What + "; get it with: " + m.Get }

// packages are the names under which systems have one program.
type packages struct{ debian, fedora, mac string }

// A program is there when its package is installed.
var (
	pythonPackages   = packages{"sudo apt install python3 python3-venv", "sudo dnf install python3", "brew install python"}
	venvPackages     = packages{"sudo apt install python3-venv", "sudo dnf install python3", "brew install python"}
	compilerPackages = packages{"sudo apt install gcc libc6-dev", "sudo dnf install gcc", "xcode-select --install"}
)

// get says how to install a program here, or everywhere if the system is not one we know.
func (p packages) get(system string) string {
	switch system {
	case "debian":
		return p.debian
	case "fedora":
		return p.fedora
	case "macos":
		return p.mac
	}
	return fmt.Sprintf("%s (Debian, Ubuntu) or %s (Fedora) or %s (macOS)", p.debian, p.fedora, p.mac)
}

// thisSystem is "debian" and "fedora" for those and what is derived from them, "macos", or "".
func thisSystem() string {
	if runtime.GOOS == "darwin" {
		return "macos"
	}
	content, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return ""
	}
	return systemOf(string(content))
}

// systemOf reads the text of os-release(5).
func systemOf(release string) string {
	for line := range strings.Lines(release) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if key != "ID" && key != "ID_LIKE" {
			continue
		}
		for _, id := range strings.Fields(strings.Trim(value, `"'`)) {
			switch id {
			case "debian", "ubuntu":
				return "debian"
			case "fedora", "rhel":
				return "fedora"
			}
		}
	}
	return ""
}
