package backend

import (
	"debug/elf"
	"fmt"
	"os"
	"runtime"
)

// checkLibrary refuses a plugin that is cut off or no library at all. The system's loader does not
// look: it maps the file, and the process dies of a bus error where the file ends too soon.
func checkLibrary(path string) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return rootOf(err)
	}
	library, err := elf.Open(path)
	if err != nil {
		return fmt.Errorf("not a complete library (%w)", err)
	}
	defer library.Close()
	for _, segment := range library.Progs {
		if end := segment.Off + segment.Filesz; end > uint64(info.Size()) {
			return fmt.Errorf("not a complete library (it has %d of %d bytes)", info.Size(), end)
		}
	}
	return nil
}
