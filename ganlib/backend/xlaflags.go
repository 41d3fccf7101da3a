package backend

import "strings"

// xlaFlagsEnv is where XLA reads its switches, when the first plugin is opened.
const xlaFlagsEnv = "XLA_FLAGS"

// tunings are the switches for the pinned plugin on a CPU, in the order in which they are added.
var tunings = []struct{ name, value string }{
	// XLA hands matrix products to XNNPACK, which copies the weights into an order of its own
	// before each product; with batches of a hundred that takes longer than the product. Without it
	// a step of the MNIST GAN takes 22 % less processor time.
	{"xla_cpu_use_xnnpack", "false"},
	// The older code generator for loops makes a step of DCGAN 10 % faster.
	{"xla_cpu_use_fusion_emitters", "false"},
	// LLVM at level 1 in place of 3 compiles that step in 7 s in place of 10, and it runs no
	// slower.
	{"xla_backend_optimization_level", "1"},
}

// tunedXLAFlags is what $XLA_FLAGS should hold for a plugin, given what it holds now. What the user
// says of a switch stands, and only the plugin that this package pins gets any: a plugin that does
// not know a switch ends the process.
func tunedXLAFlags(plugin, now string) string {
	if !pinned(plugin) {
		return now
	}
	for _, t := range tunings {
		if !strings.Contains(now, t.name) {
			now = strings.TrimSpace(now + " --" + t.name + "=" + t.value)
		}
	}
	return now
}
