//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// ownPeakMB is the most memory that this process has held.
func ownPeakMB() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return megabytes(used.Maxrss)
}

// peakMB is the most memory that a process which has ended held.
func peakMB(ended *os.ProcessState) float64 {
	used, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return megabytes(used.Maxrss)
}

// megabytes converts what the system counts in bytes on a Mac and in KiB elsewhere.
func megabytes(maxrss int64) float64 {
	if runtime.GOOS != "darwin" {
		maxrss *= 1024
	}
	return float64(maxrss) / 1e6
}
