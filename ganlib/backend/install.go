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

// indexPatience is how long to wait for the answer of the package index.
const indexPatience = 15 * time.Second

// pluginStore installs plugins in our own folder.
type pluginStore struct {
	folder   string
	platform string // runtime.GOOS/runtime.GOARCH
	progress io.Writer
	index    func(name string) (*installer.PipPackageInfo, error)
	goXLA    func(kind, lib string, useCache bool, verbosity installer.VerbosityLevel) error
}

func newPluginStore(progress io.Writer) pluginStore {
	folder, _ := ownFolder() // without a cache folder, install says so
	return pluginStore{
		folder:   folder,
		platform: runtime.GOOS + "/" + runtime.GOARCH,
		progress: progress,
		index:    installer.GetPipInfo,
		goXLA:    installer.AutoInstallPlugin,
	}
}

// install installs a plugin of the given kind and returns its path. If it was installed in the meantime, it is kept.
func (s pluginStore) install(ctx context.Context, kind string) (string, error) {
	if _, set := os.LookupEnv(noInstallEnv); set {
		return "", fmt.Errorf("there is no PJRT plugin for %s, and $%s forbids to install one", kind, noInstallEnv)
	}
	if s.folder == "" {
		return "", fmt.Errorf("there is no PJRT plugin for %s, and no cache folder to install one; set $HOME", kind)
	}
	var path string
	var err error
	if w, ok := wheels[s.platform]; ok && kind == cpu {
		path, err = s.installWheel(ctx, w)
	} else {
		path, err = s.installWithGoXLA(ctx, kind)
	}
	if err != nil {
		return "", fmt.Errorf("its plugin for %s is not on this machine and cannot be installed (%w); run this again with a network, or set $%s to a folder that has the plugin",
			kind, err, pluginPathEnv)
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
	ctx, cancel := context.WithTimeoutCause(ctx, indexPatience, fmt.Errorf("no answer for %v", indexPatience))
	defer cancel()
	info, err := inBackground(ctx, func() (*installer.PipPackageInfo, error) { return s.index(wheelPackage) })
	if err != nil {
		return "", fmt.Errorf("the Python package index does not answer: %w", rootOf(err))
	}
	release, err := installer.PipSelectRelease(info.Releases[wheelVersion], w.file, false)
	if err != nil {
		return "", fmt.Errorf("the Python package index has no %s %s for %s", wheelPackage, wheelVersion, s.platform)
	}
	return release.URL, nil
}

// installWithGoXLA lets go-xla install what it has for this machine, below our own folder.
func (s pluginStore) installWithGoXLA(ctx context.Context, kind string) (string, error) {
	fmt.Fprintf(s.progress, "Installing XLA for %s (once)\n", kind)
	_, err := inBackground(ctx, func() (struct{}, error) {
		defer redirectStdout(s.progress)()
		return struct{}{}, s.goXLA(kind, s.folder, true, installer.Quiet)
	})
	if err != nil {
		return "", rootOf(err)
	}
	found := pluginsIn(goXLAFolders(s.folder), kind)
	if len(found) == 0 {
		return "", fmt.Errorf("go-xla has none for %s", s.platform)
	}
	return found[0], nil
}

// redirectStdout sends what go-xla prints to a terminal if w is one, and nowhere otherwise: the standard output may be
// a file that a program reads. The function it returns brings it back.
func redirectStdout(w io.Writer) (restore func()) {
	before := os.Stdout
	if f, ok := w.(*os.File); ok && fetch.IsTerminal(f) {
		os.Stdout = f
		return func() { os.Stdout = before }
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return func() {}
	}
	os.Stdout = null
	return func() {
		os.Stdout = before
		null.Close()
	}
}

// inBackground calls f, which cannot be told to stop, and waits for it no longer than ctx lasts.
func inBackground[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := f()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// rootOf unwraps an error down to what the operating system or the server said.
func rootOf(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
