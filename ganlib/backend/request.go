package backend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/compute"
)

const (
	xlaEngine = "xla"
	goEngine  = "go"

	// The kinds of plugin that this package finds and installs.
	cpu  = "cpu"
	cuda = "cuda"
)

// request is what the user asked for, taken apart: engine[:plugin[,options]].
type request struct {
	engine  string // "xla", "go", another backend that the program registered, or "" to choose
	plugin  string // XLA: "cpu", "cuda", the full path or another name of a plugin, or "" to choose
	options string // the rest of the configuration, passed on as it is
	why     string // who asked
}

// xlaNames are the names under which GoMLX knows XLA.
var xlaNames = []string{xlaEngine, "stablehlo", "shlo", "hlo"}

// Names lists what [New] accepts, one sentence for the help of a command.
const Names = `"xla" (on the GPU if there is one, else on the CPU), "cuda" or "xla:cuda", "cpu" or "xla:cpu", "xla:" and the full path of a PJRT plugin, or "go" (pure Go)`

// parseRequest reads the argument, or the environment's value if that is empty.
func parseRequest(want, environment string) (request, error) {
	r := request{why: "it was asked for"}
	if want == "" && environment != "" {
		want = environment
		r.why = fmt.Sprintf("$%s asks for it", compute.ConfigEnvVar)
	}
	name, config, _ := strings.Cut(want, ":")
	switch {
	case name == "" && config == "":
		return request{}, nil
	case slices.Contains(xlaNames, name):
		r.engine = xlaEngine
		r.plugin, r.options = cutOptions(config)
	case isKind(want):
		r.engine = xlaEngine
		r.plugin, r.options = cutOptions(want)
	case slices.Contains(compute.List(), name):
		r.engine, r.options = name, config
	default:
		return request{}, fmt.Errorf("there is no backend %q, though %s; there are %s", want, r.why, Names)
	}
	return r, nil
}

// isKind reports whether want is "cpu" or "cuda", with or without options.
func isKind(want string) bool {
	plugin, _ := cutOptions(want)
	return plugin == cpu || plugin == cuda
}

// cutOptions splits "cuda,tf32=false" into "cuda" and ",tf32=false".
func cutOptions(config string) (plugin, options string) {
	if i := strings.IndexByte(config, ','); i >= 0 {
		return config[:i], config[i:]
	}
	return config, ""
}
