package lab

import (
	"context"
	"errors"
	"io"
	"os"

	"gophergan/ganlib/backend"
)

// pluginPart is the library of XLA that cells compute with, found or downloaded by ganlib/backend.
// It lies in the user's cache, so the part only remembers where.
func (c Clone) pluginPart() part {
	return part{
		name: "XLA, the compiler that computes",
		file: "plugin",
		inputs: func() (string, error) {
			return hashOf(os.Getenv("GOMLX_BACKEND"), os.Getenv("PJRT_PLUGIN_LIBRARY_PATH"), os.Getenv("CGO_ENABLED")), nil
		},
		intact: func(plugin string) bool { return plugin == "" || isFile(plugin) },
		make: func(ctx context.Context, log io.Writer) (string, error) {
			device, err := backend.Open(ctx, "", log)
			if err != nil {
				return "", err
			}
			defer device.Backend.Finalize()
			if device.Choice == "go" && os.Getenv("GOMLX_BACKEND") == "" {
				return "", errors.New(device.Why)
			}
			return device.Plugin, nil
		},
	}
}
