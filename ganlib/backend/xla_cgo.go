//go:build cgo

package backend

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"gophergan/ganlib/backend/compiled"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
	"k8s.io/klog/v2"
)

// builtWithXLA is false in a program built without cgo.
const builtWithXLA = true

// opening is held while a plugin is opened: the environment, the log and go-xla's list of plugins are
// the process's.
var opening sync.Mutex

// openXLA opens a plugin, given by its full path or by a name that go-xla can find, with options
// after a comma. It also returns the version of the plugin's interface.
func openXLA(config string) (compute.Backend, string, error) {
	opening.Lock()
	defer opening.Unlock()
	defer silenceKlog()()
	plugin, _ := cutOptions(config)
	if filepath.IsAbs(plugin) {
		if err := checkLibrary(plugin); err != nil {
			return nil, "", fmt.Errorf("PJRT plugin %s cannot be opened: %w", plugin, err)
		}
	}
	if err := os.Setenv(xlaFlagsEnv, tunedXLAFlags(plugin, os.Getenv(xlaFlagsEnv))); err != nil {
		return nil, "", err
	}
	if folder, ok := compiledFolder(plugin); ok {
		_ = compiled.Keep(plugin, folder) // else all is compiled; and where the plugin is broken, New says so
	}
	b, err := xla.New(config)
	if err != nil {
		return nil, "", fmt.Errorf("PJRT plugin %s cannot be opened: %w", plugin, rootOf(err))
	}
	p, err := pjrt.GetPlugin(b.(*xla.Backend).PluginName()) // open by now, so this only looks it up
	if err != nil {
		return nil, "", fmt.Errorf("PJRT plugin %s opened and then vanished: %w", plugin, rootOf(err))
	}
	major, minor := p.Version()
	return b, fmt.Sprintf("%d.%d", major, minor), nil
}

// silenceKlog keeps go-xla's log off stderr, which a notebook shows in red: what goes wrong comes
// back as an error. The function it returns brings the log back.
func silenceKlog() (restore func()) {
	before := klog.CaptureState()
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	return before.Restore
}
