package backend

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gophergan/ganlib/backend/compiled"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"k8s.io/klog/v2"
)

// childCompiled computes something with products, random numbers, sums over many and a loop that
// XLA divides among threads, and says what came out and how many programs were compiled for it.
// With an argument it computes something else.
func childCompiled() error {
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard) // go-xla tells of options that come from the environment
	d, err := New("xla:cpu")
	if err != nil {
		return err
	}
	factor := float64(len(os.Args))
	exec, err := NewExec(d.Backend, func(x *Node) *Node {
		state, noise := RandomNormal(Const(x.Graph(), []uint64{1, 2, 3}), shapes.Make(dtypes.Float32, 300, 400))
		y := Tanh(MulScalar(Dot(noise, Transpose(noise, 0, 1)).Product(), factor))
		_, more := RandomUniform(state, y.Shape())
		return Concatenate([]*Node{Add(y, Mul(more, x)), ReduceAndKeep(Exp(y), ReduceSum, 0)}, 0)
	})
	if err != nil {
		return err
	}
	y, err := exec.Call(float32(0.5))
	if err != nil {
		return err
	}
	sum := sha256.New()
	for _, v := range tensors.MustCopyFlatData[float32](y[0]) {
		fmt.Fprint(sum, v, " ")
	}
	anew, kept := compiled.Counts()
	fmt.Printf("%s anew=%d kept=%d\n", hex.EncodeToString(sum.Sum(nil)), anew, kept)
	return nil
}

// What one process has compiled, the next one has ready, and it computes the same to the bit.
// Whatever is wrong with what is kept, the program is compiled and computes the same.
func TestCompiledIsKept(t *testing.T) {
	d, err := New("xla:cpu")
	if err != nil {
		t.Skipf("XLA cannot be had here: %v", err)
	}
	if runtime.GOOS != "linux" || !pinned(d.Plugin) {
		t.Skipf("%s is not the plugin whose programs are kept", d.Plugin)
	}
	cache := t.TempDir()
	folder := filepath.Join(cache, "gophergan", "compiled")
	var result string
	counts := func(t *testing.T, want string, env []string, args ...string) string {
		t.Helper()
		env = append([]string{pluginPathEnv + "=" + filepath.Dir(d.Plugin), "XDG_CACHE_HOME=" + cache}, env...)
		out, log := child(t, "compiled", env, args...)
		got, counts, _ := strings.Cut(strings.TrimSpace(out), " ")
		if counts != want || log != "" {
			t.Errorf("got %q and on stderr %q, want %s", out, log, want)
		}
		return got
	}
	run := func(t *testing.T, want string, env ...string) {
		t.Helper()
		if got := counts(t, want, env); result == "" {
			result = got
		} else if got != result {
			t.Errorf("the result is %s, was %s", got, result)
		}
	}
	files := func(t *testing.T) (paths []string) {
		t.Helper()
		paths, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return paths
	}
	const compiles, loads, neither = "anew=1 kept=0", "anew=0 kept=1", "anew=0 kept=0"
	run(t, compiles)
	run(t, loads)
	only := files(t)
	if len(only) != 1 {
		t.Fatalf("the folder holds %q, want one program", only)
	}
	whole, err := os.ReadFile(only[0])
	if err != nil {
		t.Fatal(err)
	}

	t.Run("it is not wanted", func(t *testing.T) { run(t, neither, noCompiledEnv+"=") })
	t.Run("other flags", func(t *testing.T) { run(t, compiles, xlaFlagsEnv+"=--xla_cpu_enable_fast_min_max=false") })
	t.Run("another program", func(t *testing.T) { counts(t, compiles, nil, "other") })
	t.Run("other options", func(t *testing.T) {
		counts(t, compiles, []string{"XLA_DEBUG_OPTIONS=xla_cpu_parallel_codegen_split_count: 2"})
	})
	t.Run("none of them is in the way", func(t *testing.T) { run(t, loads) })

	t.Run("a damaged file", func(t *testing.T) {
		damaged := append([]byte{}, whole...)
		damaged[len(damaged)/2] ^= 1
		if err := os.WriteFile(only[0], damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, compiles)
		run(t, loads)
	})
	t.Run("a file of another program", func(t *testing.T) {
		for _, path := range files(t) {
			if path != only[0] {
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(only[0], content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		run(t, compiles)
		run(t, loads)
	})
	t.Run("a whole file that XLA cannot read", func(t *testing.T) {
		var k [sha256.Size]byte
		if _, err := hex.Decode(k[:], []byte(filepath.Base(only[0]))); err != nil {
			t.Fatal(err)
		}
		program := whole[sha256.Size:]
		for _, tt := range []struct {
			what    string
			program []byte
			want    string
		}{
			{"what is there", program, loads}, // else this test says nothing
			{"nothing", nil, compiles},
			{"text", []byte("hello"), compiles},
			{"half of it", program[:len(program)/2], compiles},
		} {
			t.Run(tt.what, func(t *testing.T) {
				if err := os.WriteFile(only[0], sealed(k, tt.program), 0o600); err != nil {
					t.Fatal(err)
				}
				run(t, tt.want)
			})
		}
	})
	t.Run("a folder that others can write to", func(t *testing.T) {
		if err := os.Chmod(folder, 0o777); err != nil {
			t.Fatal(err)
		}
		run(t, neither)
		if err := os.Chmod(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("no folder can be made", func(t *testing.T) {
		file := touch(t, t.TempDir(), "file")
		run(t, neither, "XDG_CACHE_HOME="+file)
	})
}

// sealed is a file with a program and the right checksum.
func sealed(k [sha256.Size]byte, program []byte) []byte {
	sum := sha256.New()
	for _, part := range [][]byte{[]byte("gophergan 1"), k[:], program} {
		fmt.Fprintf(sum, "%d:", len(part))
		sum.Write(part)
	}
	return append(sum.Sum(nil), program...)
}

func TestCompiledFolder(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", filepath.Join(t.TempDir(), "cache"))
	own, err := ownFolder()
	if err != nil {
		t.Fatal(err)
	}
	ours, other := filepath.Join(own, wheelFolder, "plugin.so"), filepath.Join(own, "go-xla", "plugin.so")
	if folder, ok := compiledFolder(ours); !ok || folder != filepath.Join(filepath.Dir(own), "compiled") {
		t.Errorf("what the pinned plugin compiles is kept in %q, %t; want a folder beside the plugins", folder, ok)
	}
	if folder, ok := compiledFolder(other); ok {
		t.Errorf("what another plugin compiles is kept in %q", folder)
	}
	t.Setenv(noCompiledEnv, "")
	if _, ok := compiledFolder(ours); ok {
		t.Errorf("$%s is set, and it is kept all the same", noCompiledEnv)
	}
}
