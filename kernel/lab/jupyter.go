package lab

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// jupyterDir returns a path below the folder that JupyterLab keeps its things in.
func (c Clone) jupyterDir(elem ...string) string {
	return c.own(append([]string{"jupyter"}, elem...)...)
}

// JupyterEnv is the environment for a program that uses Jupyter: the learner's own settings,
// kernels and running servers are out of its sight.
func (c Clone) JupyterEnv() []string {
	env := without(cleanPython(os.Environ()), "JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTER_TOKEN",
		"JUPYTERLAB_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
	return append(env,
		"JUPYTER_CONFIG_DIR="+c.jupyterDir("config"),
		"JUPYTER_DATA_DIR="+c.jupyterDir("data"),
		"JUPYTER_RUNTIME_DIR="+c.jupyterDir("runtime"),
	)
}

// settings are JupyterLab's defaults for this course; what the learner chooses in its menus goes
// before them. Without them the first thing that a learner sees is a question about news.
var settings = map[string]any{
	"@jupyterlab/apputils-extension:notification": map[string]any{"fetchNews": "false", "checkForUpdates": false},
	// JupyterLab drops names that come after a second. gopls needs longer the first time.
	"@jupyterlab/completer-extension:manager": map[string]any{"providerTimeout": 8000},
}

func (c Clone) writeJupyterSettings() error {
	content, err := json.MarshalIndent(settings, "", "  ")
	if err != nil {
		return err
	}
	return writeIfChanged(c.jupyterDir("config", "labconfig", "default_setting_overrides.json"), append(content, '\n'))
}

// trustPart signs the notebooks that came with the clone. JupyterLab shows no drawings of a
// notebook that nobody here has executed, unless it is signed.
func (c Clone) trustPart() part {
	const none = "none"
	return part{
		name:   "the pictures in the notebooks",
		file:   "trust",
		inputs: func() (string, error) { return c.hashFiles([]string{".ipynb"}, "notebooks") },
		intact: func(signed string) bool {
			return signed == none || isFile(c.jupyterDir("data", "nbsignatures.db"))
		},
		make: func(ctx context.Context, log io.Writer) (string, error) {
			notebooks, err := filepath.Glob(c.Path("notebooks", "*.ipynb"))
			if err != nil || len(notebooks) == 0 {
				return none, err
			}
			cmd := command(ctx, string(c), c.Python(), append([]string{"-m", "nbformat.sign"}, notebooks...)...)
			cmd.Env = c.JupyterEnv()
			return "all", runCommand(ctx, log, cmd)
		},
	}
}

// firstPage is the notebook that the course begins with.
const firstPage = "notebooks/00_start.ipynb"

// Options are what the learner may say about the server; they mean what they mean for JupyterLab.
type Options struct {
	NoBrowser bool
	IP        string
	Port      int
	Token     *string  // nil: JupyterLab makes one up
	More      []string // options of JupyterLab, as they are
}

// serverArgs are the arguments of "python -m jupyterlab".
func (c Clone) serverArgs(o Options, page string) []string {
	args := []string{
		"-m", "jupyterlab",
		"--ServerApp.root_dir=" + string(c),
		"--ServerApp.ip=" + o.IP,
		"--ServerApp.port=" + strconv.Itoa(o.Port),
		"--LabApp.default_url=" + page,
		"--KernelSpecManager.ensure_native_kernel=False",
		"--KernelSpecManager.allowed_kernelspecs=" + Kernel,
		"--MultiKernelManager.default_kernel_name=" + Kernel,
		"--LabApp.extension_manager=readonly", // the other one asks a package index for extensions
	}
	if o.NoBrowser {
		args = append(args, "--no-browser")
	}
	if o.Token != nil && *o.Token == "" {
		args = append(args, "--IdentityProvider.token=")
	}
	if os.Geteuid() == 0 {
		args = append(args, "--allow-root") // as in a container; JupyterLab would refuse and say so in its log
	}
	return append(args, o.More...)
}

// page is the path of the course's first page on the server, or of the bare workbench if there is
// no such notebook.
func (c Clone) page() string {
	if isFile(c.Path(filepath.FromSlash(firstPage))) {
		return "/lab/tree/" + firstPage
	}
	return "/lab"
}

// serverInfo is what a running server writes about itself.
type serverInfo struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

// serverInfoPath is where the server with that process id writes it.
func (c Clone) serverInfoPath(pid int) string {
	return c.jupyterDir("runtime", "jpserver-"+strconv.Itoa(pid)+".json")
}

// address is what the learner opens in a browser.
func (s serverInfo) address(page string) string {
	address := strings.TrimSuffix(s.URL, "/") + page
	if s.Token != "" {
		address += "?token=" + s.Token
	}
	return address
}
