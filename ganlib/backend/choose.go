package backend

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gomlx/compute"
)

// machine is what the choice depends on, so that a test can describe any machine.
type machine struct {
	hasGPU  func() bool
	find    func(kind string) []string // the plugins that are there, best first
	install func(ctx context.Context, kind string) (path string, err error)
	openXLA func(config string) (b compute.Backend, version string, err error)
	open    func(config string) (compute.Backend, error) // any backend but XLA
}

// choose opens what was asked for, or else the best that works.
func choose(ctx context.Context, asked request, m machine) (*Device, error) {
	switch {
	case asked.engine == "":
		return best(ctx, m)
	case asked.engine != xlaEngine:
		return openOther(asked, m)
	case asked.plugin == "":
		return bestXLA(ctx, asked.options, m)
	case asked.plugin == cuda && !m.hasGPU():
		return nil, errors.New(`no NVIDIA GPU was found, so "xla:cuda" cannot work; ask for "xla:cpu", or for nothing to get the best there is`)
	case asked.plugin == cuda, asked.plugin == cpu:
		return openKind(ctx, asked.plugin, asked.options, asked.why, m)
	default:
		return openPlugin(asked.plugin, asked.plugin, asked.options, asked.why, m)
	}
}

// best opens XLA, or pure Go if there is no way to XLA.
func best(ctx context.Context, m machine) (*Device, error) {
	d, err := bestXLA(ctx, "", m)
	if err == nil || ctx.Err() != nil {
		return d, err
	}
	return openOther(request{engine: goEngine, why: "XLA would be about ten times as fast, but " + err.Error()}, m)
}

// bestXLA opens XLA on the GPU, or on the CPU if there is no GPU or CUDA does not work.
func bestXLA(ctx context.Context, options string, m machine) (*Device, error) {
	if !m.hasGPU() {
		return openKind(ctx, cpu, options, "no GPU was found", m)
	}
	d, noCUDA := openKind(ctx, cuda, options, "a GPU was found", m)
	if noCUDA == nil || ctx.Err() != nil {
		return d, noCUDA
	}
	d, noCPU := openKind(ctx, cpu, options, "there is a GPU, but "+noCUDA.Error(), m)
	if noCPU != nil {
		return nil, oneLine{noCUDA, noCPU}
	}
	return d, nil
}

// openKind opens the first plugin of a kind that works. If none of those that are there does, it
// installs one.
func openKind(ctx context.Context, kind, options, why string, m machine) (*Device, error) {
	var broken []error
	for _, path := range m.find(kind) {
		d, err := openPlugin(kind, path, options, why, m)
		if err == nil {
			return d.afterSkipping(broken), nil
		}
		broken = append(broken, err)
	}
	path, err := m.install(ctx, kind)
	if err != nil {
		return nil, oneLine(append(broken, err))
	}
	d, err := openPlugin(kind, path, options, why, m)
	if err != nil {
		return nil, oneLine(append(broken, err))
	}
	return d.afterSkipping(broken), nil
}

// openPlugin opens one plugin. The name is what the choice is called: a kind, or what the user
// asked for.
func openPlugin(name, path, options, why string, m machine) (*Device, error) {
	b, version, err := m.openXLA(path + options)
	if err != nil {
		return nil, err
	}
	return &Device{Backend: b, Choice: xlaEngine + ":" + name + options, Plugin: path, Version: version, Why: why}, nil
}

// openOther opens a backend that is not XLA.
func openOther(asked request, m machine) (*Device, error) {
	config := asked.engine
	if asked.options != "" {
		config += ":" + asked.options
	}
	b, err := m.open(withoutDeadlock(config))
	if err != nil {
		return nil, fmt.Errorf("backend %q cannot be opened: %w", config, err)
	}
	return &Device{Backend: b, Choice: config, Why: asked.why}, nil
}

// withoutDeadlock makes pure Go compute one operation after another, unless the configuration says
// how. Several at a time, as it would do by itself, can wait for each other for ever: each holds
// one of the workers while it waits for more of them to divide a large matrix product (compute
// v0.1.6, workerspool.Pool.Saturate). One operation still uses all processors.
func withoutDeadlock(config string) string {
	engine, options, _ := strings.Cut(config, ":")
	if engine != goEngine || strings.Contains(options, "ops_") {
		return config
	}
	return engine + ":" + strings.TrimPrefix(options+",ops_sequential", ",")
}

// afterSkipping adds to the reason the plugins that did not open.
func (d *Device) afterSkipping(broken []error) *Device {
	if len(broken) > 0 {
		d.Why += "; skipped: " + oneLine(broken).Error()
	}
	return d
}

// oneLine is several errors in one line, without those that repeat the one before.
type oneLine []error

func (errs oneLine) Error() string {
	var lines []string
	for _, err := range errs {
		if line := err.Error(); len(lines) == 0 || lines[len(lines)-1] != line {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}

func (errs oneLine) Unwrap() []error { return errs }
