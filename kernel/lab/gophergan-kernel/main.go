// Command gophergan-kernel is what JupyterLab starts for a notebook of the course: it runs GoNB, the Go kernel.
//
//	gophergan-kernel -clone DIR -connection FILE
//
// GoNB runs "go get" before every cell, which takes longer than compiling the cell and finds nothing new, because the
// clone's go.mod already names every module of the course. GoNB can be told to stop only by a message (%noautoget), so
// this command sends that message as soon as GoNB listens. A cell that wants its "go get" back says %autoget.
//
// GoNB's log goes to .gophergan/log/kernel.log, not to the terminal that JupyterLab was started from.
//
// # Design
//
// A "go" in front of the real one in PATH, which swallows "get", would be shorter. It would also swallow the "go get"
// that a learner asks for with %autoget. A first cell in every notebook would be honest, and noise on every page.
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

// plainErrors, set to 1, has GoNB report a cell that does not compile as text and not as HTML: for programs that run
// notebooks.
const plainErrors = "GOPHERGAN_PLAIN_ERRORS"

// run starts GoNB, tells it how to work, and ends when GoNB ends.
func run(clone, connection string) error {
	log, err := openLog(filepath.Join(clone, ".gophergan", "log", "kernel.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	gonb := exec.Command(filepath.Join(filepath.Dir(self), "gonb"), "--kernel", connection, "-go_work="+clone)
	if os.Getenv(plainErrors) == "1" {
		gonb.Args = append(gonb.Args, "-raw_error")
	}
	gonb.Stdout, gonb.Stderr = log, log

	// GoNB decides when to end, on Jupyter's message or on a signal, and this process ends after it.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if err := gonb.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		if err := tell(ctx, connection, "%noautoget"); err != nil && ctx.Err() == nil {
			fmt.Fprintln(log, "gophergan-kernel: every cell will run \"go get\":", err)
		}
	}()
	go func() {
		for s := range signals {
			gonb.Process.Signal(s)
		}
	}()
	return gonb.Wait()
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
