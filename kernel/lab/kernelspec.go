package lab

import (
	"embed"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"gophergan/ganlib/backend"
)

// Kernel is the name under which notebooks ask for their kernel, and KernelTitle what JupyterLab
// calls it.
const (
	Kernel      = "gophergan"
	KernelTitle = "Go (GopherGAN)"
)

// logos are drawn for this project: a gopher behind the forger's mask, with one eye drawn and one
// still made of pixels.
//
//go:embed logo-svg.svg logo-32x32.png logo-64x64.png
var logos embed.FS

// kernelSpec is Jupyter's kernel.json.
type kernelSpec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

// newKernelSpec describes the kernel of this clone. goDir is the folder of the go command.
func (c Clone) newKernelSpec(goDir string) kernelSpec {
	env := map[string]string{
		// Jupyter puts in the PATH that it was started with.
		"PATH":    strings.Join([]string{c.own("bin"), goDir, "${PATH}"}, string(os.PathListSeparator)),
		"GOFLAGS": cellGoFlags(userGoFlags()),
		"GOWORK":  "", // GoNB makes a go.work for the notebook, and no other may stand in its place
	}
	for _, entry := range backend.MemoryEnv() {
		name, value, _ := strings.Cut(entry, "=")
		if own := os.Getenv(name); own == "" || own == value { // the user's own settings stand
			env[name] = value
		}
	}
	return kernelSpec{
		Argv:          []string{c.tool("gophergan-kernel"), "-clone", string(c), "-connection", "{connection_file}"},
		DisplayName:   KernelTitle,
		Language:      "go",
		InterruptMode: "message",
		Env:           env,
	}
}

func (c Clone) kernelSpecDir() string { return c.jupyterDir("data", "kernels", Kernel) }

// writeKernelSpec writes the spec and its logos where they are not yet as they should be: at the
// first start, and after the clone was moved.
func (c Clone) writeKernelSpec() error {
	goDir, err := findGo()
	if err != nil {
		return err
	}
	spec, err := json.MarshalIndent(c.newKernelSpec(goDir), "", "  ")
	if err != nil {
		return err
	}
	if err := writeIfChanged(filepath.Join(c.kernelSpecDir(), "kernel.json"), append(spec, '\n')); err != nil {
		return err
	}
	entries, err := logos.ReadDir(".")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		content, err := logos.ReadFile(entry.Name())
		if err != nil {
			return err
		}
		if err := writeIfChanged(filepath.Join(c.kernelSpecDir(), entry.Name()), content); err != nil {
			return err
		}
	}
	return nil
}
