package backend

import (
	"context"
	"errors"
	"io"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/installer"
)

var errNoCgo = errors.New("this program was built without cgo, which a PJRT plugin needs; install a C compiler and build it " +
	"with CGO_ENABLED=1")

// thisMachine is the machine that the program runs on.
func thisMachine(progress io.Writer) machine {
	if !builtWithXLA {
		return machineWithoutXLA()
	}
	return machine{
		hasGPU:  func() bool { return installer.HasNvidiaGPU() },
		find:    findPlugins,
		install: newPluginStore(progress).install,
		openXLA: openXLA,
		open:    compute.NewWithConfig,
	}
}

// machineWithoutXLA looks for no plugin and downloads none, since it could not be opened.
func machineWithoutXLA() machine {
	return machine{
		hasGPU:  func() bool { return false },
		find:    func(string) []string { return nil },
		install: func(context.Context, string) (string, error) { return "", errNoCgo },
		openXLA: openXLA,
		open:    compute.NewWithConfig,
	}
}
