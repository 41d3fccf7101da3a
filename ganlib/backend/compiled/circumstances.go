//go:build linux

package compiled

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// circumstances are what XLA's code depends on, besides the program and its options.
func circumstances(plugin string) ([]byte, error) {
	file, err := os.Stat(plugin)
	if err != nil {
		return nil, err
	}
	flags := os.Getenv("XLA_FLAGS")
	if strings.Contains(flags, "xla_dump") {
		return nil, errors.New("who wants to see how XLA compiles does not want it left out")
	}
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return nil, err
	}
	processors := kinds(string(info))
	if len(processors) == 0 {
		return nil, errors.New("/proc/cpuinfo does not say what the processors can do")
	}
	// XLA divides loops among as many threads as there are processors, or as PJRT_NPROC says.
	return fmt.Appendf(nil, "%d %d %q %d %q %q", file.Size(), file.ModTime().UnixNano(), flags, runtime.NumCPU(),
		os.Getenv("PJRT_NPROC"), processors), nil
}

// kind matches the lines of /proc/cpuinfo that say what a processor is and can do, not which one it
// is or how fast it runs at the moment.
var kind = regexp.MustCompile(`(?m)^(vendor_id|cpu family|model|model name|stepping|flags|Features|CPU \w+)\s*:.*$`)

// kinds are these lines, each once.
func kinds(cpuInfo string) []string {
	lines := kind.FindAllString(cpuInfo, -1)
	slices.Sort(lines)
	return slices.Compact(lines)
}
