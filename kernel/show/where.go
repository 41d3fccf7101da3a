package show

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	pkgerrors "github.com/pkg/errors"
)

// where is the line of package main at which an error arose, as file:line, or "" if there is none.
// In a cell that is a line that the learner wrote, and the kernel writes the line of the cell in
// its place.
//
// GoMLX's errors know the calls that led to them; the innermost one knows the line that built the
// graph. Of any other error it is the line that gave it to this package.
func where(err error) string {
	place := ""
	for ; err != nil; err = errors.Unwrap(err) {
		traced, ok := err.(interface{ StackTrace() pkgerrors.StackTrace })
		if !ok {
			continue
		}
		var calls []uintptr
		for _, frame := range traced.StackTrace() {
			calls = append(calls, uintptr(frame))
		}
		if found := lineOfMain(calls); found != "" {
			place = found
		}
	}
	if place != "" {
		return place
	}
	calls := make([]uintptr, 32)
	return lineOfMain(calls[:runtime.Callers(0, calls)])
}

// lineOfMain is the innermost line of package main among calls.
func lineOfMain(calls []uintptr) string {
	if len(calls) == 0 {
		return ""
	}
	frames := runtime.CallersFrames(calls)
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "main.") {
			return fmt.Sprintf("%s:%d", frame.File, frame.Line)
		}
		if !more {
			return ""
		}
	}
}
