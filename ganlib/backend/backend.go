// Package backend gives the device to compute on: XLA on an NVIDIA GPU, XLA on the CPU, or pure Go.
//
// [New] takes what the user asked for, else $GOMLX_BACKEND, else the best there is: CUDA where
// there is a GPU, XLA on the CPU, and the pure-Go backend where XLA cannot be had. The [Device] it
// returns says in one line what was chosen and why. What was asked for by name is never replaced by
// something slower: that is an error.
//
// # The plugin
//
// XLA comes as a PJRT plugin, a shared library of about 250 MB. Plugins are looked for in
// $PJRT_PLUGIN_LIBRARY_PATH, or else in the folders of go-xla, and then in this project's own; the
// first that opens is used. If none does, New installs one: for a GPU what go-xla installs for
// CUDA; for the CPU, on Linux, the library in the Python package xla-cpu-pjrt (pinned, checked),
// elsewhere what go-xla installs. All of it goes to "gophergan/plugins" in the user's cache folder.
// $GOMLX_NO_AUTO_INSTALL, as in go-xla, forbids it.
//
// What the CPU plugin from that package compiles is kept in "gophergan/compiled" beside it, for the
// next process that asks for the same ([compiled]). The folder may be deleted at any time;
// $GOPHERGAN_NO_COMPILED, when set, does without it.
//
// # Design
//
// go-xla would install its plugins by itself from one source, in a folder that it searches. Neither
// fits: where that source is out of reach a course must still run, and a plugin in a shared folder
// would change the user's other programs. So go-xla's own auto-install is not linked in, our folder
// is our own, and a plugin is opened by its full path. That is also quicker: to open one by name,
// go-xla first loads every plugin that it finds, and a broken one ends the program.
//
// Non-goals: several GPUs, TPUs, choosing among versions of a plugin.
package backend

import (
	"context"
	"fmt"
	"io"
	"os"

	"gophergan/ganlib/internal/fetch"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // registers "go"
)

// Device is an open backend that knows how it was chosen.
//
// The backend is a field and not embedded on purpose: GoMLX compares backends, and refuses a tensor
// that one computed where another is asked for, so a Device must not be taken for its backend.
type Device struct {
	Backend compute.Backend

	Choice  string // what computes: "xla:cuda", "xla:cpu", "go", or the configuration that was asked for
	Plugin  string // the full path of the PJRT plugin; empty if it is not XLA
	Version string // the version of the plugin's interface, such as "0.81"; empty if it is not XLA
	Why     string // the reason, a clause without a full stop
}

// New opens the device that is asked for; want is a name that [Names] lists, or empty for
// $GOMLX_BACKEND and, if that is empty too, for the best there is. A plugin that is missing is
// downloaded, once; the progress is shown on stderr, or on stdout in a notebook.
func New(want string) (*Device, error) {
	return Open(context.Background(), want, fetch.Output())
}

// Open is [New] with a context, which ends a download, and with a writer for its progress.
func Open(ctx context.Context, want string, progress io.Writer) (*Device, error) {
	asked, err := parseRequest(want, os.Getenv(compute.ConfigEnvVar))
	if err != nil {
		return nil, err
	}
	return choose(ctx, asked, thisMachine(progress))
}

// String says in one line what computes and why.
func (d *Device) String() string {
	if d.Plugin == "" {
		return fmt.Sprintf("%s: %s", d.Choice, d.Why)
	}
	return fmt.Sprintf("%s, PJRT plugin v%s (%s): %s", d.Choice, d.Version, d.Plugin, d.Why)
}
