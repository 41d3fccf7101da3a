//go:build cgo && linux

package compiled

/*
#cgo LDFLAGS: -ldl
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include "pjrt.h"

// gopherganCompile takes the place of PJRT_Client_Compile.
extern void *gopherganCompile(ClientCompile *args);

static const Api *apiOf(void *getPjrtApi) { return ((const Api *(*)(void))getPjrtApi)(); }

static void *call(void *function, void *args) { return ((void *(*)(void *))function)(args); }

static void deleteBytes(ExecutableSerialize *s) { s->deleter(s->owner); }
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/gomlx/go-xla/pjrt"
)

// limit is room for some fifty trainings: the programs of one take 2 to 10 MB.
const limit = 256 << 20

// keeping is what [Keep] has opened. A function of C's cannot carry anything with it, so there is
// one for the process.
var keeping struct {
	sync.Mutex
	plugin        string // its path; "": none yet
	api           *C.Api // the plugin's own table
	folder        *folder
	circumstances []byte
	anew, kept    atomic.Int64
}

// Keep has what go-xla compiles with a plugin kept in the folder dir. Call it before go-xla opens
// the plugin, which is given by its full path, and open no other at the same time. If it fails, the
// plugin can be opened and compiles, but nothing is kept. In one process it works for one plugin.
func Keep(plugin, dir string) error {
	keeping.Lock()
	defer keeping.Unlock()
	if keeping.plugin == plugin {
		return nil
	}
	if keeping.plugin != "" {
		return fmt.Errorf("what %s compiles is kept already; in one process it can be one plugin", keeping.plugin)
	}
	circumstances, err := circumstances(plugin)
	if err != nil {
		return err
	}
	folder, err := openFolder(dir, limit)
	if err != nil {
		return err
	}
	api, err := open(plugin)
	if err != nil {
		return err
	}
	keeping.plugin, keeping.api, keeping.folder, keeping.circumstances = plugin, api, folder, circumstances
	return pjrt.RegisterPreloadedPlugin(plugin, uintptr(unsafe.Pointer(replaceCompile(api))))
}

// Counts says how many programs were compiled in this process, and how many were there already.
// Both stay 0 unless [Keep] has worked.
func Counts() (anew, kept int64) { return keeping.anew.Load(), keeping.kept.Load() }

// open opens the library of a plugin.
func open(plugin string) (*C.Api, error) {
	path, name := C.CString(plugin), C.CString(pjrt.GetPJRTApiFunctionName)
	defer C.free(unsafe.Pointer(path))
	defer C.free(unsafe.Pointer(name))
	library := C.dlopen(path, C.RTLD_LAZY|C.RTLD_LOCAL)
	if library == nil {
		return nil, errors.New(C.GoString(C.dlerror()))
	}
	get := C.dlsym(library, name)
	if get == nil {
		return nil, errors.New(C.GoString(C.dlerror()))
	}
	api := C.apiOf(get)
	if api == nil || api.version.major != 0 || api.size < sizeUpTo(C.PJRT_Executable_DeserializeAndLoad) {
		return nil, fmt.Errorf("%s has another interface than this package knows", plugin)
	}
	return api, nil
}

// sizeUpTo is the size of a table that ends with the given place.
func sizeUpTo(place int) C.size_t {
	return C.size_t(unsafe.Sizeof(C.Api{})) + C.size_t(place+1)*C.size_t(unsafe.Sizeof(uintptr(0)))
}

// functions are those of a table that this package knows.
func functions(api *C.Api) []unsafe.Pointer {
	return unsafe.Slice((*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(api), unsafe.Sizeof(*api))),
		C.PJRT_Executable_DeserializeAndLoad+1)
}

// replaceCompile copies a table, with our own function in the place of the one that compiles. The
// copy stays as long as the process.
func replaceCompile(api *C.Api) *C.Api {
	ours := (*C.Api)(C.malloc(api.size))
	C.memcpy(unsafe.Pointer(ours), unsafe.Pointer(api), api.size)
	functions(ours)[C.PJRT_Client_Compile] = unsafe.Pointer(C.gopherganCompile)
	return ours
}

// call calls one of the plugin's functions and returns PJRT's error, nil if there is none.
func call[T any](place int, args *T) unsafe.Pointer {
	return C.call(functions(keeping.api)[place], unsafe.Pointer(args))
}

// works is call for what may fail: nobody is told of the error.
func works[T any](place int, args *T) bool {
	err := call(place, args)
	if err != nil {
		call(C.PJRT_Error_Destroy, &C.ErrorDestroy{size: C.sizeof_ErrorDestroy, error: err})
	}
	return err == nil
}

//export gopherganCompile
func gopherganCompile(args *C.ClientCompile) unsafe.Pointer {
	p := args.program
	k := keyOf(keeping.circumstances, bytesAt(p.format, p.format_size), bytesAt(p.code, p.code_size),
		bytesAt(args.options, args.options_size))
	if program, ok := keeping.folder.get(k); ok {
		if args.executable = load(args.client, program); args.executable != nil {
			keeping.kept.Add(1)
			return nil
		}
	}
	err := call(C.PJRT_Client_Compile, args)
	if err == nil {
		keeping.anew.Add(1)
		store(k, args.executable)
	}
	return err
}

// load makes a kept program ready to run; nil if that fails.
func load(client unsafe.Pointer, program []byte) (executable unsafe.Pointer) {
	var pinned runtime.Pinner
	defer pinned.Unpin()
	first := unsafe.SliceData(program)
	pinned.Pin(first)
	args := &C.DeserializeAndLoad{size: C.sizeof_DeserializeAndLoad, client: client,
		bytes: (*C.char)(unsafe.Pointer(first)), bytes_size: C.size_t(len(program))}
	if !works(C.PJRT_Executable_DeserializeAndLoad, args) {
		return nil
	}
	return args.executable
}

// store keeps a program. A program that XLA cannot write down, or a full disk, is nobody's business
// but the next process's, which will compile too.
func store(k key, loaded unsafe.Pointer) {
	get := &C.GetExecutable{size: C.sizeof_GetExecutable, loaded: loaded}
	if !works(C.PJRT_LoadedExecutable_GetExecutable, get) {
		return
	}
	defer works(C.PJRT_Executable_Destroy, &C.ExecutableDestroy{size: C.sizeof_ExecutableDestroy, executable: get.executable})
	written := &C.ExecutableSerialize{size: C.sizeof_ExecutableSerialize, executable: get.executable}
	if !works(C.PJRT_Executable_Serialize, written) {
		return
	}
	defer C.deleteBytes(written)
	_ = keeping.folder.put(k, bytesAt(written.bytes, written.bytes_size))
}

// bytesAt are the bytes at an address of C's, not copied.
func bytesAt(first *C.char, size C.size_t) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(first)), size)
}
