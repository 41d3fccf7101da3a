//go:build linux

package compiled

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// All that the compiler looks at, and where one part ends and the next begins, is in the key.
func TestKeys(t *testing.T) {
	seen := map[key]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"ab", "c"}, {"a", "bc"}, {"abc"}, {"abc", ""}, {"1:a"}, {"1", "a"}, {"a"}} {
		var all [][]byte
		for _, part := range parts {
			all = append(all, []byte(part))
		}
		k, text := keyOf(all...), strings.Join(parts, "|")
		if other, ok := seen[k]; ok {
			t.Errorf("%q and %q have one key", text, other)
		}
		seen[k] = text
		if keyOf(all...) != k {
			t.Errorf("%q has two keys", text)
		}
	}
}

func TestCircumstances(t *testing.T) {
	for _, name := range []string{"XLA_FLAGS", "PJRT_NPROC"} {
		t.Setenv(name, "")
	}
	plugin := filepath.Join(t.TempDir(), "plugin.so")
	write := func(content string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(plugin, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(plugin, at, at); err != nil {
			t.Fatal(err)
		}
	}
	now := func() []byte {
		t.Helper()
		c, err := circumstances(plugin)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	at := time.Unix(1_700_000_000, 0)
	write("library", at)
	usual := now()
	if !bytes.Equal(now(), usual) {
		t.Error("nothing has changed, but the circumstances have")
	}
	for what, change := range map[string]func(t *testing.T){
		"a plugin of another size": func(*testing.T) { write("another library", at) },
		"a plugin of another time": func(*testing.T) { write("library", at.Add(time.Nanosecond)) },
		"XLA's flags":              func(t *testing.T) { t.Setenv("XLA_FLAGS", "--xla_backend_optimization_level=1") },
		"XLA's threads":            func(t *testing.T) { t.Setenv("PJRT_NPROC", "1") },
	} {
		t.Run(what, func(t *testing.T) {
			change(t)
			if bytes.Equal(now(), usual) {
				t.Error("the circumstances are the same")
			}
		})
		write("library", at)
	}
	t.Setenv("XLA_FLAGS", "--xla_dump_to=d")
	if _, err := circumstances(plugin); err == nil {
		t.Error("who wants to see the compiler work gets a kept program")
	}
	t.Setenv("XLA_FLAGS", "")
	if _, err := circumstances(plugin + ".missing"); err == nil {
		t.Error("a plugin that is not there has circumstances")
	}
}

func TestKinds(t *testing.T) {
	const one = "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143\nmodel name\t: Some Xeon\nstepping\t: 8\n" +
		"cpu MHz\t\t: 2600.1\napicid\t\t: 0\nflags\t\t: fpu avx2 avx512f\nbogomips\t: 5200.00\n\n"
	again := strings.NewReplacer("processor\t: 0", "processor\t: 1", "2600.1", "800.0", "apicid\t\t: 0", "apicid\t\t: 2").Replace(one)
	if got, want := kinds(one+again), kinds(one); !slices.Equal(got, want) {
		t.Errorf("two processors of one kind are %q, one is %q", got, want)
	}
	for _, change := range [][2]string{{"143", "106"}, {"Some Xeon", "EPYC"}, {" avx512f", ""}, {"stepping\t: 8", "stepping\t: 7"}} {
		if slices.Equal(kinds(strings.Replace(one, change[0], change[1], 1)), kinds(one)) {
			t.Errorf("%q for %q is no other processor", change[1], change[0])
		}
	}
	const arm = "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd sve\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n"
	if got := kinds(arm); len(got) != 3 {
		t.Errorf("an ARM processor is %q, want its features, its maker and its part", got)
	}
}
