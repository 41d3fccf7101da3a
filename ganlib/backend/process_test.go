package backend

import (
	"bytes"
	"context"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
)

// childEnv makes the test binary do one of the things below in place of the tests, in a process of
// its own.
const childEnv = "BACKEND_TEST_CHILD"

func TestMain(m *testing.M) {
	children := map[string]func() error{"compute": childCompute, "install": childInstall, "memory": childMemory,
		"compiled": childCompiled}
	child, ok := children[os.Getenv(childEnv)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// childCompute opens the device named by the argument and computes 1+1.
func childCompute() error {
	d, err := New(os.Args[1])
	if err != nil {
		return err
	}
	fmt.Println(d)
	two, err := onePlusOne(d)
	if err != nil {
		return err
	}
	fmt.Printf("1+1=%v\n", two)
	return nil
}

func onePlusOne(d *Device) (float32, error) {
	exec, err := graph.NewExec(d.Backend, func(a, b *graph.Node) *graph.Node { return graph.Add(a, b) })
	if err != nil {
		return 0, err
	}
	sum, err := exec.Call(float32(1), float32(1))
	if err != nil {
		return 0, err
	}
	return sum[0].Value().(float32), nil
}

// childInstall installs the fake wheel: its arguments are the folder, the URL and the checksum.
func childInstall() error {
	s := storeIn(os.Args[1])
	s.index = indexWith(os.Args[2])
	path, err := s.installWheel(context.Background(), wheel{file: regexp.MustCompile(`-fake`), librarySHA256: os.Args[3]})
	if err == nil {
		fmt.Println(path)
	}
	return err
}

// childMemory restarts itself and says what it then runs with.
func childMemory() error {
	KeepMemory()
	fmt.Printf("%s=%s restarted=%q args=%q\n", tunablesEnv, os.Getenv(tunablesEnv), os.Getenv(restartedEnv), os.Args[1:])
	return nil
}

// child runs one of the children in a home of its own, with nothing of this process's environment
// but env.
func child(t *testing.T, what string, env []string, args ...string) (stdout, stderr string) {
	t.Helper()
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append([]string{childEnv + "=" + what, "HOME=" + home, "PATH=" + os.Getenv("PATH"), pluginPathEnv + "=" + home},
		env...)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), log.String()
}

// wayOut ends every sentence about a plugin that cannot be had.
func wayOut() string {
	if !builtWithXLA {
		return "build it with CGO_ENABLED=1"
	}
	return otherPlugin
}

// noNetwork makes the programs of go-xla and of this package find nobody.
var noNetwork = []string{"HTTPS_PROXY=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1"}

// Without a network, and with nothing in the home folder, there is a device and the reason why it
// is no better one.
func TestOfflineComputes(t *testing.T) {
	out, log := child(t, "compute", noNetwork, "")
	line, rest, _ := strings.Cut(out, "\n")
	if !strings.HasPrefix(line, "go: XLA would be about ten times as fast, but ") || !strings.HasSuffix(line, wayOut()) {
		t.Errorf("the device is %q, want pure Go, the reason and the way out", line)
	}
	if rest != "1+1=2\n" {
		t.Errorf("it computes %q, want 1+1=2", rest)
	}
	if log != "" {
		t.Errorf("it prints on stderr: %q", log)
	}
}

// What was asked for by name and cannot be had is an error, in one sentence.
func TestOfflineXLA(t *testing.T) {
	out, log := child(t, "compute", noNetwork, "xla")
	if strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "error: ") || !strings.HasSuffix(out, wayOut()+"\n") {
		t.Errorf("got %q, want an error in one line with the way out", out)
	}
	if log != "" {
		t.Errorf("it prints on stderr: %q", log)
	}
}

// A plugin that is no library, or the beginning of one, is skipped and named. Neither go-xla's
// warning reaches stderr, nor does the loader bring the process down.
func TestBrokenPlugin(t *testing.T) {
	start := libraryStart(t)
	for name, tt := range map[string]struct {
		content []byte
		reason  string
	}{
		"empty":      {nil, "not a complete library"},
		"text":       {[]byte("hello"), "not a complete library"},
		"cut":        {start, "not a complete library (it has 524408 of 1048576 bytes)"},
		"unloadable": {append(start, make([]byte, 1<<20)...), "failed to dynamically load"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			broken := touch(t, folder, "pjrt_c_api_cpu_plugin.so")
			if err := os.WriteFile(broken, tt.content, 0o644); err != nil {
				t.Fatal(err)
			}
			out, log := child(t, "compute", append([]string{pluginPathEnv + "=" + folder}, noNetwork...), "")
			if want := "PJRT plugin " + broken + " cannot be opened: " + tt.reason; builtWithXLA && runtime.GOOS == "linux" &&
				!strings.Contains(out, want) {
				t.Errorf("got %q, want the reason %q", out, want)
			}
			if !strings.HasSuffix(out, "1+1=2\n") || log != "" {
				t.Errorf("got %q and on stderr %q, want 1+1=2 and nothing", out, log)
			}
		})
	}
}

