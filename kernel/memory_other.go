//go:build !unix

package main

import "os"

func ownPeakMB() float64 { return 0 }

func peakMB(*os.ProcessState) float64 { return 0 }
