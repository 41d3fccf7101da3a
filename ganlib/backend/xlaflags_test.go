package backend

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestTunedXLAFlags(t *testing.T) {
	pinned, other := filepath.Join("x", wheelFolder, "plugin.so"), filepath.Join("x", "go-xla", "plugin.so")
	const all = "--xla_cpu_use_xnnpack=false --xla_cpu_use_fusion_emitters=false --xla_backend_optimization_level=1"
	for _, c := range []struct{ why, plugin, now, want string }{
		{"the pinned plugin gets the switches", pinned, "", all},
		{"beside what is there", pinned, "--xla_dump_to=d", "--xla_dump_to=d " + all},
		{"the user's word stands", pinned, "--xla_cpu_use_xnnpack=true", "--xla_cpu_use_xnnpack=true" + strings.TrimPrefix(all,
			"--xla_cpu_use_xnnpack=false")},
		{"another plugin may not know them", other, "", ""},
		{"nor is anything taken away", other, "--xla_dump_to=d", "--xla_dump_to=d"},
	} {
		if got := tunedXLAFlags(c.plugin, c.now); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
	}
}
