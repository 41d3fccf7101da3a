package backend

import (
	"path/filepath"
	"strings"
)

// xlaFlagsEnv is where XLA reads its switches, when the first plugin is opened.
const xlaFlagsEnv = "XLA_FLAGS"

// tunedXLAFlags is what $XLA_FLAGS should hold for a plugin, given what it holds now.
//
// XLA hands matrix products on the CPU to XNNPACK, which copies the weights into an order of its own before each
// product; with batches of a hundred that takes longer than the product. Without it a step of the MNIST GAN takes
// 22 % less processor time. What the user says of XNNPACK stands, and only the plugin that this package pins gets the
// switch: a plugin that does not know a switch ends the process.
func tunedXLAFlags(plugin, now string) string {
	const name = "xla_cpu_use_xnnpack"
	if filepath.Base(filepath.Dir(plugin)) != wheelFolder || strings.Contains(now, name) {
		return now
	}
	return strings.TrimSpace(now + " --" + name + "=false")
}
