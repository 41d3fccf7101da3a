package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/ganlib/train"
)

// oneOf wants one argument. Where there is none, the error lists what could be named.
func oneOf(what string, list func() string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch len(args) {
		case 0:
			return fmt.Errorf("say %s:\n\n%s", what, strings.TrimRight(list(), "\n"))
		case 1:
			return nil
		}
		return fmt.Errorf("%q are %d arguments; %s takes one at a time", args, len(args), cmd.CommandPath())
	}
}

// oneRun wants the directory of a run.
func oneRun(verb string) cobra.PositionalArgs { return oneOf("which run to "+verb, runsHere) }

// runsHere lists the runs below runs, where train keeps them.
func runsHere() string {
	var b strings.Builder
	dirs, _ := filepath.Glob(filepath.Join("runs", "*")) // its only error is a bad pattern
	for _, dir := range dirs {
		if _, err := train.ReadRun(dir); err == nil {
			fmt.Fprintln(&b, "  "+dir)
		}
	}
	if b.Len() == 0 {
		return "  its directory, such as runs/mnist; there is none below runs yet, and train makes one"
	}
	return b.String()
}

// endsIn wants a file to have one of the endings, so that it is what its name says. Nothing was
// computed yet.
func endsIn(flag, file string, endings ...string) error {
	if file == "" || slices.Contains(endings, strings.ToLower(filepath.Ext(file))) {
		return nil
	}
	return fmt.Errorf("--%s is %s; give it a name that ends in %s", flag, file, strings.Join(endings, " or "))
}

// hasPlace wants the folder of a file to be there, before anything is computed for it.
func hasPlace(flag, file string) error {
	if file == "" {
		return nil
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return fmt.Errorf("--%s is %s, which is a folder; name a file", flag, file)
	}
	if _, err := os.Stat(filepath.Dir(file)); err != nil {
		return fmt.Errorf("--%s is %s, which cannot be written: %w; make its folder first", flag, file, err)
	}
	return nil
}
