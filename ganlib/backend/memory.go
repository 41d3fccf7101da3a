package backend

import (
	"os"
	"runtime"
	"strings"
)

// tunablesEnv is what glibc reads when a process starts.
const tunablesEnv = "GLIBC_TUNABLES"

// tunables make glibc keep the memory of XLA's temporaries from one training step to the next. By
// itself it returns that memory to the kernel after each step and gets it back, page by page, in
// the next.
//
// Measured on two cores, XLA on the CPU: the MLP GAN (batch 128) takes 7 % less processor time and
// 15 % less memory at its peak, a 64×64 DCGAN (batch 64) 10 to 15 % less time.
var tunables = strings.Join([]string{
	"glibc.malloc.hugetlb=1",                  // large pages
	"glibc.malloc.mmap_max=0",                 // no mapping of its own for a large block: freeing it would return it
	"glibc.malloc.trim_threshold=17179869184", // return memory when 16 GiB are free, not before
	"glibc.malloc.top_pad=268435456",          // grow by 256 MiB at a time
	"glibc.malloc.arena_max=1",                // one heap for all threads: what one frees, another can use
}, ":")

// MemoryEnv returns the environment, as NAME=value, in which a process that trains should be
// started; it is empty where it would change nothing. A notebook kernel gives it to its cells.
func MemoryEnv() []string {
	if runtime.GOOS != "linux" || !builtWithXLA {
		return nil
	}
	return []string{tunablesEnv + "=" + tunables}
}

// tuned returns env with what [MemoryEnv] adds, or false if the process was started with such
// settings already: by [KeepMemory], a kernel or the user, whose own values stand.
func tuned(env []string) ([]string, bool) {
	add := MemoryEnv()
	if len(add) == 0 {
		return nil, false
	}
	for _, v := range env {
		if strings.HasPrefix(v, tunablesEnv+"=") || v == restartedEnv+"=1" {
			return nil, false
		}
	}
	return append(append(env[:len(env):len(env)], add...), restartedEnv+"=1"), true
}

// restartedEnv marks a process that KeepMemory restarted. It ends the loop where the loader removes
// GLIBC_TUNABLES, as it does for programs that run with another user's rights.
const restartedEnv = "GOPHERGAN_RESTARTED"

// KeepMemory makes training faster by restarting the process, in place, with the settings of
// [MemoryEnv], which take effect at the start of a process only. Call it first in a command that
// trains; children inherit the settings. It returns, having done nothing, if the process has them
// or other GLIBC_TUNABLES, and where they would change nothing.
func KeepMemory() {
	if env, ok := tuned(os.Environ()); ok {
		restart(env)
	}
}
