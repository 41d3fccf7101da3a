package lab

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/kernel/wholefile"
)

func readSpec(t *testing.T, c Clone) kernelSpec {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(c.kernelSpecDir(), "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec kernelSpec
	if err := json.Unmarshal(content, &spec); err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestKernelSpecIsThisClonesOwn(t *testing.T) {
	goDir := pathWith(t, map[string]string{"go": ""})
	t.Setenv("GOFLAGS", "-mod=mod -tags=x")
	c := Clone(t.TempDir())
	if err := c.writeKernelSpec(); err != nil {
		t.Fatal(err)
	}
	spec := readSpec(t, c)
	if spec.DisplayName != "Go (GopherGAN)" || spec.InterruptMode != "message" || spec.Language != "go" {
		t.Errorf("the spec is %+v", spec)
	}
	if !strings.HasPrefix(spec.Argv[0], string(c)) || !slices.Contains(spec.Argv, string(c)) ||
		!slices.Contains(spec.Argv, "{connection_file}") {
		t.Errorf("the kernel is started with %q", spec.Argv)
	}
	if want := strings.Join([]string{c.own("bin"), goDir, "${PATH}"}, ":"); spec.Env["PATH"] != want {
		t.Errorf("PATH is %s, want %s", spec.Env["PATH"], want)
	}
	if flags := spec.Env["GOFLAGS"]; !strings.HasPrefix(flags, "-tags=x ") || !strings.Contains(flags, "-ldflags=-s") {
		t.Errorf("GOFLAGS is %q: a workspace refuses -mod, and cells link faster without symbols", spec.Env["GOFLAGS"])
	}
}

func TestKernelSpecFollowsTheClone(t *testing.T) {
	pathWith(t, map[string]string{"go": ""})
	old := Clone(t.TempDir())
	if err := old.writeKernelSpec(); err != nil {
		t.Fatal(err)
	}
	moved := Clone(filepath.Join(t.TempDir(), "moved"))
	if err := os.Rename(string(old), string(moved)); err != nil {
		t.Fatal(err)
	}
	if err := moved.writeKernelSpec(); err != nil {
		t.Fatal(err)
	}
	if spec := readSpec(t, moved); !strings.HasPrefix(spec.Argv[0], string(moved)) || strings.Contains(strings.Join(spec.Argv, " "),
		string(old)) {
		t.Errorf("after the move the kernel is started with %q", spec.Argv)
	}
}

func TestKernelSpecThatIsRightIsLeftAlone(t *testing.T) {
	pathWith(t, map[string]string{"go": ""})
	c := Clone(t.TempDir())
	path := filepath.Join(c.kernelSpecDir(), "kernel.json")
	var infos []os.FileInfo
	for range 2 {
		if err := c.writeKernelSpec(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		infos = append(infos, info)
	}
	if !os.SameFile(infos[0], infos[1]) {
		t.Error("the second start wrote the spec again")
	}
}

func TestLogosHaveTheSizesThatJupyterLabAsksFor(t *testing.T) {
	for name, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		content, err := logos.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		config, err := png.DecodeConfig(bytes.NewReader(content))
		if err != nil || config.Width != size || config.Height != size {
			t.Errorf("%s: %dx%d, %v", name, config.Width, config.Height, err)
		}
	}
}

func TestServerListensOnLoopbackUnlessAsked(t *testing.T) {
	c := Clone(t.TempDir())
	args := c.serverArgs(Options{IP: "localhost", Port: 9001, NoBrowser: true, More: []string{"--debug"}}, "/lab")
	for _, want := range []string{"--ServerApp.ip=localhost", "--ServerApp.port=9001", "--no-browser", "--debug",
		"--ServerApp.root_dir=" + string(c)} {
		if !slices.Contains(args, want) {
			t.Errorf("the server's arguments %q lack %s", args, want)
		}
	}
	if slices.ContainsFunc(args, func(arg string) bool { return strings.Contains(arg, "token") }) {
		t.Errorf("without a wish for the token, JupyterLab makes one up, and not %q", args)
	}
}

func TestTokenIsNotSeenByOthers(t *testing.T) {
	secret, none := "s3cret", ""
	c := Clone(t.TempDir())
	if args := c.serverArgs(Options{Token: &secret}, "/lab"); strings.Contains(strings.Join(args, " "), secret) {
		t.Errorf("the token stands in the arguments %q, which every user of the machine sees", args)
	}
	if args := c.serverArgs(Options{Token: &none}, "/lab"); !slices.Contains(args, "--IdentityProvider.token=") {
		t.Errorf("an empty token does not switch it off: %q", args)
	}
}

func TestLearnersOwnJupyterIsOutOfSight(t *testing.T) {
	for _, name := range []string{"JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH", "JUPYTER_DATA_DIR",
		"JUPYTERLAB_SETTINGS_DIR", "PYTHONPATH", "VIRTUAL_ENV"} {
		t.Setenv(name, "/of/the/learner")
	}
	c := Clone(t.TempDir())
	last := map[string]string{} // of two entries of one name, the last one counts
	for _, entry := range c.JupyterEnv() {
		name, value, _ := strings.Cut(entry, "=")
		last[name] = value
	}
	for name, value := range last {
		if value == "/of/the/learner" {
			t.Errorf("%s still leads to the learner's own", name)
		}
	}
	if dir := last["JUPYTER_CONFIG_DIR"]; !strings.HasPrefix(dir, string(c)) {
		t.Errorf("JUPYTER_CONFIG_DIR is %q", dir)
	}
}

func TestFirstPage(t *testing.T) {
	c := Clone(t.TempDir())
	if page := c.page(); page != "/lab" {
		t.Errorf("without notebooks the page is %s", page)
	}
	if err := wholefile.Write(c.Path("notebooks", "00_start.ipynb"), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if page := c.page(); page != "/lab/tree/notebooks/00_start.ipynb" {
		t.Errorf("the page is %s", page)
	}
	address := serverInfo{URL: "http://localhost:8888/", Token: "abc"}.address("/lab")
	if address != "http://localhost:8888/lab?token=abc" {
		t.Errorf("the address is %s", address)
	}
}

func TestFindClone(t *testing.T) {
	c, err := FindClone(".")
	if err != nil || !isFile(c.Path("kernel", "lab", "clone.go")) {
		t.Errorf("FindClone gave %q, %v", c, err)
	}
	if _, err := FindClone(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not inside a clone") {
		t.Errorf("outside of a clone: %v", err)
	}
}
