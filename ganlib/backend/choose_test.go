package backend

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
)

// fakeMachine describes a machine in a test.
type fakeMachine struct {
	gpu       bool
	plugins   map[string][]string // by kind, those that are there
	installed map[string]string   // by kind, what installing gives; a kind that is missing cannot be installed
	broken    []string            // paths that do not open
	noGo      bool                // the pure-Go backend does not open
}

// machine returns the fake and where it notes what was tried: "find cpu", "install cuda", "open
// /path".
func (f fakeMachine) machine() (machine, *[]string) {
	var tried []string
	note := func(format string, args ...any) { tried = append(tried, fmt.Sprintf(format, args...)) }
	return machine{
		hasGPU: func() bool { return f.gpu },
		find: func(kind string) []string {
			note("find %s", kind)
			return f.plugins[kind]
		},
		install: func(_ context.Context, kind string) (string, error) {
			note("install %s", kind)
			if path, ok := f.installed[kind]; ok {
				return path, nil
			}
			return "", fmt.Errorf("no network for %s", kind)
		},
		openXLA: func(config string) (compute.Backend, string, error) {
			note("open %s", config)
			if path, _ := cutOptions(config); slices.Contains(f.broken, path) {
				return nil, "", fmt.Errorf("%s is broken", path)
			}
			return fakeBackend{}, "0.99", nil
		},
		open: func(config string) (compute.Backend, error) {
			note("open %s", config)
			if f.noGo {
				return nil, errors.New("no Go either")
			}
			return fakeBackend{}, nil
		},
	}, &tried
}

type fakeBackend struct{ compute.Backend }

