package backend

import (
	"path/filepath"
	"testing"
)

func TestTunedXLAFlags(t *testing.T) {
	pinned, other := filepath.Join("x", wheelFolder, "plugin.so"), filepath.Join("x", "go-xla", "plugin.so")
	for _, c := range []struct{ why, plugin, now, want string }{
		{"the pinned plugin gets the switch", pinned, "", "--xla_cpu_use_xnnpack=false"},
		{"beside what is there", pinned, "--xla_dump_to=d", "--xla_dump_to=d --xla_cpu_use_xnnpack=false"},
		{"the user's word stands", pinned, "--xla_cpu_use_xnnpack=true", "--xla_cpu_use_xnnpack=true"},
		{"another plugin may not know it", other, "", ""},
		{"nor is anything taken away", other, "--xla_dump_to=d", "--xla_dump_to=d"},
	} {
		if got := tunedXLAFlags(c.plugin, c.now); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
	}
}
