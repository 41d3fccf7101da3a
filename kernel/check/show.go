package check

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// Show tries an exercise, or some functions of it, in a cell of a notebook, and shows how they
// stand on a card: what was got and wanted, the likely cause, hints that open one by one, and the
// reference once it is right. Elsewhere it prints that as Print does.
//
//	check.Show("ex01", "OptimalD")
//
// It imports nothing that a cell would have to wait for.
func Show(name string, functions ...string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := show(ctx, name, functions); err != nil {
		fmt.Println(err)
	}
}

func show(ctx context.Context, name string, functions []string) error {
	clone, err := findClone(".")
	if err != nil {
		return err
	}
	all, err := List(clone)
	if err != nil {
		return err
	}
	e, err := Find(all, name)
	if err != nil {
		return err
	}
	if len(functions) > 0 {
		asked := []Function{}
		for _, name := range functions {
			f, err := e.Function(name)
			if err != nil {
				return err
			}
			asked = append(asked, f)
		}
		e = e.Only(asked...)
	}
	reports, err := Run(ctx, clone, []Exercise{e}, func(words string) { fmt.Println(words) })
	if err != nil {
		return err
	}
	progress, err := Remembered(clone)
	if err != nil {
		return err
	}
	progress.Note(reports, time.Now())
	if err := progress.Save(); err != nil {
		return err
	}
	if !gonbui.IsNotebook {
		Print(os.Stdout, reports, progress)
		return nil
	}
	html, err := Card(clone, reports[0])
	if err != nil {
		return err
	}
	gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMETextHTML: html}})
	gonbui.Sync()
	return gonbui.Error()
}

// findClone is the folder above dir that holds the exercises. (Package lab has a stricter one, and
// needs a device.)
func findClone(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for top := dir; ; top = filepath.Dir(top) {
		_, noModule := os.Stat(filepath.Join(top, "go.mod"))
		_, noExercises := os.Stat(filepath.Join(top, "exercises"))
		if noModule == nil && noExercises == nil {
			return top, nil
		}
		if top == filepath.Dir(top) {
			return "", fmt.Errorf("%s is not inside a clone of GopherGAN, so there are no exercises to check", dir)
		}
	}
}
