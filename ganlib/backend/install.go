package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"gophergan/ganlib/internal/fetch"

	"github.com/gomlx/go-xla/installer"
)

// noInstallEnv, when set, forbids to install plugins, as in go-xla.
const noInstallEnv = "GOMLX_NO_AUTO_INSTALL"

// otherPlugin is the way out for who cannot install a plugin here.
const otherPlugin = "set $" + pluginPathEnv + " to a folder that has one"

var errNoAnswer = errors.New("does not answer")

// pluginStore installs plugins in our own folder.
type pluginStore struct {
	folder   string
	platform string // runtime.GOOS/runtime.GOARCH
	progress io.Writer
	patience time.Duration // with a server that does not answer
	index    func(name string) (*installer.PipPackageInfo, error)
	probe    func(kind string) error // asks the server that goXLA downloads from, for anything
	goXLA    func(kind, lib string, useCache bool, verbosity installer.VerbosityLevel) error
}

func newPluginStore(progress io.Writer) pluginStore {
	folder, _ := ownFolder() // without a cache folder, install says so
	return pluginStore{
		folder:   folder,
		platform: runtime.GOOS + "/" + runtime.GOARCH,
		progress: progress,
		patience: 10 * time.Second,
		index:    installer.GetPipInfo,
		probe:    probe,
		goXLA:    installer.AutoInstallPlugin,
	}
}

// probe asks for something small where go-xla gets its plugins: the package index for CUDA, GitHub
// for the CPU.
func probe(kind string) error {
	if kind == cuda {
		_, err := installer.GetPipInfo(wheelPackage)
		return err
	}
	_, err := installer.GitHubGetLatestVersion()
	return err
}

// install installs a plugin of the given kind and returns its path. If it was installed in the
// meantime, it is kept.
func (s pluginStore) install(ctx context.Context, kind string) (string, error) {
	missing := fmt.Sprintf("no working XLA plugin for %s is on this machine", kind)
	if _, set := os.LookupEnv(noInstallEnv); set {
		return "", fmt.Errorf("%s, and $%s forbids to install one; unset that, or %s", missing, noInstallEnv, otherPlugin)
	}
	if s.folder == "" {
		return "", fmt.Errorf("%s, and there is no cache folder to install one in; set $HOME, or %s", missing, otherPlugin)
	}
	var path string
	var err error
	if w, ok := wheels[s.platform]; ok && kind == cpu {
		path, err = s.installWheel(ctx, w)
	} else {
		path, err = s.installWithGoXLA(ctx, kind)
	}
	if err != nil {
		retry := "when that is mended"
		if errors.Is(err, errNoAnswer) || errors.Is(err, fetch.ErrUnreachable) {
			retry = "with a network"
		}
		return "", fmt.Errorf("%s, and none can be installed (%w); run this again %s, or %s", missing, err, retry, otherPlugin)
	}
	return path, nil
}

// installWheel installs the CPU plugin from the wheel.
func (s pluginStore) installWheel(ctx context.Context, w wheel) (string, error) {
	url, err := s.wheelURL(ctx, w)
	if err != nil {
		return "", err
	}
	meter := fetch.NewMeter(s.progress, "Installing XLA (once)")
	defer meter.Close()
	path := filepath.Join(s.folder, wheelFolder, "pjrt_c_api_cpu_plugin.so")
	err = fetch.File(ctx, path, fetch.Options{
		URLs:      []string{url},
		SHA256:    w.librarySHA256,
		Transform: unpackLibrary,
		Progress:  meter.Progress,
	})
	return path, err
}

// wheelURL asks the package index where the wheel is.
func (s pluginStore) wheelURL(ctx context.Context, w wheel) (string, error) {
	info, err := withPatience(ctx, s.patience, func() (*installer.PipPackageInfo, error) { return s.index(wheelPackage) })
	if err != nil {
		return "", fmt.Errorf("the Python package index %w: %w", errNoAnswer, rootOf(err))
	}
	release, err := installer.PipSelectRelease(info.Releases[wheelVersion], w.file, false)
	if err != nil {
		return "", fmt.Errorf("the Python package index has no %s %s for %s", wheelPackage, wheelVersion, s.platform)
	}
	return release.URL, nil
}

// installWithGoXLA lets go-xla install what it has for this machine, below our own folder. It is
// asked only where its server answers, because it would wait for it without end.
func (s pluginStore) installWithGoXLA(ctx context.Context, kind string) (string, error) {
	_, err := withPatience(ctx, s.patience, func() (struct{}, error) { return struct{}{}, s.probe(kind) })
	if err != nil {
		return "", fmt.Errorf("the server that has it %w: %w", errNoAnswer, rootOf(err))
	}
	fmt.Fprintf(s.progress, "Installing XLA for %s (once, this takes a while)\n", kind)
	restore := redirectStdout(s.progress)
	_, err = inBackground(ctx, func() (struct{}, error) {
		return struct{}{}, s.goXLA(kind, s.folder, true, installer.Quiet)
	})
	restore()
	if err != nil {
		return "", rootOf(err)
	}
	found := pluginsIn(goXLAFolders(s.folder), kind)
	if len(found) == 0 {
		return "", fmt.Errorf("go-xla has none for %s", s.platform)
	}
	return found[0], nil
}
