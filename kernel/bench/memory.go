package bench

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// peakMB is the most memory that the process pid has held since its program began, in MB; 0 where
// the system does not say. (What the system says of a process that has ended counts the one that
// started it, too.)
func peakMB(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(status) {
		if fields := bytes.Fields(line); len(fields) == 3 && string(fields[0]) == "VmHWM:" {
			kiB, _ := strconv.ParseFloat(string(fields[1]), 64)
			return kiB * 1024 / 1e6
		}
	}
	return 0
}

// watchPeak looks at a process until stop is closed, and then sends the most memory that it was
// seen to have held.
func watchPeak(pid int, stop <-chan struct{}) <-chan float64 {
	peak := make(chan float64, 1)
	go func() {
		most := 0.0
		for {
			most = max(most, peakMB(pid))
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return peak
}