// libraryStart is the first half of a shared library of 1 MiB that has no section headers, which
// would be at its end.
func libraryStart(t *testing.T) []byte {
	t.Helper()
	const headers, segment, all = 64, 56, 1 << 20
	h := elf.Header64{
		Ident: [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)},
		Type:  uint16(elf.ET_DYN), Machine: uint16(elf.EM_X86_64), Version: uint32(elf.EV_CURRENT),
		Phoff: headers, Ehsize: headers, Phentsize: segment, Phnum: 1,
	}
	var file bytes.Buffer
	for _, part := range []any{h, elf.Prog64{Type: uint32(elf.PT_LOAD), Filesz: all, Memsz: all}} {
		if err := binary.Write(&file, binary.LittleEndian, part); err != nil {
			t.Fatal(err)
		}
	}
	return append(file.Bytes(), make([]byte, all/2)...)
}

// A proxy that takes the connection and never answers must not hold up a program for long.
func TestSilentNetwork(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for as long as New waits for the package index")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	out, _ := child(t, "compute", []string{"HTTPS_PROXY=http://" + l.Addr().String()}, "")
	if !strings.HasSuffix(out, "1+1=2\n") {
		t.Errorf("got %q, want 1+1=2", out)
	}
}

func TestTwoProcessesInstallOnce(t *testing.T) {
	t.Parallel()
	file, w := fakeWheel(t)
	url, sent := serveFile(t, file)
	folder := t.TempDir()
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			out, log := child(t, "install", nil, folder, url, w.librarySHA256)
			path := filepath.Join(folder, wheelFolder, "pjrt_c_api_cpu_plugin.so")
			if out != path+"\n" {
				t.Errorf("got %q and on stderr %q, want %s", out, log, path)
			}
		})
	}
	all.Wait()
	if sent.Load() != int64(len(file)) {
		t.Errorf("%d bytes were sent for one wheel of %d", sent.Load(), len(file))
	}
}

func TestXLAComputes(t *testing.T) {
	d, err := New("xla:cpu")
	if err != nil {
		t.Skipf("XLA cannot be had here: %v", err)
	}
	t.Log(d)
	two, err := onePlusOne(d)
	if err != nil || two != 2 {
		t.Errorf("1+1 is %v, %v", two, err)
	}
	out, log := child(t, "compute", []string{pluginPathEnv + "=" + filepath.Dir(d.Plugin)}, "xla:cpu")
	if want := d.String() + "\n1+1=2\n"; out != want {
		t.Errorf("a process of its own says %q, want %q", out, want)
	}
	if log != "" {
		t.Errorf("it prints on stderr: %q", log)
	}
}

// The beginning of the real plugin brings down a process that loads it.
func TestCutPlugin(t *testing.T) {
	d, err := New("xla:cpu")
	if err != nil {
		t.Skipf("XLA cannot be had here: %v", err)
	}
	whole, err := os.Open(d.Plugin)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	folder := t.TempDir()
	cut, err := os.Create(filepath.Join(folder, "pjrt_c_api_cpu_plugin.so"))
	if err != nil {
		t.Fatal(err)
	}
	defer cut.Close()
	if _, err := io.CopyN(cut, whole, 5_000_000); err != nil {
		t.Fatal(err)
	}
	out, log := child(t, "compute", append([]string{pluginPathEnv + "=" + folder}, noNetwork...), "")
	if !strings.Contains(out, cut.Name()+" cannot be opened") || !strings.HasSuffix(out, "1+1=2\n") || log != "" {
		t.Errorf("got %q and on stderr %q, want pure Go, the reason and 1+1=2", out, log)
	}
}

func TestKeepMemory(t *testing.T) {
	if runtime.GOOS != "linux" || !builtWithXLA {
		if env := MemoryEnv(); len(env) != 0 {
			t.Errorf("the environment %q changes nothing here", env)
		}
		t.Skip("glibc's settings are for programs with XLA on Linux")
	}
	args := []string{"a b", "--steps=3"}
	for _, tt := range []struct {
		name string
		env  []string
		want string
	}{
		{"restarted with the settings", nil, MemoryEnv()[0] + ` restarted="1"`},
		{"the user's settings stand", []string{tunablesEnv + "=glibc.malloc.arena_max=2"},
			tunablesEnv + `=glibc.malloc.arena_max=2 restarted=""`},
		{"no loop where the settings get lost", []string{restartedEnv + "=1"}, tunablesEnv + `= restarted="1"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, log := child(t, "memory", tt.env, args...)
			if want := fmt.Sprintf("%s args=%q\n", tt.want, args); out != want || log != "" {
				t.Errorf("got %q and on stderr %q, want %q", out, log, want)
			}
		})
	}
}
