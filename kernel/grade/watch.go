package grade

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// watch ends a program that takes more than it may.
type watch struct {
	limits Limits
	home   string // its folder, where that is not limited otherwise
	uid    int    // its user, where nobody else is that user; 0: unknown
	mark   string // in the environment of all it starts; "": all ends with the sandbox
	stop   chan string
}

const look = 100 * time.Millisecond

// ask asks for an end, and says why.
func (w watch) ask(why string) {
	select {
	case w.stop <- why:
	default:
	}
}

// watch looks at the program and all that it has started until it is done, and returns why it ended
// it, if it did.
func (w watch) watch(ctx context.Context, pid int, done <-chan struct{}) string {
	end := time.NewTimer(w.limits.Wall)
	defer end.Stop()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		why := ""
		select {
		case <-done:
			select {
			case why := <-w.stop:
				return why
			default:
				return ""
			}
		case <-ctx.Done():
			why = "grading was stopped"
		case <-end.C:
			why = fmt.Sprintf("it was not done after %v; is there a loop that never ends?", w.limits.Wall)
		case why = <-w.stop:
		case <-tick.C:
			why = w.tooMuch(pid)
		}
		if why != "" {
			killGroup(pid)
			w.sweep()
			<-done
			return why
		}
	}
}

func (w watch) tooMuch(pid int) string {
	processes, memory := usage(pid)
	switch {
	case processes > w.limits.Processes:
		return fmt.Sprintf("it started more than %d processes", w.limits.Processes)
	case memory > w.limits.Memory:
		return fmt.Sprintf("it took more than %s of memory", bytesText(w.limits.Memory))
	case w.home != "" && folderSize(w.home) > w.limits.File:
		return fmt.Sprintf("it wrote more than %s to the disk", bytesText(w.limits.File))
	}
	return ""
}

// sweep ends what a program has left behind, where there are no walls around it.
func (w watch) sweep() {
	if w.mark == "" {
		return
	}
	for range 100 {
		left := false
		for _, p := range processesNow() {
			if p.pid != os.Getpid() && (w.uid != 0 && p.uid == w.uid || strings.Contains(p.environment(), "\x00"+w.mark+"\x00")) &&
				!p.zombie {
				killProcess(p.pid)
				left = true
			}
		}
		if !left {
			return
		}
	}
}

// process is one line of what the system says of its processes.
type process struct {
	pid, parent, uid int
	pages            int64
	zombie           bool
}

// processesNow reads /proc; where there is none it knows nothing.
func processesNow() (all []process) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		text, err := os.ReadFile(filepath.Join("/proc", e.Name(), "stat"))
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(text[strings.LastIndexByte(string(text), ')'):]), " ") // a name may hold anything
		fields := strings.Fields(rest)
		if len(fields) < 22 {
			continue
		}
		p := process{pid: pid, zombie: fields[0] == "Z"}
		p.parent, _ = strconv.Atoi(fields[1])
		p.pages, _ = strconv.ParseInt(fields[21], 10, 64)
		if info, err := e.Info(); err == nil {
			p.uid = ownerOf(info)
		}
		all = append(all, p)
	}
	return all
}

func (p process) environment() string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/environ", p.pid))
	return "\x00" + string(text)
}

// usage counts a process and all below it, and the memory that they hold.
func usage(pid int) (processes int, memory int64) {
	below := map[int]bool{pid: true}
	all := processesNow()
	for grown := true; grown; {
		grown = false
		for _, p := range all {
			if below[p.parent] && !below[p.pid] {
				below[p.pid], grown = true, true
			}
		}
	}
	for _, p := range all {
		if below[p.pid] {
			processes++
			memory += p.pages * int64(os.Getpagesize())
		}
	}
	return processes, memory
}

func folderSize(dir string) (size int64) {
	filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				size += info.Size()
			}
		}
		return nil
	})
	return size
}