func TestChoice(t *testing.T) {
	here := func(kinds ...string) map[string][]string {
		m := map[string][]string{}
		for _, k := range kinds {
			m[k] = append(m[k], "/here/"+k)
		}
		return m
	}
	web := map[string]string{cpu: "/new/cpu", cuda: "/new/cuda"}
	for _, tt := range []struct {
		name      string
		want, env string
		on        fakeMachine
		line      string // what String says
		err       string // or what the error says
		tried     []string
	}{
		{
			name: "nothing asked, plugin there", on: fakeMachine{plugins: here(cpu)},
			line:  "xla:cpu, PJRT plugin v0.99 (/here/cpu): no GPU was found",
			tried: []string{"find cpu", "open /here/cpu"},
		}, {
			name: "nothing asked, plugin to install", on: fakeMachine{installed: web},
			line:  "xla:cpu, PJRT plugin v0.99 (/new/cpu): no GPU was found",
			tried: []string{"find cpu", "install cpu", "open /new/cpu"},
		}, {
			name: "nothing asked, offline",
			line: "go: XLA would be about ten times as fast, but no network for cpu",
		}, {
			name: "nothing works", on: fakeMachine{noGo: true},
			err: `backend "go" cannot be opened: no Go either`,
		}, {
			name: "a GPU and its plugin", on: fakeMachine{gpu: true, plugins: here(cpu, cuda)},
			line:  "xla:cuda, PJRT plugin v0.99 (/here/cuda): a GPU was found",
			tried: []string{"find cuda", "open /here/cuda"},
		}, {
			name: "a GPU without plugin", on: fakeMachine{gpu: true, plugins: here(cpu), installed: web},
			line:  "xla:cuda, PJRT plugin v0.99 (/new/cuda): a GPU was found",
			tried: []string{"find cuda", "install cuda", "open /new/cuda"},
		}, {
			name: "a GPU, offline", on: fakeMachine{gpu: true, plugins: here(cpu)},
			line: "xla:cpu, PJRT plugin v0.99 (/here/cpu): there is a GPU, but no network for cuda",
		}, {
			name: "a GPU that does not work", on: fakeMachine{gpu: true, plugins: here(cpu, cuda), broken: []string{"/here/cuda"},
				installed: map[string]string{cuda: "/here/cuda"}},
			line: "xla:cpu, PJRT plugin v0.99 (/here/cpu): there is a GPU, but /here/cuda is broken",
		}, {
			name: "a GPU, and nothing works", on: fakeMachine{gpu: true},
			line: "go: XLA would be about ten times as fast, but no network for cuda; no network for cpu",
		}, {
			name: "CUDA's plugin without a GPU", on: fakeMachine{plugins: here(cpu, cuda)},
			line: "xla:cpu, PJRT plugin v0.99 (/here/cpu): no GPU was found",
		}, {
			name: "a broken plugin before a good one", on: fakeMachine{plugins: map[string][]string{cpu: {"/old/cpu", "/here/cpu"}},
				broken: []string{"/old/cpu"}},
			line:  "xla:cpu, PJRT plugin v0.99 (/here/cpu): no GPU was found; skipped: /old/cpu is broken",
			tried: []string{"find cpu", "open /old/cpu", "open /here/cpu"},
		}, {
			name: "only a broken plugin", on: fakeMachine{plugins: here(cpu), broken: []string{"/here/cpu"}, installed: web},
			line: "xla:cpu, PJRT plugin v0.99 (/new/cpu): no GPU was found; skipped: /here/cpu is broken",
		}, {
			name: "only a broken plugin, offline", on: fakeMachine{plugins: here(cpu), broken: []string{"/here/cpu"}},
			line: "go: XLA would be about ten times as fast, but /here/cpu is broken; no network for cpu",
		}, {
			name: "go is asked for", want: "go", on: fakeMachine{gpu: true, plugins: here(cpu, cuda)},
			line:  "go: it was asked for",
			tried: []string{"open go:ops_sequential"},
		}, {
			name: "go with options", want: "go:parallelism=2",
			line:  "go:parallelism=2: it was asked for",
			tried: []string{"open go:parallelism=2,ops_sequential"},
		}, {
			name: "the environment asks for go", env: "go", on: fakeMachine{plugins: here(cpu)},
			line: "go: $GOMLX_BACKEND asks for it",
		}, {
			name: "the argument wins over the environment", want: "cpu", env: "go", on: fakeMachine{plugins: here(cpu)},
			line: "xla:cpu, PJRT plugin v0.99 (/here/cpu): it was asked for",
		}, {
			name: "the CPU is asked for though there is a GPU", want: "xla:cpu", on: fakeMachine{gpu: true, plugins: here(cpu, cuda)},
			line:  "xla:cpu, PJRT plugin v0.99 (/here/cpu): it was asked for",
			tried: []string{"find cpu", "open /here/cpu"},
		}, {
			name: "XLA is asked for, with a GPU", want: "xla", on: fakeMachine{gpu: true, plugins: here(cpu, cuda)},
			line: "xla:cuda, PJRT plugin v0.99 (/here/cuda): a GPU was found",
		}, {
			name: "XLA is asked for, without a GPU", want: "stablehlo", on: fakeMachine{plugins: here(cpu, cuda)},
			line: "xla:cpu, PJRT plugin v0.99 (/here/cpu): no GPU was found",
		}, {
			name: "XLA is asked for, offline: no pure Go in its place", want: "xla",
			err:   "no network for cpu",
			tried: []string{"find cpu", "install cpu"},
		}, {
			name: "the CPU is asked for, offline", env: "xla:cpu",
			err: "no network for cpu",
		}, {
			name: "CUDA is asked for and does not work: no CPU in its place", want: "xla:cuda", on: fakeMachine{gpu: true,
				plugins: here(cpu)},
			err:   "no network for cuda",
			tried: []string{"find cuda", "install cuda"},
		}, {
			name: "CUDA is asked for without a GPU", want: "cuda", on: fakeMachine{plugins: here(cpu, cuda)},
			err:   "no NVIDIA GPU was found",
			tried: nil,
		}, {
			name: "options of XLA", want: "cuda,tf32=false", on: fakeMachine{gpu: true, plugins: here(cuda)},
			line:  "xla:cuda,tf32=false, PJRT plugin v0.99 (/here/cuda): it was asked for",
			tried: []string{"find cuda", "open /here/cuda,tf32=false"},
		}, {
			name: "a plugin by its path", want: "xla:/my/plugin.so", on: fakeMachine{plugins: here(cpu)},
			line:  "xla:/my/plugin.so, PJRT plugin v0.99 (/my/plugin.so): it was asked for",
			tried: []string{"open /my/plugin.so"},
		}, {
			name: "a plugin by its path that is broken", want: "xla:/my/plugin.so", on: fakeMachine{plugins: here(cpu),
				broken: []string{"/my/plugin.so"}},
			err: "/my/plugin.so is broken",
		}, {
			name: "a name that does not exist", want: "tpu",
			err: `there is no backend "tpu", though it was asked for; there are "xla"`,
		}, {
			name: "a name in the environment that does not exist", env: "tpu",
			err: `there is no backend "tpu", though $GOMLX_BACKEND asks for it; there are "xla"`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, tried := tt.on.machine()
			asked, err := parseRequest(tt.want, tt.env)
			var d *Device
			if err == nil {
				d, err = choose(t.Context(), asked, m)
			}
			switch {
			case tt.err != "" && err == nil:
				t.Fatalf("got %s, want an error that says %q", d, tt.err)
			case tt.err != "":
				if !strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "\n") {
					t.Errorf("the error is %q, want one line that says %q", err, tt.err)
				}
			case err != nil:
				t.Fatal(err)
			default:
				if d.String() != tt.line {
					t.Errorf("got  %s\nwant %s", d, tt.line)
				}
				if d.Backend == nil {
					t.Error("the device has no backend")
				}
			}
			if tt.tried != nil && !slices.Equal(*tried, tt.tried) {
				t.Errorf("tried %q, want %q", *tried, tt.tried)
			}
		})
	}
}

// Stopping a download is not a reason to go on with something slower.
func TestCancelIsNoFallback(t *testing.T) {
	for _, gpu := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		m, tried := fakeMachine{gpu: gpu, plugins: map[string][]string{}}.machine()
		m.install = func(ctx context.Context, kind string) (string, error) {
			cancel()
			return "", ctx.Err()
		}
		if d, err := choose(ctx, request{}, m); !errors.Is(err, context.Canceled) {
			t.Errorf("with a GPU: %t; got %v, %v, want context.Canceled", gpu, d, err)
		}
		if len(*tried) != 1 {
			t.Errorf("tried %q, want the first kind of plugin only", *tried)
		}
	}
}

func TestPureGoComputesOneOperationAfterAnother(t *testing.T) {
	for config, want := range map[string]string{
		"go":                            "go:ops_sequential",
		"go:parallelism=3":              "go:parallelism=3,ops_sequential",
		"go:ops_parallel":               "go:ops_parallel", // the user's word stands
		"go:parallelism=3,ops_parallel": "go:parallelism=3,ops_parallel",
		"other":                         "other",
	} {
		if got := withoutDeadlock(config); got != want {
			t.Errorf("withoutDeadlock(%q) = %q, want %q", config, got, want)
		}
	}
}
