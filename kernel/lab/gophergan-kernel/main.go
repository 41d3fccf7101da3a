package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	clone := flag.String("clone", "", "the top folder of the clone that cells import from")
	connection := flag.String("connection", "", "the connection file that Jupyter wrote")
	flag.Parse()
	err := run(*clone, *connection)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		os.Exit(max(1, exit.ExitCode()))
	case err != nil:
		fmt.Fprintln(os.Stderr, "gophergan-kernel:", err)
		os.Exit(1)
	}
}

// run starts GoNB, stands between it and Jupyter, and ends when GoNB ends.
func run(clone, connectionFile string) error {
	log, err := openLog(filepath.Join(clone, ".gophergan", "log", "kernel.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	outside, err := readConnection(connectionFile)
	if err != nil {
		return err
	}
	dir, err := privateDir()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	inside := insideOf(outside, dir)
	// GoNB reads Jupyter's id of this kernel in the name of the file.
	file := filepath.Join(dir, filepath.Base(connectionFile))
	if err := os.WriteFile(file, mustJSON(inside), 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	front, err := listen(ctx, outside)
	if err != nil {
		return err
	}
	gonb, err := startGoNB(clone, file, log)
	if err != nil {
		return err
	}
	go func() {
		back, err := dial(ctx, inside, own)
		if err != nil {
			fmt.Fprintln(log, "gophergan-kernel: GoNB does not answer:", err)
			gonb.Process.Kill()
			return
		}
		p := &proxy{key: outside.Key, front: front, back: back, log: log, executions: map[string]*execution{},
			help: newHelper(clone, log)}
		p.serve()
		p.help.warm(ctx)
	}()
	err = gonb.Wait()
	time.Sleep(farewell)
	return err
}

// farewell is the time for GoNB's last messages to reach Jupyter after it has ended.
const farewell = 100 * time.Millisecond

// privateDir makes a folder that only this user can enter, with a path short enough for the names
// of sockets.
func privateDir() (string, error) {
	const longest = 60
	base := os.TempDir()
	if len(base) > longest {
		base = "/tmp"
	}
	return os.MkdirTemp(base, "gophergan-kernel-")
}

// insideOf is the connection between this program and GoNB: the same key, and sockets in a private
// folder.
func insideOf(outside connection, dir string) connection {
	return connection{
		Transport: "ipc", IP: filepath.Join(dir, "gonb"), Key: outside.Key, Scheme: outside.Scheme,
		Shell: 1, Control: 2, Stdin: 3, IOPub: 4, Heartbeat: 5,
	}
}

// withoutGopls is the environment for GoNB, which starts every gopls that it finds. It finds a
// program that ends at once: this kernel asks the gopls of the lab.
func withoutGopls(dir string) []string {
	if nothing, err := exec.LookPath("true"); err != nil || os.Symlink(nothing, filepath.Join(dir, "gopls")) != nil {
		return os.Environ()
	}
	return append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// startGoNB starts GoNB, which stands beside this program. GoNB decides when to end, on Jupyter's
// message or on a signal, and this process ends after it.
func startGoNB(clone, connectionFile string, log *os.File) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	gonb := exec.Command(filepath.Join(filepath.Dir(self), "gonb"), "--kernel", connectionFile, "-go_work="+clone, "-raw_error")
	gonb.Stdout, gonb.Stderr = log, log
	gonb.Env = withoutGopls(filepath.Dir(connectionFile))
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if err := gonb.Start(); err != nil {
		return nil, err
	}
	go func() {
		for s := range signals {
			gonb.Process.Signal(s)
		}
	}()
	return gonb, nil
}

// maxLog is the size in bytes at which the log is begun anew.
const maxLog = 4 << 20

func openLog(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		flags |= os.O_TRUNC
	}
	return os.OpenFile(path, flags, 0o644)
}
