package backend

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/gomlx/go-xla/installer"
)

// pluginPathEnv names the folders that are searched for plugins, as in go-xla.
const pluginPathEnv = "PJRT_PLUGIN_LIBRARY_PATH"

// findPlugins lists the plugins of a kind that are on this machine, best first.
func findPlugins(kind string) []string {
	return pluginsIn(pluginFolders(), kind)
}

// pluginFolders lists where plugins may be: $PJRT_PLUGIN_LIBRARY_PATH or else the folders that
// go-xla installs to, and then our own.
func pluginFolders() []string {
	var folders []string
	if paths, set := os.LookupEnv(pluginPathEnv); set {
		folders = filepath.SplitList(paths)
	} else {
		if lib, err := installer.DefaultHomeLibPath(); err == nil {
			folders = append(folders, goXLAFolders(lib)...)
		}
		folders = append(folders, goXLAFolders("/usr/local/lib")...)
	}
	if own, err := ownFolder(); err == nil {
		folders = append(folders, filepath.Join(own, wheelFolder))
		folders = append(folders, goXLAFolders(own)...)
	}
	return folders
}

// goXLAFolders are the folders below lib in which go-xla's installer puts plugins.
func goXLAFolders(lib string) []string {
	return []string{filepath.Join(lib, "go-xla"), filepath.Join(lib, "go-xla", "nvidia")}
}

// ownFolder is where this package installs plugins.
func ownFolder() (string, error) { return cacheFolder("plugins") }

// cacheFolder is a folder of this project's in the user's cache folder.
func cacheFolder(name string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "gophergan", name), nil
}

// noCompiledEnv, when set, forbids to keep what XLA has compiled and to use what is kept.
const noCompiledEnv = "GOPHERGAN_NO_COMPILED"

// compiledFolder is where what a plugin compiles is kept. That is tried with the pinned plugin only.
func compiledFolder(plugin string) (string, bool) {
	if _, set := os.LookupEnv(noCompiledEnv); set || !pinned(plugin) {
		return "", false
	}
	folder, err := cacheFolder("compiled")
	return folder, err == nil
}

// pinned says whether a plugin is the one that this package pins.
func pinned(plugin string) bool { return filepath.Base(filepath.Dir(plugin)) == wheelFolder }

// pluginName matches the file names that go-xla takes for plugins: pjrt_c_api_cpu_plugin.so,
// pjrt-plugin-cpu.so and, with a version, pjrt_c_api_cpu_v0.98.0_plugin.so. The first group is the
// kind.
var pluginName = regexp.MustCompile(`^(?:pjrt_c_api_|pjrt[-_]plugin[-_])([a-z]+)(?:_v[0-9.]+)?(?:_plugin)?\.(?:so|dylib|dll)$`)

// pluginsIn lists the plugins of a kind in the given folders, in that order; within a folder those
// without a version in their name come first. A plugin that several links lead to is listed once.
func pluginsIn(folders []string, kind string) []string {
	var plugins []string
	seen := map[string]bool{}
	for _, folder := range folders {
		for _, name := range pluginNames(folder, kind) {
			path, err := filepath.Abs(filepath.Join(folder, name))
			if err != nil {
				continue
			}
			target, err := filepath.EvalSymlinks(path)
			if err == nil && !seen[target] {
				seen[target] = true
				plugins = append(plugins, path)
			}
		}
	}
	return plugins
}

// pluginNames lists the plugins of a kind in one folder, shortest name first.
func pluginNames(folder, kind string) []string {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil // most of the folders do not exist
	}
	var names []string
	for _, entry := range entries {
		if m := pluginName.FindStringSubmatch(entry.Name()); m != nil && m[1] == kind {
			names = append(names, entry.Name())
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	return names
}
