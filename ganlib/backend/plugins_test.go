package backend

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// touch makes an empty file and its folder.
func touch(t *testing.T, path ...string) string {
	t.Helper()
	p := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPluginsIn(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	versioned := touch(t, a, "pjrt_c_api_cpu_v0.98.0_plugin.so")
	plain := touch(t, b, "pjrt_c_api_cpu_plugin.so")
	second := touch(t, b, "pjrt-plugin-cpu.dylib")
	gpu := touch(t, a, "nvidia", "pjrt_c_api_cuda_plugin.so")
	touch(t, a, "pjrt_c_api_cpu_plugin.so.lock")
	touch(t, a, "libpjrt_c_api_cpu_plugin.so")
	link := func(target, name string) string {
		if err := os.Symlink(target, name); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
		return name
	}
	linked := link(filepath.Base(versioned), filepath.Join(a, "pjrt_c_api_cpu_plugin.so"))
	link("gone.so", filepath.Join(b, "pjrt_plugin_cpu.so"))

	for _, tt := range []struct {
		folders []string
		kind    string
		want    []string
	}{
		{[]string{a, filepath.Join(a, "missing"), b}, cpu, []string{linked, second, plain}},
		{[]string{b, a}, cpu, []string{second, plain, linked}},
		{[]string{a, b}, cuda, nil},
		{[]string{a, filepath.Join(a, "nvidia")}, cuda, []string{gpu}},
	} {
		if got := pluginsIn(tt.folders, tt.kind); !slices.Equal(got, tt.want) {
			t.Errorf("%s in %q:\ngot  %q\nwant %q", tt.kind, tt.folders, got, tt.want)
		}
	}
}

func TestPluginFolders(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	own, err := ownFolder()
	if err != nil {
		t.Fatal(err)
	}
	if wheel := filepath.Join(own, wheelFolder); !slices.Contains(pluginFolders(), wheel) {
		t.Errorf("%q lacks the folder of the wheel, %s", pluginFolders(), wheel)
	}
	usual := pluginFolders()

	a, b := t.TempDir(), t.TempDir()
	t.Setenv(pluginPathEnv, a+string(os.PathListSeparator)+b)
	got := pluginFolders()
	if !slices.Equal(got[:2], []string{a, b}) {
		t.Errorf("with $%s the first folders are %q, want %q", pluginPathEnv, got[:2], []string{a, b})
	}
	if ours := usual[len(usual)-3:]; !slices.Equal(got[2:], ours) {
		t.Errorf("with $%s the other folders are %q, want only our own, %q", pluginPathEnv, got[2:], ours)
	}
}
